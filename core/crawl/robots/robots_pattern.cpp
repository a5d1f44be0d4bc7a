// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/robots/robots_pattern.h"

#include <cstring>
#include <optional>

namespace lanescope::crawl {

namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

constexpr bool isUnreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

/// RFC 3986 "reserved", without the two that mean something in a pattern, and "[" "]", which paths do not have
/// but queries do.
constexpr bool isKept(unsigned char c)
{
    return isUnreserved(c) || std::string_view(":/?#[]@!&'()+,;=").find(static_cast<char>(c)) != std::string_view::npos;
}

std::optional<unsigned> hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    const char lower = static_cast<char>(c | 0x20);
    if (lower >= 'a' && lower <= 'f')
        return static_cast<unsigned>(lower - 'a') + 10;
    return std::nullopt;
}

/// The octet that "%XX" at this place stands for.
std::optional<unsigned char> escapedOctet(std::string_view text, std::size_t at)
{
    if (at + 2 >= text.size() || text[at] != '%')
        return std::nullopt;
    const auto high = hexDigit(text[at + 1]);
    const auto low = hexDigit(text[at + 2]);
    if (!high || !low)
        return std::nullopt;
    return static_cast<unsigned char>(*high << 4 | *low);
}

void appendEscaped(std::string& out, unsigned char octet)
{
    out += '%';
    out += kHexDigits[octet >> 4];
    out += kHexDigits[octet & 15];
}

/// Writes what stands at `at` in its normal form and returns the place behind it.
std::size_t appendEncoded(std::string& out, std::string_view text, std::size_t at)
{
    if (const auto octet = escapedOctet(text, at)) {
        if (isUnreserved(*octet))
            out += static_cast<char>(*octet);
        else
            appendEscaped(out, *octet);
        return at + 3;
    }
    const auto octet = static_cast<unsigned char>(text[at]);
    if (isKept(octet))
        out += text[at];
    else
        appendEscaped(out, octet);
    return at + 1;
}

/// std::string_view::find() takes length times length on "aaaa…" in "aaaa…"; this does not.
std::size_t findLinear(std::string_view text, std::string_view part)
{
    const void* found = memmem(text.data(), text.size(), part.data(), part.size());
    return found == nullptr ? std::string_view::npos
                            : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

} // namespace

std::string RobotsPattern::encoded(std::string_view target)
{
    std::string out;
    out.reserve(target.size());
    for (std::size_t at = 0; at < target.size();)
        at = appendEncoded(out, target, at);
    return out;
}

RobotsPattern::RobotsPattern(std::string_view written)
{
    m_text.reserve(written.size());
    for (std::size_t at = 0; at < written.size();) {
        const bool isWildcard = written[at] == '*' || (written[at] == '$' && at + 1 == written.size());
        if (isWildcard)
            m_text += written[at++];
        else
            at = appendEncoded(m_text, written, at);
    }
}

bool RobotsPattern::matches(std::string_view encodedTarget) const
{
    std::string_view pattern = m_text;
    const bool toTheEnd = pattern.ends_with('$');
    pattern.remove_suffix(toTheEnd ? 1 : 0);
    if (pattern.empty())
        return false;
    std::string_view rest = encodedTarget;
    std::size_t star = pattern.find('*');
    if (!rest.starts_with(pattern.substr(0, star)))
        return false;
    if (star == pattern.npos)
        return !toTheEnd || rest.size() == pattern.size();
    rest.remove_prefix(star);
    // Each piece between two stars at the first place where it is: what a later one would leave for the rest of
    // the pattern, the first one leaves too.
    for (;;) {
        pattern.remove_prefix(star + 1);
        star = pattern.find('*');
        if (star == pattern.npos)
            break;
        const std::size_t found = findLinear(rest, pattern.substr(0, star));
        if (found == rest.npos)
            return false;
        rest.remove_prefix(found + star);
    }
    return toTheEnd ? rest.ends_with(pattern) : findLinear(rest, pattern) != rest.npos;
}

} // namespace lanescope::crawl
