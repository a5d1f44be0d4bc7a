// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/charset_sniffer.h"

#include "core/crawl/pages/charset_labels.h"
#include "core/crawl/pages/meta_charset.h"
#include "core/crawl/pages/utf8_check.h"

#include <uchardet/uchardet.h>

#include <memory>

namespace lanescope::crawl {

namespace {

struct DeleteDetector {
    void operator()(uchardet_t detector) const { uchardet_delete(detector); }
};

std::optional<Charset> byteOrderMark(std::string_view start)
{
    if (start.starts_with("\xEF\xBB\xBF"))
        return Charset{std::string(kUtf8), CharsetSource::ByteOrderMark, 3};
    if (start.starts_with("\xFE\xFF"))
        return Charset{"UTF-16BE", CharsetSource::ByteOrderMark, 2};
    if (start.starts_with("\xFF\xFE"))
        return Charset{"UTF-16LE", CharsetSource::ByteOrderMark, 2};
    return std::nullopt;
}

std::string guessed(std::string_view start)
{
    if (isUtf8(start))
        return std::string(kUtf8);
    const std::unique_ptr<uchardet, DeleteDetector> detector(uchardet_new());
    if (uchardet_handle_data(detector.get(), start.data(), start.size()) != 0)
        return std::string(kWindows1252);
    uchardet_data_end(detector.get());
    const std::string encoding = encodingOfLabel(uchardet_get_charset(detector.get()));
    return encoding.empty() ? std::string(kWindows1252) : encoding;
}

} // namespace

std::optional<Charset> sniffCharset(std::string_view start, std::string_view contentType, bool complete)
{
    if (start.size() < 3 && !complete)
        return std::nullopt;
    if (auto marked = byteOrderMark(start))
        return marked;
    if (const std::string named = encodingOfLabel(charsetOf(contentType)); !named.empty())
        return Charset{named, CharsetSource::Http, 0};
    if (const std::string meta = metaCharset(start.substr(0, kPrescanBytes)); !meta.empty())
        return Charset{meta, CharsetSource::Meta, 0};
    if (start.size() < kGuessBytes && !complete)
        return std::nullopt;
    return Charset{guessed(start.substr(0, kGuessBytes)), CharsetSource::Guess, 0};
}

} // namespace lanescope::crawl
