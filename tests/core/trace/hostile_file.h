// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A real segment that can be damaged byte by byte and made whole again, and a reader that touches everything.

#include "tests/core/trace/segment_folder.h"

#include <array>
#include <bit>
#include <latch>
#include <sys/mman.h>
#include <thread>

namespace lanescope::trace::testing {

/// Written by a child that is over: three threads, locks, names, texts, a ring that grew once. Its used part
/// lies in one piece at the front of the file, which is why it can be restored by one copy.
class HostileFile {
public:
    static constexpr std::size_t kThreads = 3;

    HostileFile()
    {
        const pid_t pid = forkChild([this] { return writeIt(); });
        CHECK_EQ(exitOf(pid), 0);
        m_path = m_folder.segmentOf(pid);
        m_fd = ::open(m_path.c_str(), O_RDWR | O_CLOEXEC);
        void* base = ::mmap(nullptr, layout::kFileBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, m_fd, 0);
        if (base == MAP_FAILED)
            throw std::runtime_error("cannot map " + m_path);
        m_base = static_cast<std::byte*>(base);
        std::uint64_t heap = 0;
        read(offsetof(layout::Header, heapBytes), &heap, sizeof heap);
        m_used = layout::kHeapOffset + heap;
        m_whole.assign(m_base, m_base + m_used);
    }
    HostileFile(const HostileFile&) = delete;
    HostileFile& operator=(const HostileFile&) = delete;
    ~HostileFile()
    {
        ::munmap(m_base, layout::kFileBytes);
        ::close(m_fd);
    }

    const std::string& path() const { return m_path; }
    void read(std::size_t offset, void* value, std::size_t bytes) const { std::memcpy(value, m_base + offset, bytes); }
    void write(std::size_t offset, const void* value, std::size_t bytes) { std::memcpy(m_base + offset, value, bytes); }
    void resize(std::size_t bytes) { CHECK_EQ(::ftruncate(m_fd, static_cast<off_t>(bytes)), 0); }

    /// Makes it whole again; the reader's own marks, in the ring headers and beyond, included.
    void restore()
    {
        constexpr std::size_t kTables = 4096; // what the tables of this small segment use of their space
        const auto copy = [this](std::size_t from, std::size_t bytes) {
            std::memcpy(m_base + from, m_whole.data() + from, bytes);
        };
        copy(0, layout::kHeaderBytes);
        copy(layout::kStringsOffset, kTables);
        copy(layout::kObjectsOffset, kTables);
        copy(layout::kLanesOffset, kTables);
        copy(layout::kHeapOffset, m_used - layout::kHeapOffset);
    }

    /// Some bytes somewhere where it matters.
    void damage(std::mt19937_64& random)
    {
        constexpr std::array<std::pair<std::size_t, std::size_t>, 4> kPlaces = {
            {{0, sizeof(layout::Header)},
             {layout::kStringsOffset, 512},
             {layout::kObjectsOffset, 512},
             {layout::kLanesOffset, kThreads * sizeof(layout::Lane)}}};
        const std::size_t choice = random() % (kPlaces.size() + 1);
        const auto [start, bytes] =
            choice < kPlaces.size() ? kPlaces[choice] : std::pair{layout::kHeapOffset, m_used - layout::kHeapOffset};
        const std::size_t width = std::size_t{1} << (random() % 4);
        const std::size_t offset = start + random() % (bytes / width) * width;
        const std::uint64_t value = random() >> (random() % 64);
        write(offset, &value, width);
    }

    std::vector<std::size_t> ringOffsets() const
    {
        std::vector<std::size_t> offsets;
        for (std::size_t i = 0; i < kThreads; ++i) {
            const auto& lane = *reinterpret_cast<const layout::Lane*>(m_whole.data() + layout::kLanesOffset +
                                                                      i * sizeof(layout::Lane));
            for (std::uint32_t ring = 0; ring < lane.rings.load(); ++ring)
                offsets.push_back(lane.ring[ring].offset);
        }
        return offsets;
    }

private:
    int writeIt() const
    {
        if (!Recorder::start(m_folder.path(), "hostile"))
            return 1;
        TracedObject lock(ObjectKind::Mutex, "a lock");
        TracedObject queue(ObjectKind::Queue, "a queue", 10, this);
        const StringId task = Recorder::intern("a task");
        instant("a text that is longer than one record");
        for (int i = 0; i < 400; ++i) {
            const Span span(task);
        }
        lock.acquired();
        std::latch together(kThreads - 1); // so that each has a lane of its own
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < kThreads; ++i)
            threads.emplace_back([&] {
                Recorder::nameThread("another");
                together.arrive_and_wait();
                const Wait wait(WaitKind::Lock, lock.id());
                queue.depthChanged(1, DepthChange::Put);
                lock.released(lock.acquired(), true);
                requestDone(1, readClock(), RequestOutcome::Ok, 200, 5, "http://127.0.0.1/");
            });
        threads.clear();
        return 0;
    }

