// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/locks/lock_times.h"

#include "core/analysis/top_users.h"
#include "core/session/words.h"

#include <algorithm>

namespace lanescope::panels {
namespace {

using analysis::Range;
using store::Interval;
using store::Snapshot;

constexpr std::size_t kMostRead = 20'000; ///< of one row

std::int64_t overlap(Range range, std::int64_t startNs, std::int64_t endNs)
{
    return std::max<std::int64_t>(0, std::min(endNs, range.toNs) - std::max(startNs, range.fromNs));
}

// What goes on, or was never finished, is in no index.
ThreadTimes indexed(const Snapshot& snapshot, const store::OccurrenceView& log, Range range,
                    const std::vector<analysis::OpenUse>& open)
{
    ThreadTimes times;
    for (const analysis::UserShare& share : analysis::topThreads(snapshot, log, range, snapshot.threads->size(), open))
        times[static_cast<std::uint32_t>(share.newestThread)] = share.totalNs;
    return times;
}

/// Calls `visit(interval, overlapNs)` for what a row has in the range, the newest of it, the open interval included.
template <class Visit>
void forEachIn(const Snapshot& snapshot, const store::Row& row, Range range, Visit&& visit)
{
    const std::size_t end = row.firstStartingAt(range.toNs);
    const std::size_t first = std::max(row.firstEndingAfter(range.fromNs), end > kMostRead ? end - kMostRead : 0);
    for (std::size_t i = first; i < end; ++i) {
        const Interval interval = row.intervals[i];
        visit(interval, overlap(range, interval.startNs, interval.endNs()));
    }
    if (row.open) {
        const auto open = Interval::make(row.open->startNs, snapshot.endNs, row.open->state, row.open->subject);
        visit(open, overlap(range, open.startNs, open.endNs()));
    }
}

// A busy lock has more in ten seconds than can be read one by one.
bool isIndexed(const store::Object& lock)
{
    return lock.log && !(lock.log->holds.empty() && lock.log->waits.empty());
}

} // namespace

ThreadTimes heldBy(const Snapshot& snapshot, store::ObjectIndex lock, Range range)
{
    const store::Object& object = snapshot.object(lock);
    if (isIndexed(object))
        return indexed(snapshot, object.log->holds, range, analysis::openHolds(snapshot, lock));
    ThreadTimes held;
    if (object.row && snapshot.row(*object.row).kind == store::RowKind::LockOwner)
        forEachIn(snapshot, snapshot.row(*object.row), range,
                  [&held](const Interval& interval, std::int64_t ns) { held[interval.subject] += ns; });
    return held;
}

ThreadTimes waitedBy(const Snapshot& snapshot, store::ObjectIndex lock, Range range)
{
    const store::Object& object = snapshot.object(lock);
    if (isIndexed(object))
        return indexed(snapshot, object.log->waits, range, analysis::openWaits(snapshot, lock));
    ThreadTimes waited;
    for (std::uint32_t i = 0; i < snapshot.threads->size(); ++i) {
        forEachIn(snapshot, snapshot.row((*snapshot.threads)[i].stateRow), range,
                  [&](const Interval& interval, std::int64_t ns) {
                      if (interval.subject == static_cast<std::uint32_t>(lock) && session::isWait(interval.state()))
                          waited[i] += ns;
                  });
    }
    return waited;
}

} // namespace lanescope::panels
