// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/lock_times.h"

#include "core/analysis/top_users.h"
#include "core/session/words.h"

#include <algorithm>
#include <set>

namespace lanescope::panels {
namespace {

using analysis::Range;
using store::Interval;
using store::Occurrence;
using store::Snapshot;

constexpr std::size_t kMostRead = 20'000; ///< of one row or log

std::int64_t overlap(Range range, std::int64_t startNs, std::int64_t endNs)
{
    return std::max<std::int64_t>(0, std::min(endNs, range.toNs) - std::max(startNs, range.fromNs));
}

/// Of each thread the first that ended at or after a moment: the only one that can have begun before it.
template <class Visit>
void forFirstOfEach(const store::OccurrenceView& log, std::int64_t timeNs, Visit&& visit)
{
    std::set<std::uint32_t> seen;
    const std::size_t first = log.firstEndingAt(timeNs);
    for (std::size_t i = first; i < std::min(log.size(), first + kMostRead); ++i) {
        const Occurrence& one = log[i];
        if (seen.insert(static_cast<std::uint32_t>(one.threadBits)).second)
            visit(static_cast<std::uint32_t>(one.threadBits), one);
    }
}

// The index counts whole what ended in the range: what was before it goes, what ended later comes.
ThreadTimes indexed(const store::OccurrenceView& log, Range range)
{
    ThreadTimes times;
    for (const store::ThreadShare& share : log.distribution(range.fromNs, range.toNs).shares)
        times[share.thread] = share.totalNs;
    forFirstOfEach(log, range.fromNs, [&](std::uint32_t thread, const Occurrence& one) {
        if (one.endNs < range.toNs)
            times[thread] -= one.lengthNs() - overlap(range, one.startNs(), one.endNs);
    });
    forFirstOfEach(log, range.toNs, [&](std::uint32_t thread, const Occurrence& one) {
        times[thread] += overlap(range, one.startNs(), one.endNs);
    });
    return times;
}

// What goes on, or was never finished, is in no index.
void addOpen(ThreadTimes& times, const std::vector<analysis::OpenUse>& open, Range range)
{
    for (const analysis::OpenUse& use : open)
        times[static_cast<std::uint32_t>(use.thread)] += overlap(range, use.sinceNs, use.untilNs);
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
    if (isIndexed(object)) {
        ThreadTimes times = indexed(object.log->holds, range);
        addOpen(times, analysis::openHolds(snapshot, lock), range);
        return times;
    }
    ThreadTimes held;
    if (object.row && snapshot.row(*object.row).kind == store::RowKind::LockOwner)
        forEachIn(snapshot, snapshot.row(*object.row), range,
                  [&held](const Interval& interval, std::int64_t ns) { held[interval.subject] += ns; });
    return held;
}

ThreadTimes waitedBy(const Snapshot& snapshot, store::ObjectIndex lock, Range range)
{
    const store::Object& object = snapshot.object(lock);
    if (isIndexed(object)) {
        ThreadTimes times = indexed(object.log->waits, range);
        addOpen(times, analysis::openWaits(snapshot, lock), range);
        return times;
    }
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
