// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <map>
#include <utility>
#include <vector>

namespace lanescope::store {

/// Merges the holds and waits that many threads tell of one lock, each at its end and in no common order,
/// into the lock's row: held, held while others wait, held shared. Open holds and waits come from status
/// words; when their record arrives later they are recognised by the start, to the 256 ticks that a status
/// word keeps. Of what nobody holds, as a condition, it follows the waits alone.
/// Threads: the collector's. Complexity: O(log n) a record, n = records within one poll.
class LockTimeline {
public:
    void addHold(std::int64_t startNs, std::int64_t endNs, std::uint64_t startUnits, ThreadIndex owner, bool shared);
    void addWait(std::int64_t startNs, std::int64_t endNs, std::uint64_t startUnits, ThreadIndex waiter);
    /// Known from a status word read in this poll, before the rings were drained. Call for everything that is
    /// open, in each poll; what is not confirmed in a poll and left no record was dropped by its writer.
    void noteOpenHold(std::int64_t sinceNs, std::uint64_t sinceUnits, ThreadIndex owner, bool shared,
                      std::uint64_t poll);
    void noteOpenWait(std::int64_t sinceNs, std::uint64_t sinceUnits, ThreadIndex waiter, std::uint64_t poll);
    /// After draining: ends at `timeNs` what poll number `poll` no longer confirmed.
    void expireUnconfirmed(std::uint64_t poll, std::int64_t timeNs);
    /// The thread died: what it held or waited for ends here.
    void abandon(ThreadIndex thread, std::int64_t timeNs);

    /// Writes all up to `untilNs`; everything that ended before has been added. `waiters` gets how many wait.
    void advance(std::int64_t untilNs, RowData* row, RowData* waiters);

    /// Something was added that has not taken effect yet.
    bool pending() const { return !m_pending.empty(); }
    std::uint32_t maxWaiters() const { return m_maxWaiters; }
    std::uint64_t ownerChanges() const { return m_ownerChanges; }
    /// Something was told to wait.
    bool wasWaitedFor() const { return m_wasWaitedFor; }

    /// A hold or wait of which there is no record yet, and none any more if the thread died in it.
    struct Unfinished {
        std::int64_t startNs = 0;
        std::optional<std::int64_t> endNs; ///< when the thread died
        std::uint64_t poll = 0;            ///< that confirmed it last
    };
    /// Thread and start of what a status word told.
    using OpenMap = std::map<std::pair<ThreadIndex, std::uint64_t>, Unfinished>;
    bool hasOpen() const { return !m_openHolds.empty() || !m_openWaits.empty(); }
    const OpenMap& openHolds() const { return m_openHolds; }
    const OpenMap& openWaits() const { return m_openWaits; }
    /// Of threads that died in them.
    const OpenMap& leftHolds() const { return m_leftHolds; }
    const OpenMap& leftWaits() const { return m_leftWaits; }

private:
    enum class What : std::uint8_t { HoldEnd, WaitEnd, WaitStart, HoldStart }; // the order at equal times
    struct Event {
        std::int64_t timeNs;
        ThreadIndex thread;
        What what;
        bool shared;
    };
    struct Moment {
        std::int64_t timeNs;
        What what;
    };

    void noteOpen(OpenMap& open, Moment start, std::uint64_t sinceUnits, ThreadIndex thread, bool shared,
                  std::uint64_t poll);
    void endAll(OpenMap& open, OpenMap& left, Moment end, ThreadIndex thread);
    void expire(OpenMap& open, What end, std::uint64_t poll, std::int64_t timeNs);
    void pushBoth(Moment start, Moment end, std::optional<std::int64_t> toldStartNs, ThreadIndex thread,
                  bool shared = false);
    void push(std::int64_t timeNs, What what, ThreadIndex thread, bool shared = false);
    void apply(const Event& event);
    void emit(std::int64_t endNs, RowData* row);
    void emitWaiters(std::int64_t timeNs, RowData* waiters);

    std::vector<Event> m_pending;
    OpenMap m_openHolds;
    OpenMap m_openWaits;
    OpenMap m_leftHolds; // until a record comes after all: the kernel tells of the end of a thread at once
    OpenMap m_leftWaits;
    std::optional<Interval> m_current;
    std::int64_t m_knownUntilNs = 0;
    std::uint32_t m_holders = 0;
    std::uint32_t m_waiters = 0;
    std::uint32_t m_maxWaiters = 0;
    std::uint32_t m_waitersWritten = 0;
    bool m_wasWaitedFor = false;
    std::uint64_t m_ownerChanges = 0;
    ThreadIndex m_owner{kNone};
    bool m_shared = false;
};

} // namespace lanescope::store
