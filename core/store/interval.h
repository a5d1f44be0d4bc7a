// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/record.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace lanescope::store {

/// What a row shows during one interval. Thread rows use the first group, lock rows the second, task rows
/// the third, request rows the fourth, CPU rows Running.
enum class State : std::uint8_t {
    Running = 0,
    Ready, ///< runnable, but without a CPU
    LockWait,
    ConditionWait,
    SemaphoreWait, ///< semaphore, event, barrier
    QueuePutWait,
    QueueGetWait,
    JoinWait, ///< a thread, a process, a future
    Sleep,
    Io,
    OtherWait, ///< off the CPU by its own will, reason not recorded

    Held,
    HeldContended, ///< held while others wait
    HeldShared,

    Task,

    RequestQueued,
    RequestResolve,
    RequestConnect,
    RequestFirstByte,
    RequestBody,
    RequestParseQueue,
    RequestParse,
};
inline constexpr std::size_t kStateCount = 22;
inline constexpr std::size_t kThreadStateCount = 11;
/// A row uses states of one group only, so its summary needs as many buckets as the largest group.
inline constexpr std::size_t kBuckets = 11;

constexpr std::size_t bucketOf(State state)
{
    const auto index = static_cast<std::size_t>(state);
    constexpr auto kHeld = static_cast<std::size_t>(State::Held);
    constexpr auto kTask = static_cast<std::size_t>(State::Task);
    constexpr auto kRequest = static_cast<std::size_t>(State::RequestQueued);
    return index < kHeld ? index : index < kTask ? index - kHeld : index < kRequest ? index - kTask : index - kRequest;
}

/// The state of a slot whose request is in that phase.
constexpr State stateOf(trace::RequestPhase phase)
{
    return static_cast<State>(static_cast<std::size_t>(State::RequestQueued) + static_cast<std::size_t>(phase));
}

/// One stretch of one state on one row. Times are CLOCK_MONOTONIC in nanoseconds.
struct Interval {
    static constexpr std::uint64_t kMaxDurationNs = (1ULL << 48) - 1; // 3.2 days
    static constexpr std::uint8_t kFailed = 1;                        ///< flag: the request of this phase failed

    std::int64_t startNs = 0;
    std::uint64_t durationNs : 48 = 0;
    std::uint64_t stateBits : 8 = 0;
    std::uint64_t flags : 8 = 0;
    /// Thread rows: ObjectIndex waited for. Lock rows: ThreadIndex of the owner. Task rows: NameIndex.
    /// Request rows: request id. CPU rows: ThreadIndex. kNobody where there is none.
    std::uint32_t subject = kNobody;
    /// Thread rows: ThreadIndex of who ended the wait. CPU rows: the number of the CPU from which the thread came, if it
    /// ran on another one before. kNobody where there is none.
    std::uint32_t peer = kNobody;

    static constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

    State state() const { return static_cast<State>(stateBits); }
    void setEnd(std::int64_t endNs)
    {
        const auto duration = static_cast<std::uint64_t>(std::max<std::int64_t>(endNs - startNs, 0));
        durationNs = std::min(duration, kMaxDurationNs) & kMaxDurationNs;
    }
    std::int64_t endNs() const { return startNs + static_cast<std::int64_t>(durationNs); }

    static Interval make(std::int64_t startNs, std::int64_t endNs, State state, std::uint32_t subject = kNobody,
                         std::uint32_t peer = kNobody)
    {
        Interval interval;
        interval.startNs = startNs;
        interval.setEnd(endNs);
        interval.stateBits = static_cast<std::uint8_t>(state);
        interval.subject = subject;
        interval.peer = peer;
        return interval;
    }
};
static_assert(sizeof(Interval) == 24);

/// What an index node knows of a stretch of intervals.
struct IntervalSummary {
    std::array<std::int64_t, kBuckets> ns{}; ///< time per state, by bucketOf()
    std::int64_t longestNs = 0;
    std::uint64_t count = 0;

    void add(const IntervalSummary& other)
    {
        for (std::size_t i = 0; i < kBuckets; ++i)
            ns[i] += other.ns[i];
        longestNs = std::max(longestNs, other.longestNs);
        count += other.count;
    }
    void add(const Interval& interval)
    {
        const auto duration = static_cast<std::int64_t>(interval.durationNs);
        ns[bucketOf(interval.state())] += duration;
        longestNs = std::max(longestNs, duration);
        ++count;
    }
    std::int64_t of(State state) const { return ns[bucketOf(state)]; }
};

/// A counter has this value from `timeNs` on, until the next sample.
struct Sample {
    std::int64_t timeNs = 0;
    double value = 0;
};

struct SampleSummary {
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();
    double first = 0;
    double last = 0;
    double area = 0;         ///< ∫ value dt from firstNs to lastNs, value · ns
    std::int64_t zeroNs = 0; ///< how much of that time it was 0 or below
    std::int64_t firstNs = 0;
    std::int64_t lastNs = 0;
    std::uint64_t count = 0;

    void add(const SampleSummary& later)
    {
        if (later.count == 0)
            return;
        if (count == 0) {
            *this = later;
            return;
        }
        area += last * static_cast<double>(later.firstNs - lastNs) + later.area;
        zeroNs += (last <= 0 ? later.firstNs - lastNs : 0) + later.zeroNs;
        min = std::min(min, later.min);
        max = std::max(max, later.max);
        last = later.last;
        lastNs = later.lastNs;
        count += later.count;
    }
    void add(const Sample& sample)
    {
        SampleSummary one;
        one.min = one.max = one.first = one.last = sample.value;
        one.firstNs = one.lastNs = sample.timeNs;
        one.count = 1;
        add(one);
    }
};

} // namespace lanescope::store
