// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/utf8_check.h"

#include <cstdint>
#include <cstring>

namespace lanescope::crawl {

namespace {

/// The bytes that may follow a first one: how many, and the range of the first of them (Unicode 15, table 3-7).
struct Lead {
    unsigned char following = 0; // 0: no first byte of several
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
};

constexpr Lead leadOf(unsigned char c)
{
    if (c >= 0xC2 && c <= 0xDF)
        return {1};
    if (c == 0xE0)
        return {2, 0xA0, 0xBF};
    if (c == 0xED)
        return {2, 0x80, 0x9F};
    if (c >= 0xE1 && c <= 0xEF)
        return {2};
    if (c == 0xF0)
        return {3, 0x90, 0xBF};
    if (c >= 0xF1 && c <= 0xF3)
        return {3};
    return c == 0xF4 ? Lead{3, 0x80, 0x8F} : Lead{};
}

/// How many of the bytes from here on belong together so far, `text` being not ASCII there.
std::size_t matched(std::string_view text, const Lead& lead)
{
    std::size_t count = 1;
    for (; count <= lead.following && count < text.size(); ++count) {
        const auto c = static_cast<unsigned char>(text[count]);
        if (c < (count == 1 ? lead.low : 0x80) || c > (count == 1 ? lead.high : 0xBF))
            break;
    }
    return count;
}

std::size_t asciiLength(std::string_view text)
{
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        if ((word & 0x8080808080808080ULL) != 0)
            break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80)
        ++at;
    return at;
}

} // namespace

std::size_t validUtf8Length(std::string_view text)
{
    std::size_t at = 0;
    for (;;) {
        at += asciiLength(text.substr(at));
        if (at == text.size())
            return at;
        const Lead lead = leadOf(static_cast<unsigned char>(text[at]));
        if (lead.following == 0 || matched(text.substr(at), lead) <= lead.following)
            return at;
        at += lead.following + std::size_t{1};
    }
}

std::size_t cutOffUtf8(std::string_view text)
{
    for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length) {
        const std::string_view end = text.substr(text.size() - length);
        const Lead lead = leadOf(static_cast<unsigned char>(end[0]));
        if (lead.following > 0)
            return length <= lead.following && matched(end, lead) == length ? length : 0;
    }
    return 0;
}

bool isUtf8(std::string_view text)
{
    const std::size_t valid = validUtf8Length(text);
    return valid == text.size() || cutOffUtf8(text) == text.size() - valid;
}

} // namespace lanescope::crawl
