// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace lanescope::crawl {

/// Characters as HTTP, HTML and robots.txt mean them: those of ASCII, whatever the locale. Threads: any.

constexpr char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

constexpr bool isLetter(char c)
{
    return lowered(c) >= 'a' && lowered(c) <= 'z';
}

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// What HTML takes for one.
constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

constexpr bool equalsIgnoringCase(std::string_view text, std::string_view lower)
{
    return std::ranges::equal(text, lower, {}, lowered);
}

inline std::string inLowerCase(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), lowered);
    return result;
}

} // namespace lanescope::crawl
