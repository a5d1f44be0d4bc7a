// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/zstd_blob.h"

#include <cassert>
#include <memory>

#include <zstd.h>

namespace lanescope::session {
namespace {

constexpr int kLevel = 3; // the library's own default; higher ones cost seconds on a long run for a few percent

struct ContextDeleter {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

} // namespace

Bytes compress(ByteView plain)
{
    // Kept per thread: making a context costs more than packing a small chunk.
    thread_local const std::unique_ptr<ZSTD_CCtx, ContextDeleter> context(ZSTD_createCCtx());
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    Bytes packed(ZSTD_compressBound(plain.size()));
    const std::size_t size = ZSTD_compress2(context.get(), packed.data(), packed.size(), plain.data(), plain.size());
    assert(!ZSTD_isError(size)); // the buffer is as large as the library asked for
    packed.resize(size);
    return packed;
}

Result<Bytes> decompress(ByteView packed, std::size_t limit)
{
    const auto size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN)
        return Error{"a compressed block has no valid header"};
    if (size > limit)
        return Error{"a compressed block claims to hold more than it may"};
    Bytes plain(static_cast<std::size_t>(size));
    const std::size_t got = ZSTD_decompress(plain.data(), plain.size(), packed.data(), packed.size());
    if (ZSTD_isError(got))
        return Error{std::string("a compressed block cannot be unpacked (") + ZSTD_getErrorName(got) + ")"};
    plain.resize(got);
    return plain;
}

} // namespace lanescope::session
