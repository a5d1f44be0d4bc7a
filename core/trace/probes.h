// SPDX-License-Identifier: MIT
#pragma once

#include "core/trace/recorder.h"

#include <algorithm>
#include <bit>

/// What a program calls to be seen: spans, waits, holds, queue depths, marks. Every probe is a no-op of one
/// branch while nothing is recorded. Threads: any; each object is used by the thread that made it.
namespace lanescope::trace {

/// A task on this thread, from construction to destruction; nests.
class Span {
public:
    explicit Span(StringId name)
        : m_lane(Recorder::lane())
        , m_name(name)
    {
        if (m_lane != nullptr) {
            m_start = readClock();
            m_depth = m_lane->enterSpan(name, m_start);
        }
    }
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;
    ~Span()
    {
        // The lane is looked up again: a fork or a restart in between gave this thread another one.
        LaneWriter* lane = m_lane != nullptr ? Recorder::lane() : nullptr;
        if (lane == nullptr)
            return;
        Record record;
        record.start = m_start;
        record.duration = readClock() - m_start;
        record.object = static_cast<std::uint32_t>(m_name);
        record.type = RecordType::Span;
        record.extra = m_depth;
        lane->push(record);
        lane->leaveSpan(m_depth);
    }

private:
    LaneWriter* m_lane;
    StringId m_name;
    Ticks m_start = 0;
    std::uint16_t m_depth = 0;
};

/// A blocking call on this thread. Construct before it, end() after it returned; the destructor ends it
/// with nobody named. While it lasts the lane's status word says what is waited for.
class Wait {
public:
    Wait(WaitKind kind, ObjectId object, Again again = Again::No)
        : m_lane(Recorder::lane())
        , m_object(object)
        , m_kind(kind)
        , m_again(again)
    {
        if (m_lane != nullptr) {
            m_start = readClock();
            m_lane->setStatus(kind, object, m_start);
        }
    }
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;
    ~Wait() { end(Peer{}); }

    /// Returns the stamp of the end, so that a hold that begins here needs no second clock read.
    Ticks end(Peer endedBy)
    {
        LaneWriter* lane = m_lane != nullptr ? Recorder::lane() : nullptr; // again, as in Span
        m_lane = nullptr;
        if (lane == nullptr)
            return 0;
        Record record;
        const Ticks now = readClockAfter();
        record.start = m_start;
        record.duration = now - m_start;
        record.value = endedBy.bits;
        record.object = static_cast<std::uint32_t>(m_object);
        record.type = RecordType::Wait;
        record.detail = static_cast<std::uint8_t>(m_kind);
        record.extra = static_cast<std::uint16_t>(m_again);
        lane->push(record);
        lane->clearStatus();
        return now;
    }

private:
    LaneWriter* m_lane;
    ObjectId m_object;
    WaitKind m_kind;
    Again m_again;
    Ticks m_start = 0;
};

/// A lock, queue, … as its owner records it: an object in the segment and the hooks around it.
/// Lifetime: at least as long as the primitive it belongs to.
class TracedObject {
public:
    /// `address`: of what it stands for, the bare lock or the word. People see it, and whether two of them share a
    /// cache line is told by it.
    TracedObject(ObjectKind kind, std::string_view name, std::int64_t capacity = 0, const void* address = nullptr)
        : m_id(Recorder::addObject(kind, name, capacity, address))
    {
    }
    TracedObject(const TracedObject&) = delete;
    TracedObject& operator=(const TracedObject&) = delete;
    ~TracedObject() { Recorder::destroyObject(m_id); }

    ObjectId id() const { return m_id; }
    /// A queue's room, a semaphore's permits, a pool's threads, from now on.
    void setCapacity(std::int64_t capacity) { Recorder::setCapacity(m_id, capacity); }
    bool recorded() const { return m_id != ObjectId::None; }

    void waiterArrived()
    {
        if (LaneWriter* lane = writer())
            lane->object(m_id).waiters.fetch_add(1, std::memory_order_relaxed);
    }
    void waiterLeft()
    {
        if (LaneWriter* lane = writer())
            lane->object(m_id).waiters.fetch_sub(1, std::memory_order_relaxed);
    }
    /// Who released or signalled last, to be read after the wait is over.
    Peer lastReleaser() const
    {
        const LaneWriter* lane = writer();
        return {lane != nullptr ? lane->object(m_id).lastReleaser.load(std::memory_order_relaxed) : 0U};
    }
    /// Remember this thread as the one that ends waits on the object; call before the wake-up.
    void releasing()
    {
        if (LaneWriter* lane = writer())
            lane->object(m_id).lastReleaser.store(static_cast<std::uint32_t>(lane->index()) + 1,
                                                  std::memory_order_relaxed);
    }

