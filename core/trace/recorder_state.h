// SPDX-License-Identifier: MIT
#pragma once

#include "core/trace/segment_file.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lanescope::trace {

// What a new segment must be told of an object made earlier.
struct ObjectEntry {
    ObjectKind kind = ObjectKind::None;
    StringId name{};
    std::int64_t capacity = 0;
    std::uint64_t address = 0;
    bool destroyed = false;
};

/// What this process records, and what it knows across recordings: names, objects, lanes. Threads: whoever holds `mutex`, but
/// for the rings of `file`. Lifetime: as long as the process.
struct RecorderState {
    /// Begins a segment that knows all names and objects of those before it.
    Status begin(const std::string& inFolder, std::string_view withName);
    /// None when the segment has no room for it.
    StringId intern(std::string_view text);
    /// An id that is free; empty when the table or the tmpfs is full.
    std::optional<std::uint32_t> takeObject();
    /// A lane with a ring: the one that fell free last and has room, or a new one. Empty when the segment is full.
    std::optional<std::uint32_t> takeLane();
    bool restoreTables(SegmentFile& into);

    std::mutex mutex; // guards everything below
    std::unique_ptr<SegmentFile> file;
    std::vector<std::unique_ptr<SegmentFile>> retired; // stopped, but threads may still write to them
    std::unordered_map<std::string, StringId> strings;
    std::vector<const std::string*> stringsInOrder; // keys of `strings`, as they were appended
    std::vector<ObjectEntry> objects{1};            // by id; 0 is None
    std::vector<std::uint32_t> freeObjects;         // ids of objects destroyed before this recording began
    std::vector<std::uint32_t> freeLanes;
    std::uint32_t lanes = 0;
    std::uint64_t lastEpoch = 0;
    std::string folder;
    std::string processName;
    bool restartInChild = false;
};

void writeObject(layout::Object& target, const ObjectEntry& entry, std::uint32_t creator, layout::ObjectReady ready);

/// What lies that far into the file.
template <class T>
T& at(SegmentFile& file, std::uint64_t offset)
{
    return *reinterpret_cast<T*>(reinterpret_cast<std::byte*>(&file.header()) + offset);
}

/// The ring of a lane that is written to.
layout::RingSlot newestRing(const layout::Lane& lane);

} // namespace lanescope::trace
