// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace lanescope::crawl {

/// The path of one line of a robots.txt: a prefix in which "*" stands for anything and a "$" at its end for
/// the end of the URL.
///
/// Compared are normal forms, see encoded(): "/~joe", "/%7Ejoe" and "/%7ejoe" are the same. A "%2A" or "%24" in
/// the line means the character itself. What begins with neither "/" nor "*" matches no URL.
/// Threads: as a value. Complexity: matches() is linear in URL and pattern, whatever they hold.
class RobotsPattern {
public:
    explicit RobotsPattern(std::string_view written);

    /// `encodedTarget`: path and query of a URL, in the form that encoded() gives.
    bool matches(std::string_view encodedTarget) const;
    /// Octets; the longest pattern that matches is the one that counts. 0: a pattern that says nothing.
    std::size_t length() const { return m_text.size(); }

    /// RFC 9309, 2.2.2: percent-encoded unreserved characters decoded, everything else encoded that is not
    /// plain ASCII of a URL, digits in capitals. "*" and "$" are encoded, so that they are no wildcards.
    static std::string encoded(std::string_view target);

private:
    std::string m_text; // wildcards as they are, everything else encoded
};

} // namespace lanescope::crawl