    /// This thread gives back what it did not take: a semaphore that is used as a signal. Who took it says little then
    /// of who will give it back.
    void releasedByOther()
    {
        if (LaneWriter* lane = writer())
            lane->object(m_id).releasedByOthers.store(1, std::memory_order_relaxed);
    }

    /// Before an attempt to take it that does not wait: when it began if it is one of those that are measured, else 0.
    Ticks trying() const
    {
        LaneWriter* lane = writer();
        return lane != nullptr && lane->measuresNext() ? readClock() : 0;
    }
    /// The attempt that trying() was called before took it. What it cost is recorded if it was measured; returns the
    /// stamp to pass to acquired(), 0 if there is none.
    Ticks tookAtOnce(Ticks tried)
    {
        LaneWriter* lane = tried != 0 ? writer() : nullptr;
        return lane != nullptr ? lane->tookAtOnce(m_id, tried) : 0;
    }

    /// This thread owns the object now; Shared: it is one of those that hold it. `since` 0 means "read the
    /// clock"; after a wait pass what its end() gave. Returns the stamp.
    Ticks acquired(Ticks since = 0, HoldKind kind = HoldKind::Exclusive)
    {
        LaneWriter* lane = writer();
        if (lane == nullptr)
            return 0;
        if (since == 0)
            since = readClock();
        if (kind == HoldKind::Shared) {
            lane->enterShared(m_id, since);
            return since;
        }
        lane->object(m_id).owner.store(
            layout::StatusWord::pack(1, static_cast<std::uint32_t>(lane->index()) + 1, since),
            std::memory_order_release);
        return since;
    }
    /// Call before the unlock: a stamp taken after it would overlap the next owner's.
    void released(Ticks since, bool contended, HoldKind kind = HoldKind::Exclusive, std::uint16_t depth = 0)
    {
        released(since, contended ? Acquired::AfterWait : Acquired::AtOnce, kind, depth);
    }
    void released(Ticks since, Acquired how, HoldKind kind = HoldKind::Exclusive, std::uint16_t depth = 0)
    {
        LaneWriter* lane = since != 0 ? writer() : nullptr;
        if (lane == nullptr)
            return;
        Record record;
        record.start = since;
        record.duration = readClock() - since;
        record.value = static_cast<std::uint64_t>(how);
        record.object = static_cast<std::uint32_t>(m_id);
        record.type = RecordType::Hold;
        record.detail = static_cast<std::uint8_t>(kind);
        record.extra = depth;
        lane->push(record);
        layout::Object& entry = lane->object(m_id);
        entry.lastReleaser.store(static_cast<std::uint32_t>(lane->index()) + 1, std::memory_order_relaxed);
        if (kind == HoldKind::Shared)
            lane->leaveShared(m_id, since);
        else
            entry.owner.store(0, std::memory_order_release);
    }

    /// The queue's depth after a put or a get, of one item or of several at once (1 to kMostAtOnce); call while the
    /// queue is still locked, so that stamps are in order. Returns the stamp, 0 if there is none.
    static constexpr std::uint32_t kMostAtOnce = 65'536;
    Ticks depthChanged(std::int64_t depth, DepthChange change, std::uint32_t items = 1)
    {
        return changed(depth, change, items, 0);
    }
    /// A get of an item that need not be the oldest. `putAt` is what depthChanged() returned when it was put.
    void got(std::int64_t depth, Ticks putAt) { changed(depth, DepthChange::GetAnyOrder, 1, putAt); }

    /// A shared word: this thread wrote to it so many times since `since`, a reading of the clock. One record for a
    /// block of writes: one for each would cost far more than they do.
    void written(std::uint64_t times, Ticks since)
    {
        if (LaneWriter* lane = writer())
            lane->wrote(m_id, times, since);
    }

private:
    Ticks changed(std::int64_t depth, DepthChange change, std::uint32_t items, Ticks putAt)
    {
        LaneWriter* lane = writer();
        if (lane == nullptr)
            return 0;
        lane->object(m_id).depth.store(depth, std::memory_order_relaxed);
        Record record;
        record.start = readClock();
        record.duration = putAt != 0 ? std::max<Ticks>(record.start - putAt, 1) : 0;
        record.value = static_cast<std::uint64_t>(depth);
        record.object = static_cast<std::uint32_t>(m_id);
        record.type = RecordType::Depth;
        record.detail = static_cast<std::uint8_t>(change);
        record.extra = static_cast<std::uint16_t>(items - 1);
        lane->push(record);
        return record.start;
    }

