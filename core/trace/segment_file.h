// SPDX-License-Identifier: MIT
#pragma once

#include "core/trace/layout.h"
#include "core/trace/result.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace lanescope::trace {

/// The writer's side of a segment: creates the sparse file, maps it, and hands out space in it.
///
/// Space is reserved from tmpfs before it is touched, so a full tmpfs means "nothing more is recorded"
/// and never a SIGBUS in the observed program. Threads: any, except for the destructor.
class SegmentFile {
public:
    /// Makes `<folder>/<pid>-<random>.seg`, visible under that name only once its header is complete.
    static Result<std::unique_ptr<SegmentFile>> create(const std::string& folder, std::string_view processName);

    SegmentFile(const SegmentFile&) = delete;
    SegmentFile& operator=(const SegmentFile&) = delete;
    ~SegmentFile();

    layout::Header& header() { return at<layout::Header>(0); }
    layout::Object& object(std::uint32_t index);
    layout::Lane& lane(std::uint32_t index);

    /// Appends a name (cut to kMaxStringLength); None when the arena is full. Callers serialise.
    StringId appendString(std::string_view text);

    /// The next free index, or 0-based capacity when there is none. Callers serialise.
    bool reserveObject(std::uint32_t index);
    bool reserveLane(std::uint32_t index);

    struct Ring {
        layout::RingHeader* header = nullptr;
        Record* records = nullptr;
        std::uint64_t offset = 0;
    };
    /// A zeroed ring from the heap; empty when the segment or the tmpfs is full. Threads: any.
    Ring allocateRing(std::uint32_t records);

private:
    SegmentFile(int fd, std::byte* base);
    template <class T>
    T& at(std::size_t offset)
    {
        return *reinterpret_cast<T*>(m_base + offset);
    }
    bool reserveBytes(std::size_t offset, std::size_t bytes);
    std::size_t takeHeap(std::size_t bytes);

    int m_fd;
    std::byte* m_base;
    std::size_t m_stringsReserved = 0;
    std::size_t m_objectsReserved = 0;
    std::size_t m_lanesReserved = 0;
};

} // namespace lanescope::trace
