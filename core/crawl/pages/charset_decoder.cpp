// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/charset_decoder.h"

#include "core/crawl/pages/charset_labels.h"
#include "core/crawl/pages/utf8_check.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

#include <iconv.h>

namespace lanescope::crawl {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

iconv_t noConverter()
{
    return reinterpret_cast<iconv_t>(std::intptr_t{-1});
}

iconv_t openConverter(const std::string& encoding)
{
    const iconv_t converter = iconv_open(kUtf8.data(), encoding.c_str());
    if (converter != noConverter())
        return converter;
    const iconv_t fallback = iconv_open(kUtf8.data(), kWindows1252.data());
    return fallback == noConverter() ? nullptr : fallback;
}

} // namespace

void CharsetDecoder::CloseConverter::operator()(void* converter) const
{
    iconv_close(converter);
}

CharsetDecoder::CharsetDecoder(const std::string& encoding)
    : m_converter(encoding == kUtf8 ? nullptr : openConverter(encoding))
{
}

void CharsetDecoder::decode(std::string_view bytes, std::string& out)
{
    if (m_kept.empty())
        return m_converter ? convert(bytes, out) : decodeUtf8(bytes, out);
    const std::string joined = std::exchange(m_kept, {}).append(bytes);
    m_converter ? convert(joined, out) : decodeUtf8(joined, out);
}

void CharsetDecoder::decodeUtf8(std::string_view bytes, std::string& out)
{
    for (;;) {
        const std::size_t valid = validUtf8Length(bytes);
        out.append(bytes.substr(0, valid));
        bytes.remove_prefix(valid);
        if (bytes.empty())
            return;
        if (cutOffUtf8(bytes) == bytes.size()) {
            m_kept = bytes;
            return;
        }
        out += kReplacement;
        bytes.remove_prefix(1);
    }
}

void CharsetDecoder::convert(std::string_view bytes, std::string& out)
{
    std::array<char, 8192> buffer;
    char* input = const_cast<char*>(bytes.data());
    std::size_t left = bytes.size();
    while (left > 0) {
        char* output = buffer.data();
        std::size_t room = buffer.size();
        const std::size_t result = iconv(m_converter.get(), &input, &left, &output, &room);
        const int error = result == static_cast<std::size_t>(-1) ? errno : 0;
        out.append(buffer.data(), buffer.size() - room);
        if (error == EINVAL && left < 16) {
            m_kept.assign(input, left);
            return;
        }
        if (error == EILSEQ || error == EINVAL) {
            out += kReplacement;
            ++input;
            --left;
        }
    }
}

void CharsetDecoder::finish(std::string& out)
{
    if (!m_kept.empty())
        out += kReplacement;
    m_kept.clear();
}

} // namespace lanescope::crawl
