// SPDX-License-Identifier: MIT
#pragma once

#include "core/trace/layout.h"

#include <string>

namespace lanescope::trace {

struct SegmentInfo {
    std::string path;
    std::int32_t pid = 0;
    std::int32_t parentPid = 0;
    std::string name;
    Ticks anchorTicks = 0;
    std::int64_t anchorNs = 0;
    std::uint32_t cacheLineBytes = 0; ///< a power of two; 64 where the writer did not know or lies
};

/// What a header says, each field read once: the other process may change it at any moment, and what is judged is what is
/// used.
SegmentInfo segmentInfo(const layout::Header& header, const std::string& path);
/// Why no writer of this version can have written such a header; empty when one can.
std::string headerComplaint(const layout::Header& header, const SegmentInfo& info);

namespace layout {

/// One read of a plain field that another process may change.
template <class T>
T readOnce(const T& field)
{
    return __atomic_load_n(&field, __ATOMIC_RELAXED);
}

} // namespace layout
} // namespace lanescope::trace
