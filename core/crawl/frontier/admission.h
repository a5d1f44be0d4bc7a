// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/request.h"
#include "core/crawl/model/settings.h"
#include "core/crawl/model/statistics.h"
#include "core/crawl/url/duplicate_filter.h"
#include "core/crawl/url/url_patterns.h"

#include <QSet>

#include <optional>
#include <span>

namespace lanescope::crawl {

/// A URL that was found, ready to be judged.
struct Candidate {
    Url url;
    quint64 fingerprint = 0;
    bool nofollow = false; ///< the page asks crawlers not to follow it
};

/// Which of the URLs that are found are to be requested. Threads: none of its own; the owner locks.
class Admission {
public:
    /// Nothing has been seen; these are where it begins.
    void start(std::span<const Candidate> urls);
    /// What may be followed besides what the scope says; for start URLs it does not count.
    void setPatterns(UrlPatterns patterns) { m_patterns = std::move(patterns); }

    /// Why a URL, found on a page of `fromHost`, is not requested; nothing if it is: then it counts as seen.
    std::optional<FilterReason> refusal(const Candidate& candidate, const RequestTag& tag, std::string_view fromHost,
                                        const Settings& settings);

    /// Why one that waits already is not requested after all, by what was turned meanwhile. Whose link it was is not kept: it
    /// has to be in scope as seen from where the crawl began.
    std::optional<FilterReason> refusalNow(const Url& url, const RequestTag& tag, const Settings& settings) const;

private:
    bool inScopeOfStart(std::string_view host, Scope scope) const;
    bool inScope(std::string_view host, std::string_view fromHost, Scope scope) const;

    DuplicateFilter m_seen;
    QSet<QByteArray> m_startHosts;
    UrlPatterns m_patterns;
};

} // namespace lanescope::crawl
