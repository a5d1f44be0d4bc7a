// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/robots/robots_pattern.h"
#include "core/crawl/url/url.h"

#include <QByteArray>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lanescope::crawl {

/// A line of a robots.txt, to be shown to whoever asks why.
struct RobotsLine {
    int number = 0;  ///< from 1; 0: no line
    QByteArray text; ///< as it stands there, without blanks around it, cut to 200 bytes
};

/// What a robots.txt says to one agent about one URL.
struct RobotsVerdict {
    enum class Reason {
        Line,       ///< `line` decided
        NoLine,     ///< no line of the agent's groups matches: allowed
        RobotsFile, ///< the robots.txt itself is always allowed
    };
    bool allowed = true;
    Reason reason = Reason::NoLine;
    RobotsLine line;
};

/// Crawl-delay is not in the RFC; whoever asks for it decides how far to honour it.
struct RobotsDelay {
    double seconds = 0;
    RobotsLine line;
};

/// The rules of one robots.txt, as RFC 9309 reads them.
///
/// All groups of an agent count together, and those of "*" only if none is for the agent. The longest pattern
/// that matches decides, "allow" if two are equally long. Lines that make no sense are passed over, and known
/// misspellings understood. A Crawl-delay does not end the group's list of agents, as the RFC demands of all lines
/// it does not define; the largest of several counts.
///
/// Threads: as a value. Errors: none; what cannot be read has no rules. Complexity: check() is linear in the
/// lines of the agent's groups. Memory: proportional to the file, of which no more than kMaxBytes count.
class RobotsRules {
public:
    /// Twice what the RFC demands at least; what lies beyond is not read, nor the line that crosses it.
    static constexpr qsizetype kMaxBytes = qsizetype{1} << 20;

    static RobotsRules parse(const QByteArray& file);

    /// `agent`: a product token, or a whole User-Agent header that begins with it.
    RobotsVerdict check(std::string_view agent, const Url& url) const;
    std::optional<RobotsDelay> crawlDelay(std::string_view agent) const;
    /// True if the file is larger than what was read of it.
    bool truncated() const { return m_truncated; }

    /// The part of an agent's name that is compared, in lower case; empty if it begins with something else.
    static std::string productToken(std::string_view agent);

private:
    class Reader;

    struct Rule {
        RobotsPattern pattern;
        bool allows = false;
        RobotsLine line;
    };
    struct Group {
        std::vector<Rule> rules;
        std::optional<RobotsDelay> delay;
    };
    using GroupNumbers = std::vector<std::uint32_t>;

    const GroupNumbers& groupsFor(std::string_view agent) const;

    std::vector<Group> m_groups;
    std::map<std::string, GroupNumbers, std::less<>> m_agents; // lower case, "*" among them
    bool m_truncated = false;
};

} // namespace lanescope::crawl
