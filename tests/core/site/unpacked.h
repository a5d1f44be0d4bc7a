// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstdint>
#include <vector>

#include <zlib.h>

/// What a gzip file holds, up to a bound; `whole` tells whether it ended as it should within it.
struct Unpacked {
    std::uint64_t bytes = 0;
    bool whole = false;
};

inline Unpacked unpack(const QByteArray& packed, std::uint64_t bound)
{
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.constData()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::vector<Bytef> out(1 << 20);
    Unpacked result;
    int state = Z_OK;
    while (state == Z_OK && result.bytes < bound) {
        stream.next_out = out.data();
        stream.avail_out = static_cast<uInt>(out.size());
        state = inflate(&stream, Z_NO_FLUSH);
        result.bytes += out.size() - stream.avail_out;
    }
    result.whole = state == Z_STREAM_END;
    inflateEnd(&stream);
    return result;
}
