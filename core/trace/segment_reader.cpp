// SPDX-License-Identifier: MIT
#include "core/trace/segment_reader.h"

#include "core/trace/clock.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lanescope::trace {
namespace {

std::uint32_t ringRecords(std::uint32_t generation)
{
    std::uint32_t records = layout::kFirstRingRecords;
    for (std::uint32_t i = 0; i < generation; ++i)
        records *= layout::kRingGrowth;
    return records;
}

template <class Enum>
constexpr std::uint8_t number(Enum last)
{
    return static_cast<std::uint8_t>(last);
}

// By RecordType: what its `detail` may be at most, so that whoever takes the records may cast it.
constexpr std::array<std::uint8_t, number(kLastRecordType) + 1> kLargestDetail = [] {
    std::array<std::uint8_t, number(kLastRecordType) + 1> largest{};
    largest[number(RecordType::Wait)] = number(kLastWaitKind);
    largest[number(RecordType::Hold)] = number(HoldKind::Shared);
    largest[number(RecordType::Depth)] = number(DepthChange::GetAnyOrder);
    largest[number(RecordType::Instant)] = number(InstantKind::LogError);
    largest[number(RecordType::ProcessExit)] = 0xFF;
    largest[number(RecordType::Phase)] = number(kLastRequestPhase);
    largest[number(RecordType::RequestOpen)] = number(kLastRequestPhase);
    largest[number(RecordType::RequestDone)] = number(kLastRequestOutcome);
    largest[number(RecordType::RequestHeld)] = number(kLastRequestGate);
    largest[number(RecordType::Text)] = kTextBytesPerRecord;
    return largest;
}();

std::int64_t capacityOf(const layout::Object& entry)
{
    const std::int64_t capacity = entry.capacity.load(std::memory_order_relaxed);
    return std::max<std::int64_t>(capacity, 0);
}

// What no process can have is as good as not told.
std::uint64_t addressOf(const layout::Object& entry)
{
    constexpr std::uint64_t kHighest = std::uint64_t{1} << 56; // the lower half of five levels of page tables
    const std::uint64_t address = layout::readOnce(entry.address);
    return address < kHighest ? address : 0;
}

} // namespace

