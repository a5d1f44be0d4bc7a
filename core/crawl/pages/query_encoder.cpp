// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/query_encoder.h"

#include "core/crawl/pages/charset_labels.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <iconv.h>

namespace lanescope::crawl {

namespace {

bool isAscii(char byte)
{
    return static_cast<unsigned char>(byte) < 0x80;
}

/// From the question mark to the fragment.
std::string_view queryOf(std::string_view href)
{
    const std::string_view whole = href.substr(0, href.find('#'));
    const std::size_t mark = whole.find('?');
    return mark == whole.npos ? std::string_view() : whole.substr(mark);
}

/// The character at the start of `text`, which is UTF-8.
std::string_view firstCharacter(std::string_view text)
{
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80)
        ++length;
    return text.substr(0, length);
}

std::uint32_t codePoint(std::string_view character)
{
    const auto lead = static_cast<unsigned char>(character[0]);
    constexpr std::array<unsigned, 5> kLeadBits{0, 0x7F, 0x1F, 0x0F, 0x07}; // by length
    std::uint32_t point = lead & kLeadBits[std::min<std::size_t>(character.size(), 4)];
    for (const char byte : character.substr(1))
        point = point << 6U | (static_cast<unsigned char>(byte) & 0x3FU);
    return point;
}

void appendPercent(std::string_view bytes, std::string& out)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        out += {'%', kDigits[value >> 4U], kDigits[value & 15U]};
    }
}

iconv_t openConverter(const std::string& encoding)
{
    if (encoding == kUtf8 || encoding.starts_with("UTF-16"))
        return nullptr;
    const iconv_t converter = iconv_open(encoding.c_str(), kUtf8.data());
    return converter == reinterpret_cast<iconv_t>(std::intptr_t{-1}) ? nullptr : converter;
}

} // namespace

void QueryEncoder::CloseConverter::operator()(void* converter) const
{
    iconv_close(converter);
}

QueryEncoder::QueryEncoder(const std::string& encoding)
    : m_converter(openConverter(encoding))
{
}

bool QueryEncoder::leaves(std::string_view href) const
{
    return !m_converter || std::ranges::all_of(queryOf(href), isAscii);
}

std::string QueryEncoder::encoded(std::string_view href) const
{
    if (leaves(href))
        return std::string(href);
    std::string_view query = queryOf(href);
    const auto before = static_cast<std::size_t>(query.data() - href.data());
    const std::string_view after = href.substr(before + query.size());
    std::string out(href.substr(0, before));
    while (!query.empty()) {
        const std::string_view character = firstCharacter(query);
        query.remove_prefix(character.size());
        if (isAscii(character[0]))
            out += character;
        else
            appendEncoded(character, out);
    }
    return out.append(after);
}

void QueryEncoder::appendEncoded(std::string_view character, std::string& out) const
{
    std::array<char, 32> buffer;
    char* input = const_cast<char*>(character.data());
    std::size_t left = character.size();
    char* output = buffer.data();
    std::size_t room = buffer.size();
    iconv(m_converter.get(), nullptr, nullptr, nullptr, nullptr);
    const bool isKnown = iconv(m_converter.get(), &input, &left, &output, &room) == 0 && left == 0;
    iconv(m_converter.get(), nullptr, nullptr, &output, &room); // back to its first state
    if (isKnown)
        appendPercent({buffer.data(), buffer.size() - room}, out);
    else
        out += "%26%23" + std::to_string(codePoint(character)) + "%3B"; // "&#…;"
}

} // namespace lanescope::crawl
