// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/url/url.h"

#include <QRegularExpression>
#include <QString>

#include <vector>

namespace lanescope::crawl {

/// Which URLs a crawl may follow, by regular expressions that are looked for anywhere in them, as those of Scrapy's
/// LinkExtractor: what one of `deny` is found in is out; if there is any `allow`, one of them must be found.
///
/// Threads: admits() on any, at the same time. Complexity: linear in the number of patterns; without any it costs
/// nothing.
class UrlPatterns {
public:
    UrlPatterns() = default;
    /// Both lists are separated by blanks. The error quotes the pattern that is none, and says why.
    static Result<UrlPatterns> compile(const QString& allow, const QString& deny);

    bool admits(const Url& url) const;
    bool isEmpty() const { return m_allow.empty() && m_deny.empty(); }

private:
    std::vector<QRegularExpression> m_allow;
    std::vector<QRegularExpression> m_deny;
};

} // namespace lanescope::crawl
