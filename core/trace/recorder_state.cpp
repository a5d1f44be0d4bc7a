// SPDX-License-Identifier: MIT
#include "core/trace/recorder_state.h"

#include <algorithm>
#include <iterator>

namespace lanescope::trace {
namespace {

// A dropped ThreadStart would lay the records of this thread on the one that had the lane before.
bool hasRoom(SegmentFile& file, std::uint32_t lane)
{
    const layout::RingSlot slot = newestRing(file.lane(lane));
    const auto& ring = at<layout::RingHeader>(file, slot.offset);
    const std::uint64_t tail = ring.tail.load(std::memory_order_relaxed);
    return ring.head.load(std::memory_order_relaxed) - tail < slot.records;
}

} // namespace

layout::RingSlot newestRing(const layout::Lane& lane)
{
    return lane.ring[lane.rings.load(std::memory_order_relaxed) - 1];
}

void writeObject(layout::Object& target, const ObjectEntry& entry, std::uint32_t creator, layout::ObjectReady ready)
{
    target.kind = static_cast<std::uint32_t>(entry.kind);
    target.name = static_cast<std::uint32_t>(entry.name);
    target.creatorLane = creator;
    target.address = entry.address;
    target.capacity.store(entry.capacity, std::memory_order_relaxed);
    // release: pairs with the acquire in SegmentReader::object().
    target.ready.store(static_cast<std::uint32_t>(ready), std::memory_order_release);
}

// Programs intern a name once and keep the id, and locks outlive a recording or a fork: in each new segment
// the same ids mean the same things. Ids of objects that are gone are free again from here on; within one
// recording an id never changes its meaning. False when there is no space for that.
bool RecorderState::restoreTables(SegmentFile& into)
{
    freeObjects.clear();
    for (const std::string* text : stringsInOrder)
        if (into.appendString(*text) != strings.at(*text))
            return false;
    for (std::uint32_t index = 1; index < objects.size(); ++index) {
        if (!into.reserveObject(index))
            return false;
        if (objects[index].destroyed)
            freeObjects.push_back(index);
        else
            writeObject(into.object(index), objects[index], layout::kMaxLanes, layout::ObjectReady::Inherited);
    }
    into.header().objectCount.store(static_cast<std::uint32_t>(objects.size()), std::memory_order_release);
    return true;
}

Status RecorderState::begin(const std::string& inFolder, std::string_view withName)
{
    restartInChild = false;
    auto created = SegmentFile::create(inFolder, withName);
    if (!created)
        return Error{created.error()};
    if (!restoreTables(*created.value())) {
        created.value()->header().closed.store(1, std::memory_order_release);
        return Error{"The session folder '" + inFolder + "' has no space for a trace segment; free some there."};
    }
    file = std::move(created).value();
    freeLanes.clear();
    lanes = 0;
    folder = inFolder;
    processName = withName;
    return Done{};
}

StringId RecorderState::intern(std::string_view text)
{
    if (text.empty())
        return StringId::None;
    std::string key(text);
    if (const auto found = strings.find(key); found != strings.end())
        return found->second;
    const StringId id = file->appendString(text);
    if (id != StringId::None)
        stringsInOrder.push_back(&strings.emplace(std::move(key), id).first->first);
    return id;
}

std::optional<std::uint32_t> RecorderState::takeObject()
{
    if (!freeObjects.empty()) {
        const std::uint32_t index = freeObjects.back();
        freeObjects.pop_back();
        return index;
    }
    const auto index = static_cast<std::uint32_t>(objects.size());
    if (!file->reserveObject(index))
        return std::nullopt;
    objects.emplace_back();
    return index;
}

std::optional<std::uint32_t> RecorderState::takeLane()
{
    const auto reusable =
        std::find_if(freeLanes.rbegin(), freeLanes.rend(), [this](std::uint32_t lane) { return hasRoom(*file, lane); });
    if (reusable != freeLanes.rend()) {
        const std::uint32_t index = *reusable;
        freeLanes.erase(std::next(reusable).base());
        return index;
    }
    const SegmentFile::Ring ring =
        file->reserveLane(lanes) ? file->allocateRing(layout::kFirstRingRecords) : SegmentFile::Ring{};
    if (ring.header == nullptr) {
        file->header().lostLanes.fetch_add(1, std::memory_order_relaxed);
        return std::nullopt;
    }
    layout::Lane& lane = file->lane(lanes);
    lane.ring[0] = {ring.offset, layout::kFirstRingRecords, 0};
    lane.rings.store(1, std::memory_order_release);
    const std::uint32_t index = lanes++;
    file->header().laneCount.store(lanes, std::memory_order_release);
    return index;
}

} // namespace lanescope::trace