    SegmentFolder m_folder;
    std::string m_path;
    int m_fd = -1;
    std::byte* m_base = nullptr;
    std::size_t m_used = 0;
    std::vector<std::byte> m_whole;
};

/// Whether somebody writes to the segment while it is read.
enum class Segment { Still, Changing };

/// Asks the reader everything, in range and beyond. False when it gave more than a segment can hold or showed
/// something that it must have checked. In a changing segment the count of objects may be another one a moment later;
/// only the most that there can be still holds then.
inline bool readEverything(SegmentReader& reader, Segment segment = Segment::Still)
{
    constexpr std::size_t kMostRecords = layout::kFileBytes / sizeof(Record);
    const Ticks now = readClock();
    bool good = true;
    std::size_t records = 0;
    const auto sink = [&](const Record& record, std::string_view text) {
        ++records;
        good = good && record.type > RecordType::None && record.type < RecordType::Text;
        good = good && text.size() <= kMaxTextBytes;
    };
    const std::uint32_t lanes = reader.laneCount();
    good = good && lanes <= layout::kMaxLanes;
    for (const std::uint32_t lane : {lanes, lanes + 1, ~0U, layout::kMaxLanes})
        good = good && reader.drain(lane, sink) == 0 && reader.dropped(lane) == 0 &&
               reader.laneStatus(lane, now).wait == WaitKind::None && !reader.openSpan(lane, 0, now);
    for (std::uint32_t lane = 0; lane < lanes; ++lane) {
        good = good && reader.held(lane) <= kMostRecords && reader.look(lane, [](const Record&) {}) <= kMostRecords;
        reader.drain(lane, sink);
        reader.dropped(lane);
        const LaneStatus status = reader.laneStatus(lane, now);
        good = good && status.wait <= kLastWaitKind && status.since <= now;
        for (std::uint32_t depth = 0; depth < layout::kMaxSpanDepth + 2; ++depth)
            if (const auto span = reader.openSpan(lane, depth, now))
                good = good && reader.string(span->name).value_or("").size() <= layout::kMaxStringLength;
    }
    good = good && std::has_single_bit(reader.info().cacheLineBytes);
    const std::uint32_t objects = reader.objectCount();
    good = good && objects <= layout::kMaxObjects;
    const std::uint32_t mostObjects = segment == Segment::Still ? objects : layout::kMaxObjects;
    for (const std::uint32_t id : {0U, 1U, 2U, 3U, objects - 1, objects, layout::kMaxObjects, ~0U}) {
        if (const auto view = reader.object(static_cast<ObjectId>(id)))
            good = good && id < mostObjects && view->kind <= kLastObjectKind && view->capacity >= 0 &&
                   view->address < (std::uint64_t{1} << 56);
        const ObjectStatus status = reader.objectStatus(static_cast<ObjectId>(id), now);
        good = good && (!status.owner || static_cast<std::uint32_t>(*status.owner) < lanes);
    }
    for (const std::uint32_t id : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 0x3FFFFU, 0x40000U, 0xFFFF'FFFFU})
        good = good && reader.string(static_cast<StringId>(id)).value_or("").size() <= layout::kMaxStringLength;
    (void)reader.lostEntries();
    (void)reader.closedByWriter();
    return good && records <= kMostRecords && (reader.fault().empty() || reader.fault().ends_with('.'));
}

inline bool readEverything(const std::string& path, Segment segment = Segment::Still)
{
    const auto reader = SegmentReader::open(path);
    return reader.ok() ? readEverything(*reader.value(), segment) : reader.error().ends_with("; it is left out.");
}

} // namespace lanescope::trace::testing
