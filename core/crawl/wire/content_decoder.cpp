// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/content_decoder.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include <zlib.h>

namespace lanescope::crawl {

namespace {

constexpr int kGzipWindow = 15 + 16; // 16: with gzip's head and tail
constexpr int kRawWindow = -15;

/// "deflate" is meant to be zlib's format, and from some servers it is deflate's alone.
int deflateWindow(const QByteArray& start)
{
    const auto at = [&start](qsizetype index) { return static_cast<unsigned char>(start.at(index)); };
    const bool isZlib = (at(0) & 0x0f) == Z_DEFLATED && (start.size() < 2 || (at(0) * 256 + at(1)) % 31 == 0);
    return isZlib ? 15 : kRawWindow;
}

} // namespace

std::unique_ptr<ContentDecoder> ContentDecoder::of(const QByteArray& encoding)
{
    const QByteArray word = encoding.trimmed().toLower();
    if (word != "gzip" && word != "x-gzip" && word != "deflate")
        return nullptr;
    std::unique_ptr<ContentDecoder> decoder(new ContentDecoder);
    decoder->m_isGzip = word != "deflate";
    return decoder;
}

bool ContentDecoder::isNeededFor(const QByteArray& encoding)
{
    const QByteArray word = encoding.trimmed().toLower();
    return !word.isEmpty() && word != "identity";
}

ContentDecoder::ContentDecoder()
    : m_stream(std::make_unique<z_stream_s>())
{
}

ContentDecoder::~ContentDecoder()
{
    if (m_began)
        inflateEnd(m_stream.get());
}

void ContentDecoder::put(QByteArray&& encoded)
{
    assert(isHungry());
    m_encoded = std::move(encoded);
    m_stream->next_in = reinterpret_cast<Bytef*>(m_encoded.data());
    m_stream->avail_in = static_cast<uInt>(m_encoded.size());
}

bool ContentDecoder::isHungry() const
{
    return m_stream->avail_in == 0 && !m_hasMore;
}

bool ContentDecoder::begin()
{
    if (m_began)
        return true;
    m_began = inflateInit2(m_stream.get(), m_isGzip ? kGzipWindow : deflateWindow(m_encoded)) == Z_OK;
    return m_began;
}

/// Several gzip files in a row are one body; anything else behind the end is not part of it.
bool ContentDecoder::goesOn()
{
    constexpr Bytef kGzipStart = 0x1f;
    if (m_isGzip && m_stream->avail_in > 0 && *m_stream->next_in == kGzipStart) {
        m_ended = false;
        return inflateReset(m_stream.get()) == Z_OK;
    }
    m_stream->avail_in = 0;
    return false;
}

bool ContentDecoder::take(QByteArray& decoded, qint64 most)
{
    if (isHungry())
        return true;
    if (!begin())
        return false;
    const qsizetype before = decoded.size();
    const auto room = static_cast<uInt>(std::clamp<qint64>(most, 0, std::numeric_limits<int>::max()));
    decoded.resize(before + room);
    m_stream->next_out = reinterpret_cast<Bytef*>(decoded.data() + before);
    m_stream->avail_out = room;
    bool isRight = true;
    while (isRight && m_stream->avail_out > 0 && (!m_ended || goesOn())) {
        const int result = inflate(m_stream.get(), Z_NO_FLUSH);
        m_ended = result == Z_STREAM_END;
        isRight = m_ended || result == Z_OK || result == Z_BUF_ERROR;
        if (!m_ended && (result == Z_BUF_ERROR || m_stream->avail_in == 0))
            break;
    }
    m_hasMore = isRight && !m_ended && m_stream->avail_out == 0;
    decoded.truncate(before + room - m_stream->avail_out);
    return isRight;
}

} // namespace lanescope::crawl
