// SPDX-License-Identifier: MIT
#pragma once

#include "core/trace/bus_guard.h"
#include "core/trace/layout.h"
#include "core/trace/result.h"
#include "core/trace/segment_info.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lanescope::trace {

/// What a lane does now.
struct LaneStatus {
    WaitKind wait = WaitKind::None;
    ObjectId object{};
    Ticks since = 0;
    bool ended = false; ///< its thread is over, also when the record that says so was dropped
};
struct OpenSpan {
    StringId name{};
    Ticks since = 0;
};
struct SharedHold {
    ObjectId object{};
    Ticks since = 0;
};
struct ObjectView {
    ObjectKind kind = ObjectKind::None;
    StringId name{};
    std::int64_t capacity = 0;
    std::uint64_t address = 0; ///< in its process; 0: not told
    bool inherited = false;    ///< made before a fork or in an earlier recording; perhaps never used in this one
};
struct ObjectStatus {
    std::optional<LaneIndex> owner;
    Ticks ownedSince = 0;
    std::uint32_t waiters = 0;
    std::int64_t depth = 0; ///< of a queue, a pool
    std::int64_t capacity = 0;
    bool destroyed = false;
    bool releasedByOthers = false;
};

/// The reader's side of a segment: the consumer end of every ring in it.
///
/// Believes nothing: each index, offset and length is checked against what the version fixes. A segment that
/// lies, or shrinks while it is read, gets a fault() and gives nothing more; what was read before stays.
/// Threads: one at a time. Lifetime: independent of the writer, also after it was killed.
class SegmentReader {
public:
    static Result<std::unique_ptr<SegmentReader>> open(const std::string& path);
    SegmentReader(const SegmentReader&) = delete;
    SegmentReader& operator=(const SegmentReader&) = delete;

    const SegmentInfo& info() const { return m_info; }
    /// Empty while the segment behaves; else a sentence.
    const std::string& fault() const { return m_fault; }
    bool closedByWriter() const;

    std::uint32_t laneCount(); ///< as of now; the calls below know the lanes that this told of last
    std::uint32_t objectCount();
    std::uint64_t dropped(std::uint32_t lane) const;
    /// Records lost because the tables of the segment were full.
    std::uint64_t lostEntries() const;

    LaneStatus laneStatus(std::uint32_t lane, Ticks now) const;
    std::optional<OpenSpan> openSpan(std::uint32_t lane, std::uint32_t depth, Ticks now) const;
    /// `slot` below layout::kMaxSharedHolds; they may have gaps.
    std::optional<SharedHold> sharedHold(std::uint32_t lane, std::uint32_t slot, Ticks now) const;
    std::optional<ObjectView> object(ObjectId id);
    ObjectStatus objectStatus(ObjectId id, Ticks now) const;
    /// nullopt for an id that this segment never gave out.
    std::optional<std::string> string(StringId id);

    /// Hands every record that one lane held when this was called, or the oldest `most` of them, to `sink(record, text)` and
    /// frees its slot; returns how many. Ends also while the writer goes on faster than it is read: what it wrote before
    /// lies in at most one batch of each ring.
    template <class Sink>
    std::size_t drain(std::uint32_t lane, Sink&& sink, std::size_t most = std::numeric_limits<std::size_t>::max())
    {
        std::size_t taken = 0;
        for (std::uint32_t ring = 0; ring < layout::kRingGenerations && taken < most; ++ring) {
            std::optional<Batch> batch = nextBatch(lane);
            if (!batch)
                break;
            batch->count = std::min<std::uint64_t>(batch->count, most - taken);
            for (std::uint64_t i = 0; i < batch->count; ++i) {
                const Record record = batch->copy(i);
                if (!accept(lane, record))
                    return taken;
                if (record.type != RecordType::Text) {
                    sink(record, std::string_view(m_lanes[lane].text));
                    m_lanes[lane].text.clear();
                }
            }
            taken += batch->count;
            finishBatch(lane, *batch);
        }
        return taken;
    }
    /// Shows every record that one lane holds, in order, to `look(record)`: unchecked, and it stays there; returns how many.
    template <class Look>
    std::size_t look(std::uint32_t lane, Look&& look)
    {
        std::size_t held = 0;
        const std::uint32_t rings = ringCount(lane);
        for (std::uint32_t generation = firstRing(lane); generation < rings; ++generation) {
            const std::optional<Batch> batch = batchOf(lane, generation);
            if (!batch)
                break;
            for (std::uint64_t i = 0; i < batch->count; ++i)
                look(batch->copy(i));
            held += batch->count;
        }
        return held;
    }
    /// How many records one lane holds.
    std::size_t held(std::uint32_t lane);

private:
    friend struct SegmentReaderAccess; // tests: a reader in the writer's own mapping, where TSan sees both
                                       // sides

    struct LaneCursor {
        std::uint32_t generation = 0; ///< index into Lane::ring
        std::uint64_t tail = 0;
        std::string text;
    };
    struct Batch {
        const Record* records = nullptr;
        std::uint64_t first = 0;
        std::uint64_t count = 0;
        std::uint64_t mask = 0;
        layout::RingHeader* ring = nullptr;

        // The writer's memory may change under a check: the fence keeps the compiler from reading it a second time.
        Record copy(std::uint64_t index) const
        {
            const Record record = records[(first + index) & mask];
            std::atomic_signal_fence(std::memory_order_acq_rel);
            return record;
        }
    };
    struct Unmap {
        void operator()(std::byte* base) const;
    };

    explicit SegmentReader(std::byte* base);
    layout::Header& header() const { return *reinterpret_cast<layout::Header*>(m_base.get()); }
    layout::Lane& lane(std::uint32_t index) const;
    layout::Object& objectAt(std::uint32_t index) const;
    bool usable();
    layout::RingHeader* ringOf(std::uint32_t laneIndex, std::uint32_t generation);
    std::uint32_t ringCount(std::uint32_t laneIndex);
    std::uint32_t firstRing(std::uint32_t laneIndex) const;
    std::optional<Batch> batchOf(std::uint32_t laneIndex, std::uint32_t generation);
    std::optional<Batch> nextBatch(std::uint32_t laneIndex);
    void finishBatch(std::uint32_t laneIndex, const Batch& batch);
    bool accept(std::uint32_t laneIndex, const Record& record);
    void giveUp(const std::string& what);

    std::unique_ptr<std::byte, Unmap> m_base;
    BusGuard m_guard; // ends before the mapping does: it must not take another one for this
    SegmentInfo m_info;
    std::vector<LaneCursor> m_lanes;
    std::string m_fault;
};

} // namespace lanescope::trace