Result<std::unique_ptr<SegmentReader>> SegmentReader::open(const std::string& path)
{
    const auto refuse = [&path](const std::string& why) {
        return Error{"The trace segment '" + path + "' " + why + "; it is left out."};
    };
    const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return refuse(std::string("cannot be opened: ") + std::strerror(errno));
    struct stat status {};
    const bool regular = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    if (!regular || status.st_size != static_cast<off_t>(layout::kFileBytes)) {
        ::close(fd);
        return refuse(regular ? "has the wrong size" : "is not a regular file");
    }
    void* base = ::mmap(nullptr, layout::kFileBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
    ::close(fd);
    if (base == MAP_FAILED)
        return refuse(std::string("cannot be mapped: ") + std::strerror(errno));
    std::unique_ptr<SegmentReader> reader(new SegmentReader(static_cast<std::byte*>(base)));
    if (!reader->m_guard.armed())
        return refuse("is one more than can be read at once");
    reader->m_info = segmentInfo(reader->header(), path);
    if (const std::string complaint = headerComplaint(reader->header(), reader->m_info); !complaint.empty())
        return refuse(complaint);
    return reader;
}

SegmentReader::SegmentReader(std::byte* base)
    : m_base(base)
    , m_guard(base, layout::kFileBytes)
{
}

void SegmentReader::Unmap::operator()(std::byte* base) const
{
    ::munmap(base, layout::kFileBytes);
}

void SegmentReader::giveUp(const std::string& what)
{
    if (m_fault.empty())
        m_fault = "The recording of " + m_info.name + " (pid " + std::to_string(m_info.pid) + ") was given up: " + what;
}

bool SegmentReader::closedByWriter() const
{
    return header().closed.load(std::memory_order_acquire) != 0;
}

layout::Lane& SegmentReader::lane(std::uint32_t index) const
{
    return *reinterpret_cast<layout::Lane*>(m_base.get() + layout::kLanesOffset + index * sizeof(layout::Lane));
}

layout::Object& SegmentReader::objectAt(std::uint32_t index) const
{
    return *reinterpret_cast<layout::Object*>(m_base.get() + layout::kObjectsOffset + index * sizeof(layout::Object));
}

bool SegmentReader::usable()
{
    if (m_guard.tripped())
        giveUp("its file was made shorter while it was read.");
    return m_fault.empty();
}

std::uint32_t SegmentReader::laneCount()
{
    if (!usable())
        return static_cast<std::uint32_t>(m_lanes.size());
    const std::uint32_t count = header().laneCount.load(std::memory_order_acquire);
    if (count > layout::kMaxLanes) {
        giveUp("it states " + std::to_string(count) + " lanes.");
        return static_cast<std::uint32_t>(m_lanes.size());
    }
    if (count > m_lanes.size())
        m_lanes.resize(count);
    return static_cast<std::uint32_t>(m_lanes.size());
}

std::uint32_t SegmentReader::objectCount()
{
    const std::uint32_t count = header().objectCount.load(std::memory_order_acquire);
    if (count > layout::kMaxObjects) {
        giveUp("it states " + std::to_string(count) + " objects.");
        return 0;
    }
    return count;
}

std::uint64_t SegmentReader::dropped(std::uint32_t index) const
{
    return index < m_lanes.size() ? lane(index).dropped.load(std::memory_order_relaxed) : 0;
}

std::uint64_t SegmentReader::lostEntries() const
{
    return std::uint64_t{header().lostStrings.load(std::memory_order_relaxed)} +
           header().lostObjects.load(std::memory_order_relaxed) + header().lostLanes.load(std::memory_order_relaxed);
}

LaneStatus SegmentReader::laneStatus(std::uint32_t index, Ticks now) const
{
    LaneStatus status;
    if (index >= m_lanes.size())
        return status;
    constexpr auto kEnded = static_cast<std::uint32_t>(layout::LaneState::Ended);
    status.ended = lane(index).state.load(std::memory_order_acquire) == kEnded;
    // acquire: pairs with the release in LaneWriter::clearStatus(); a wait that is over is in the ring.
    const std::uint64_t word = lane(index).status.load(std::memory_order_acquire);
    if (const std::uint8_t kind = layout::StatusWord::kind(word);
        kind != 0 && kind <= static_cast<std::uint8_t>(kLastWaitKind)) {
        status.wait = static_cast<WaitKind>(kind);
        status.object = static_cast<ObjectId>(layout::StatusWord::subject(word));
        status.since = layout::StatusWord::since(word, now);
    }
    return status;
}

std::optional<OpenSpan> SegmentReader::openSpan(std::uint32_t index, std::uint32_t depth, Ticks now) const
{
    if (index >= m_lanes.size() || depth >= layout::kMaxSpanDepth)
        return std::nullopt;
    const std::uint64_t word = lane(index).spans[depth].load(std::memory_order_acquire);
    if (layout::StatusWord::kind(word) != 1)
        return std::nullopt;
    return OpenSpan{static_cast<StringId>(layout::StatusWord::subject(word)), layout::StatusWord::since(word, now)};
}

std::optional<SharedHold> SegmentReader::sharedHold(std::uint32_t index, std::uint32_t slot, Ticks now) const
{
    if (index >= m_lanes.size() || slot >= layout::kMaxSharedHolds)
        return std::nullopt;
    const std::uint64_t word = lane(index).shared[slot].load(std::memory_order_acquire);
    if (layout::StatusWord::kind(word) != 1)
        return std::nullopt;
    return SharedHold{static_cast<ObjectId>(layout::StatusWord::subject(word)), layout::StatusWord::since(word, now)};
}

std::optional<ObjectView> SegmentReader::object(ObjectId id)
{
    const auto index = static_cast<std::uint32_t>(id);
    if (index == 0 || index >= objectCount())
        return std::nullopt;
    const layout::Object& entry = objectAt(index);
    // acquire: pairs with the release in Recorder::addObject().
    const std::uint32_t ready = entry.ready.load(std::memory_order_acquire);
    if (ready == static_cast<std::uint32_t>(layout::ObjectReady::No))
        return std::nullopt;
    ObjectView view;
    view.inherited = ready == static_cast<std::uint32_t>(layout::ObjectReady::Inherited);
    if (const std::uint32_t kind = layout::readOnce(entry.kind); kind <= static_cast<std::uint32_t>(kLastObjectKind))
        view.kind = static_cast<ObjectKind>(kind);
    view.name = static_cast<StringId>(layout::readOnce(entry.name));
    view.capacity = capacityOf(entry);
    view.address = addressOf(entry);
    return view;
}

ObjectStatus SegmentReader::objectStatus(ObjectId id, Ticks now) const
{
    ObjectStatus status;
    if (static_cast<std::uint32_t>(id) >= layout::kMaxObjects)
        return status;
    const layout::Object& entry = objectAt(static_cast<std::uint32_t>(id));
    const std::uint64_t word = entry.owner.load(std::memory_order_acquire);
    const std::uint32_t owner = layout::StatusWord::subject(word);
    if (layout::StatusWord::kind(word) == 1 && owner >= 1 && owner <= m_lanes.size()) {
        status.owner = static_cast<LaneIndex>(owner - 1);
        status.ownedSince = layout::StatusWord::since(word, now);
    }
    // Below zero when a wait began in an earlier recording or before a fork.
    const std::uint32_t waiters = entry.waiters.load(std::memory_order_relaxed);
    status.waiters = static_cast<std::int32_t>(waiters) < 0 ? 0 : waiters;
    const std::int64_t depth = entry.depth.load(std::memory_order_relaxed);
    status.depth = std::max<std::int64_t>(depth, 0);
    status.capacity = capacityOf(entry);
    status.destroyed = entry.destroyed.load(std::memory_order_relaxed) != 0;
    status.releasedByOthers = entry.releasedByOthers.load(std::memory_order_relaxed) != 0;
    return status;
}

std::optional<std::string> SegmentReader::string(StringId id)
{
    constexpr std::size_t kAlign = 4;
    // acquire: pairs with the release in SegmentFile::appendString().
    const std::size_t used =
        std::min<std::size_t>(header().stringBytes.load(std::memory_order_acquire), layout::kStringBytes);
    const std::size_t offset = static_cast<std::size_t>(id) * kAlign;
    std::uint16_t length = 0;
    if (id == StringId::None || offset + sizeof length > used)
        return std::nullopt;
    const std::byte* entry = m_base.get() + layout::kStringsOffset + offset;
    std::memcpy(&length, entry, sizeof length);
    if (length > layout::kMaxStringLength || offset + sizeof length + length > used)
        return std::nullopt;
    return std::string(reinterpret_cast<const char*>(entry + sizeof length), length);
}

layout::RingHeader* SegmentReader::ringOf(std::uint32_t laneIndex, std::uint32_t generation)
{
    const layout::RingSlot& slot = lane(laneIndex).ring[generation];
    const std::uint64_t offset = layout::readOnce(slot.offset);
    const std::size_t bytes = sizeof(layout::RingHeader) + std::size_t{ringRecords(generation)} * sizeof(Record);
    const bool sane = layout::readOnce(slot.records) == ringRecords(generation) && offset >= layout::kHeapOffset &&
                      offset % alignof(layout::RingHeader) == 0 && offset <= layout::kFileBytes - bytes;
    if (!sane) {
        giveUp("a ring lies outside its file.");
        return nullptr;
    }
    return reinterpret_cast<layout::RingHeader*>(m_base.get() + offset);
}

// 0 while the lane is being made, and for one that lies.
std::uint32_t SegmentReader::ringCount(std::uint32_t laneIndex)
{
    if (!usable() || laneIndex >= m_lanes.size())
        return 0;
    // acquire: pairs with the release in LaneWriter::growRing(); a newer ring means this one is final, so `rings` must be
    // read before `head`.
    const std::uint32_t rings = lane(laneIndex).rings.load(std::memory_order_acquire);
    if (rings > layout::kRingGenerations) {
        giveUp("a lane states " + std::to_string(rings) + " rings.");
        return 0;
    }
    return rings;
}

// Of which something may be left.
std::uint32_t SegmentReader::firstRing(std::uint32_t laneIndex) const
{
    return laneIndex < m_lanes.size() ? m_lanes[laneIndex].generation : 0;
}

// What a ring holds, which may be nothing; nullopt for one that lies.
std::optional<SegmentReader::Batch> SegmentReader::batchOf(std::uint32_t laneIndex, std::uint32_t generation)
{
    if (!usable())
        return std::nullopt;
    const LaneCursor& cursor = m_lanes[laneIndex];
    const std::uint64_t tail = generation == cursor.generation ? cursor.tail : 0;
    layout::RingHeader* ring = ringOf(laneIndex, generation);
    if (ring == nullptr)
        return std::nullopt;
    // acquire: pairs with the release in LaneWriter::publish().
    const std::uint64_t head = ring->head.load(std::memory_order_acquire);
    const std::uint64_t capacity = ringRecords(generation);
    if (head < tail || head - tail > capacity) {
        giveUp("a ring's index jumped.");
        return std::nullopt;
    }
    return Batch{reinterpret_cast<const Record*>(ring + 1), tail, head - tail, capacity - 1, ring};
}

std::optional<SegmentReader::Batch> SegmentReader::nextBatch(std::uint32_t laneIndex)
{
    for (;;) {
        const std::uint32_t rings = ringCount(laneIndex);
        if (rings == 0)
            return std::nullopt;
        LaneCursor& cursor = m_lanes[laneIndex];
        const std::optional<Batch> batch = batchOf(laneIndex, cursor.generation);
        if (!batch || batch->count > 0)
            return batch;
        if (cursor.generation + 1 >= rings)
            return std::nullopt;
        ++cursor.generation;
        cursor.tail = 0;
    }
}

std::size_t SegmentReader::held(std::uint32_t laneIndex)
{
    std::size_t held = 0;
    const std::uint32_t rings = ringCount(laneIndex);
    for (std::uint32_t generation = firstRing(laneIndex); generation < rings; ++generation) {
        const std::optional<Batch> batch = batchOf(laneIndex, generation);
        held += batch ? batch->count : 0;
    }
    return held;
}

void SegmentReader::finishBatch(std::uint32_t laneIndex, const Batch& batch)
{
    m_lanes[laneIndex].tail += batch.count;
    // release: pairs with the acquire in LaneWriter::makeRoom(); the slots have been copied out.
    batch.ring->tail.store(m_lanes[laneIndex].tail, std::memory_order_release);
}

bool SegmentReader::accept(std::uint32_t laneIndex, const Record& record)
{
    if (record.type == RecordType::None || record.type > kLastRecordType) {
        giveUp("it holds a record of an unknown type.");
        return false;
    }
    if (record.detail > kLargestDetail[static_cast<std::size_t>(record.type)]) {
        giveUp("it holds a record with an impossible detail.");
        return false;
    }
    if (record.type != RecordType::Text)
        return true;
    std::string& text = m_lanes[laneIndex].text;
    if (record.detail == 0 || record.detail > kTextBytesPerRecord || record.detail > record.object ||
        text.size() + record.detail > kMaxTextBytes) {
        giveUp("it holds a text of an impossible length.");
        return false;
    }
    text.append(reinterpret_cast<const char*>(&record), record.detail);
    return true;
}

} // namespace lanescope::trace
