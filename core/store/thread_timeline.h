// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/cpu_shares.h"
#include "core/store/store.h"

#include <deque>

namespace lanescope::store {

/// A wait of this thread, as its record or its status word tells it.
struct ThreadWait {
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
    State state = State::OtherWait;
    std::uint32_t object = kNone;
    std::uint32_t peer = kNone;
};

/// Merges two accounts of one thread into its state row: the waits that the program recorded, each told at
/// its end, and the switches that the kernel saw. Inside a recorded wait the thread is in that wait, except
/// while it was preempted (ready) and while an event loop that waits for I/O is on the CPU (running). Outside, the kernel decides: on the CPU, ready, or off for a reason that
/// nobody recorded. Without a kernel layer a thread that does not wait counts as running. Where /proc tells how long it ran
/// instead of when, that is laid out over the time in which it did not wait; of a thread that had ended before /proc was read
/// the waits alone are known, and the row has gaps between them.
/// Threads: the collector's. Complexity: amortised O(1) a wait and a switch.
class ThreadTimeline {
public:
    explicit ThreadTimeline(std::int64_t startNs)
        : m_knownUntilNs(startNs)
    {
    }

    /// In the order in which the waits ended; an outer wait takes the place of those inside it.
    void addWait(const ThreadWait& wait);
    /// In time order, save for stragglers, which take effect at once.
    void addSwitch(std::int64_t timeNs, CpuState state);
    /// Instead of switches; see CpuShares.
    void addShare(const CpuShare& share) { m_shares.add(share); }
    /// Shares will come, and no switches: before there is one, nothing is known of when the thread ran.
    void expectShares() { m_expectsShares = true; }
    bool lacksShares() const { return m_expectsShares && !m_shares.any(); }
    /// The thread ended; nothing is known after that.
    void finish(std::int64_t endNs);
    bool finished() const { return m_endNs && m_knownUntilNs >= *m_endNs; }
    CpuState cpuState() const { return m_cpu; }
    std::int64_t runningNs() const { return m_runningNs; }

    /// Writes all up to `untilNs` to the row. All waits that ended before and all switches have been added;
    /// `openWait` is the wait that the thread is still in, if any.
    void advance(std::int64_t untilNs, const std::optional<ThreadWait>& openWait, RowData& row);

private:
    struct Switch {
        std::int64_t timeNs;
        CpuState state;
    };

    bool knowsCpu() const { return m_cpu != CpuState::Unknown || !m_switches.empty() || m_shares.any(); }
    void step(std::int64_t untilNs, RowData& row);
    std::int64_t nextOfShares(std::int64_t untilNs);
    void emit(std::int64_t endNs, State state, std::uint32_t object, std::uint32_t peer, RowData& row,
              std::int64_t waitNs = kNoWait);
    std::int64_t beginOf(const ThreadWait& openWait) const;
    void takeBack(std::int64_t waitStartNs);
    void leaveGap(std::int64_t untilNs, RowData& row);
    void flush(RowData& row);

    static constexpr std::int64_t kNoWait = -1;

    std::deque<ThreadWait> m_waits;
    std::deque<Switch> m_switches;
    CpuShares m_shares;
    bool m_expectsShares = false;
    CpuState m_cpu = CpuState::Unknown;
    std::int64_t m_knownUntilNs;
    std::int64_t m_runningNs = 0;
    std::int64_t m_snappedNs = -1; // where an open wait was begun from a status word
    std::optional<std::int64_t> m_endNs;
    std::optional<Interval> m_current;      // not yet in the row: it may grow
    std::int64_t m_currentWaitNs = kNoWait; // when the wait began of which m_current is the whole or a part
};

/// The state a wait of this kind is drawn in.
State stateOf(trace::WaitKind kind);

} // namespace lanescope::store
