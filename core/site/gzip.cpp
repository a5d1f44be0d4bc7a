// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/gzip.h"

#include <zlib.h>

#include <array>

namespace lanescope::site {

namespace {

constexpr int kGzipWindow = 15 + 16; // 16: with gzip's head and tail
constexpr int kRawWindow = -15;
constexpr int kMemoryLevel = 8;
constexpr uInt kMebibyte = 1024 * 1024;

/// The output of one deflate() call over `plain`, whole: the buffer is as large as zlib says it may get.
QByteArray deflated(const QByteArray& plain, int window, int flush)
{
    z_stream stream{};
    QByteArray out;
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, window, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
        return out;
    }
    out.resize(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(plain.size()))) + 16);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.constData()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, flush);
    out.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return out;
}

void appendLittleEndian(QByteArray& out, std::uint32_t value)
{
    for (int shift = 0; shift < 32; shift += 8) {
        out += static_cast<char>(value >> shift & 0xff);
    }
}

std::uint32_t checksumOfZeroes(std::uint64_t mebibytes)
{
    const QByteArray block(kMebibyte, '\0');
    const uLong one = crc32(0, reinterpret_cast<const Bytef*>(block.constData()), kMebibyte);
    uLong sum = crc32(0, nullptr, 0);
    for (std::uint64_t index = 0; index < mebibytes; ++index) {
        sum = crc32_combine(sum, one, kMebibyte);
    }
    return static_cast<std::uint32_t>(sum);
}

} // namespace

QByteArray gzipped(const QByteArray& plain)
{
    return deflated(plain, kGzipWindow, Z_FINISH);
}

/// A block that ends in a full flush ends on a byte and refers to nothing before it, so it may be repeated.
std::shared_ptr<BodyStream> gzippedZeroes(std::uint64_t mebibytes)
{
    static const QByteArray block = deflated(QByteArray(kMebibyte, '\0'), kRawWindow, Z_FULL_FLUSH);
    constexpr std::array<char, 10> kHead = {'\x1f', '\x8b', 8, 0, 0, 0, 0, 0, 0, '\x03'};
    QByteArray end = deflated({}, kRawWindow, Z_FINISH);
    appendLittleEndian(end, checksumOfZeroes(mebibytes));
    appendLittleEndian(end, static_cast<std::uint32_t>(mebibytes * kMebibyte));
    return std::make_shared<BodyStream>(
        QByteArray(kHead.data(), kHead.size()), [](std::uint64_t) { return block; }, mebibytes, end);
}

} // namespace lanescope::site
