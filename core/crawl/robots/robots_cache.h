// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/response.h"
#include "core/crawl/model/settings.h"
#include "core/crawl/robots/robots_rules.h"

#include <QString>

#include <optional>
#include <unordered_map>

namespace lanescope::crawl {

/// What the robots.txt files of a crawl's origins allow, as RFC 9309 has it: 2xx is obeyed, up to five
/// redirects are followed, 4xx allows everything, and a file that cannot be had for another reason (5xx, no answer)
/// forbids everything, after as many tries as any page gets.
/// Threads: none of its own; one owner. Errors: none; every end of a fetch is one of the steps.
class RobotsCache {
public:
    static constexpr int kMostRedirects = 5;
    /// The RFC allows a day.
    static constexpr std::int64_t kLifetimeNs = std::int64_t{24} * 3600 * 1'000'000'000;

    /// What follows from the end of a fetch.
    struct Step {
        enum class Next {
            Known,
            Missing, ///< it cannot be had: known too, and an error
            Moved,
            Again
        };
        Next next = Next::Known;
        Url movedTo;
        int tries = 0;          ///< of which the last has just failed: where it is asked for again
        double crawlDelayS = 0; ///< asked for; 0: none
        QString told;           ///< one sentence about what was found
    };

    void clear() { m_origins.clear(); }
    Step arrived(const Response& response, const Settings& settings);
    /// Why this page may not be fetched, naming the line; nothing if it may.
    std::optional<QString> refusal(const Request& page, const QByteArray& userAgent) const;

private:
    enum class Access { All, None, ByRules };
    struct Origin {
        Access access = Access::All;
        RobotsRules rules;
        QString why; // of Access::None
        int tries = 0;
    };
    Step known(Origin& origin, Access access, const QString& told);
    Step read(Origin& origin, const Response& response, const Settings& settings);
    Step moved(Origin& origin, const Response& response);
    Step failed(Origin& origin, const Response& response, const Settings& settings);

    std::unordered_map<std::uint32_t, Origin> m_origins;
};

} // namespace lanescope::crawl