    // Ids outlive a fork and a restart, addresses do not: each hook goes through this thread's segment.
    LaneWriter* writer() const { return m_id != ObjectId::None ? Recorder::lane() : nullptr; }

    ObjectId m_id;
};

/// One record without duration, at this moment.
inline void mark(RecordType type, std::uint32_t object, std::uint64_t value, std::uint8_t detail = 0,
                 std::uint16_t extra = 0, std::string_view text = {})
{
    LaneWriter* lane = Recorder::lane();
    if (lane == nullptr)
        return;
    Record record;
    record.start = readClock();
    record.value = value;
    record.object = object;
    record.type = type;
    record.detail = detail;
    record.extra = extra;
    if (text.empty())
        lane->push(record);
    else
        lane->pushWithText(text, record);
}

inline void counter(StringId name, double value)
{
    mark(RecordType::Counter, static_cast<std::uint32_t>(name), std::bit_cast<std::uint64_t>(value));
}
inline void instant(std::string_view text, InstantKind kind = InstantKind::Plain)
{
    mark(RecordType::Instant, 0, 0, static_cast<std::uint8_t>(kind), 0, text);
}
inline void flowOut(std::uint64_t id)
{
    mark(RecordType::FlowOut, 0, id);
}
inline void flowIn(std::uint64_t id)
{
    mark(RecordType::FlowIn, 0, id);
}
inline void processSpawned(std::int32_t pid, StringId name)
{
    mark(RecordType::ProcessSpawn, static_cast<std::uint32_t>(name), static_cast<std::uint32_t>(pid));
}
/// `signal` 0: the process exited by itself with `exitCode`.
inline void processExited(std::int32_t pid, int exitCode, int signal)
{
    mark(RecordType::ProcessExit, 0, static_cast<std::uint32_t>(pid), static_cast<std::uint8_t>(signal),
         static_cast<std::uint16_t>(exitCode));
}
inline void knobChanged(StringId name, double value, std::string_view asText)
{
    mark(RecordType::KnobChange, static_cast<std::uint32_t>(name), std::bit_cast<std::uint64_t>(value), 0, 0, asText);
}

/// One phase of a request on a slot; written at its end.
inline void requestPhase(ObjectId slot, std::uint32_t request, RequestPhase phase, Ticks start, Ticks end)
{
    if (LaneWriter* lane = Recorder::lane()) {
        Record record;
        record.start = start;
        record.duration = end > start ? end - start : 0;
        record.value = request;
        record.object = static_cast<std::uint32_t>(slot);
        record.type = RecordType::Phase;
        record.detail = static_cast<std::uint8_t>(phase);
        lane->push(record);
    }
}
/// How long a request was held at a gate before it went on the wire.
inline void requestHeld(std::uint32_t request, RequestGate gate, std::int64_t durationNs)
{
    if (LaneWriter* lane = Recorder::lane()) {
        Record record;
        record.start = readClock();
        record.value = static_cast<std::uint64_t>(durationNs);
        record.object = request;
        record.type = RecordType::RequestHeld;
        record.detail = static_cast<std::uint8_t>(gate);
        lane->push(record);
    }
}
/// A request that is on the wire still: the phase that goes on since `start`. Beyond 4 GB `bytes` says no more.
inline void requestOpen(ObjectId slot, std::uint32_t request, RequestPhase phase, Ticks start, std::uint64_t bytes,
                        std::string_view url)
{
    if (LaneWriter* lane = Recorder::lane()) {
        const Ticks now = readClock();
        Record record;
        record.start = start;
        record.duration = now > start ? now - start : 0;
        record.value = std::min<std::uint64_t>(bytes, 0xFFFF'FFFF) << 32 | request;
        record.object = static_cast<std::uint32_t>(slot);
        record.type = RecordType::RequestOpen;
        record.detail = static_cast<std::uint8_t>(phase);
        lane->pushWithText(url, record);
    }
}
/// The whole request on the wire, to its outcome.
inline void requestDone(std::uint32_t request, Ticks start, RequestOutcome outcome, int httpStatus, std::uint64_t bytes,
                        std::string_view url)
{
    if (LaneWriter* lane = Recorder::lane()) {
        Record record;
        record.start = start;
        record.duration = readClock() - start;
        record.value = bytes;
        record.object = request;
        record.type = RecordType::RequestDone;
        record.detail = static_cast<std::uint8_t>(outcome);
        record.extra = static_cast<std::uint16_t>(httpStatus);
        lane->pushWithText(url, record);
    }
}

} // namespace lanescope::trace
