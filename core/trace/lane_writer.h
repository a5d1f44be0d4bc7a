// SPDX-License-Identifier: MIT
#pragma once

#include "core/trace/layout.h"

#include <string_view>

namespace lanescope::trace {

class SegmentFile;

/// Where one thread writes its records: the producer end of a single-producer, single-consumer ring.
///
/// push() never blocks, allocates from the process heap, logs or throws. When the reader falls behind the
/// ring is replaced by a larger one from the segment; when that is not possible the record is dropped and
/// counted. Threads: the owning thread only.
class LaneWriter {
public:
    constexpr LaneWriter() = default;

    bool attached() const { return m_lane != nullptr; }
    LaneIndex index() const { return m_index; }
    /// The live entry of an object in this lane's segment; `id` is not None.
    layout::Object& object(ObjectId id) const { return m_objects[static_cast<std::uint32_t>(id)]; }

    void push(const Record& record)
    {
        if (m_head - m_cachedTail >= m_capacity) [[unlikely]] {
            if (!makeRoom(1)) {
                countDrop(1);
                return;
            }
        }
        put(record);
        publish();
    }

    /// Text and the record it belongs to: all of it or nothing.
    void pushWithText(std::string_view text, const Record& record);

    void setStatus(WaitKind kind, ObjectId object, Ticks since)
    {
        // release: a reader that sees the lane run again also sees the record of the wait that ended before.
        m_lane->status.store(
            layout::StatusWord::pack(static_cast<std::uint8_t>(kind), static_cast<std::uint32_t>(object), since),
            std::memory_order_release);
    }
    void clearStatus() { m_lane->status.store(0, std::memory_order_release); }

    /// Opens a span and returns its depth, 0 for the outermost.
    std::uint16_t enterSpan(StringId name, Ticks since)
    {
        const std::uint16_t depth = m_depth++;
        if (depth < layout::kMaxSpanDepth)
            m_lane->spans[depth].store(layout::StatusWord::pack(1, static_cast<std::uint32_t>(name), since),
                                       std::memory_order_release);
        return depth;
    }
    void leaveSpan(std::uint16_t depth)
    {
        m_depth = depth;
        if (depth < layout::kMaxSpanDepth)
            m_lane->spans[depth].store(0, std::memory_order_release);
    }

    /// Notes a hold that others may have too; forgotten where there is no room for it.
    void enterShared(ObjectId object, Ticks since)
    {
        for (auto& word : m_lane->shared) {
            if (word.load(std::memory_order_relaxed) != 0)
                continue;
            word.store(layout::StatusWord::pack(1, static_cast<std::uint32_t>(object), since),
                       std::memory_order_release);
            return;
        }
    }
    /// The hold that began at `since`; of another thread's nothing is known here.
    void leaveShared(ObjectId object, Ticks since)
    {
        const std::uint64_t wanted = layout::StatusWord::pack(1, static_cast<std::uint32_t>(object), since);
        for (auto& word : m_lane->shared) {
            if (word.load(std::memory_order_relaxed) != wanted)
                continue;
            word.store(0, std::memory_order_release);
            return;
        }
    }

    /// Whether the next attempt to take something is one of those that are measured.
    bool measuresNext()
    {
        if (--m_untilMeasured != 0) [[likely]]
            return false;
        m_untilMeasured = kAcquiresPerMeasure;
        return true;
    }
    /// `object` was taken without a wait, by an attempt that began at `tried`. Returns the stamp of its end.
    Ticks tookAtOnce(ObjectId object, Ticks tried);
    /// This thread wrote to a shared word `times` times, the first time after `since`.
    void wrote(ObjectId object, std::uint64_t times, Ticks since);

private:
    friend class Recorder;

    void put(const Record& record) { m_records[m_head++ & (m_capacity - 1)] = record; }
    // release: pairs with the acquire in SegmentReader::drain(); the records up to head are complete.
    void publish() { m_ring->head.store(m_head, std::memory_order_release); }
    bool makeRoom(std::uint64_t records);
    bool growRing();
    void countDrop(std::uint64_t records);

    std::uint64_t m_epoch = 0; // of the recording that gave this lane, or refused one
    layout::Lane* m_lane = nullptr;
    layout::RingHeader* m_ring = nullptr;
    Record* m_records = nullptr;
    std::uint64_t m_head = 0;
    std::uint64_t m_cachedTail = 0;
    std::uint64_t m_capacity = 0; // a power of two
    layout::Object* m_objects = nullptr;
    SegmentFile* m_file = nullptr; // the segment of m_lane, which a stopped recording keeps
    LaneIndex m_index{};
    std::uint32_t m_untilMeasured = kAcquiresPerMeasure;
    std::uint16_t m_depth = 0;
    bool m_growthRefused = false; // until the reader made room: a system call for each dropped record is too much
};

} // namespace lanescope::trace
