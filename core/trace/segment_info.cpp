// SPDX-License-Identifier: MIT
#include "core/trace/segment_info.h"

#include "core/trace/clock.h"

#include <algorithm>
#include <bit>

namespace lanescope::trace {
namespace {

std::uint32_t cacheLineOf(const layout::Header& header)
{
    constexpr std::uint32_t kUsual = 64;
    constexpr std::uint32_t kSmallest = 16;
    constexpr std::uint32_t kLargest = 1024;
    const std::uint32_t bytes = layout::readOnce(header.cacheLineBytes);
    return std::has_single_bit(bytes) && bytes >= kSmallest && bytes <= kLargest ? bytes : kUsual;
}

} // namespace

SegmentInfo segmentInfo(const layout::Header& header, const std::string& path)
{
    SegmentInfo info;
    info.path = path;
    info.pid = layout::readOnce(header.pid);
    info.parentPid = layout::readOnce(header.parentPid);
    info.anchorTicks = layout::readOnce(header.anchorTicks);
    info.anchorNs =
        std::clamp<std::int64_t>(layout::readOnce(header.anchorNs), 0, monotonicNs()); // it was made before now
    info.cacheLineBytes = cacheLineOf(header);
    info.name.assign(header.name.begin(), header.name.end());
    info.name.resize(std::min(info.name.find('\0'), info.name.size()));
    return info;
}

std::string headerComplaint(const layout::Header& header, const SegmentInfo& info)
{
    if (header.magic != layout::kMagic)
        return "does not begin like a trace segment";
    if (const std::uint32_t version = layout::readOnce(header.version); version != layout::kVersion)
        return "has version " + std::to_string(version) + ", this program reads version " +
               std::to_string(layout::kVersion);
    if (header.headerBytes != layout::kHeaderBytes || header.fileBytes != layout::kFileBytes)
        return "states sizes that this version never writes";
    if (header.clockKind != static_cast<std::uint32_t>(clockKind()))
        return "was written with another clock than this machine's";
    if (info.pid <= 0)
        return "names no process";
    return {};
}

} // namespace lanescope::trace
