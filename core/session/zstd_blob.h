// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/byte_codec.h"
#include "core/trace/result.h"

namespace lanescope::session {

/// One zstd frame with its content size and a checksum. Threads: any.
Bytes compress(ByteView plain);

/// Undoes compress(). The frame must say how large its content is, and that must be at most `limit` bytes:
/// a small file cannot make us allocate a lot. Errors: half a sentence, for the caller to put in its own.
Result<Bytes> decompress(ByteView packed, std::size_t limit);

} // namespace lanescope::session
