// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/range_figures.h"

#include "core/analysis/object_kinds.h"
#include "core/analysis/pauses.h"
#include "core/store/queue_items.h"

#include <cmath>

namespace lanescope::analysis {
namespace {

using namespace store;

double mean(const OccurrenceSummary& sum)
{
    return sum.count == 0 ? 0 : static_cast<double>(sum.totalNs) / static_cast<double>(sum.count);
}

std::optional<SampleSummary> sampled(const Snapshot& snapshot, const std::optional<RowIndex>& row, Range range)
{
    return row ? snapshot.row(*row).sampled(range.fromNs, range.toNs) : std::nullopt;
}

double meanOver(const std::optional<SampleSummary>& samples, Range range)
{
    return samples ? samples->area / range.lengthNs() : 0;
}

// From status words and records at once, so that who waits now counts too.
double waitedShare(const std::optional<SampleSummary>& waiters, Range range)
{
    if (!waiters)
        return 0;
    return static_cast<double>(waiters->lastNs - waiters->firstNs - waiters->zeroNs) / range.lengthNs();
}

double sharedHolds(const OccurrenceView& holds, Range range)
{
    constexpr std::size_t kMostLookedAt = 512;
    const std::size_t last = holds.firstEndingAt(range.toNs);
    const std::size_t first = std::max(holds.firstEndingAt(range.fromNs), last - std::min(last, kMostLookedAt));
    std::int64_t sharedNs = 0;
    std::int64_t allNs = 0;
    for (std::size_t i = first; i < last; ++i) {
        sharedNs += holds[i].shared != 0 ? holds[i].lengthNs() : 0;
        allNs += holds[i].lengthNs();
    }
    return allNs > 0 ? static_cast<double>(sharedNs) / static_cast<double>(allNs) : 0;
}

double fullShare(const Object& queue, Range range)
{
    double ns = static_cast<double>(queue.log->full.coveredNs(range.fromNs, range.toNs));
    if (const auto since = queue.queue->fullSinceNs)
        ns += static_cast<double>(std::max<std::int64_t>(range.toNs - std::max(*since, range.fromNs), 0));
    return std::min(ns / range.lengthNs(), 1.0);
}

} // namespace

double LockRange::meanHoldNs() const
{
    return mean(holds);
}
double LockRange::meanWaitNs() const
{
    return mean(waits);
}

// Who waits now is among those that had to wait, but has not acquired it.
std::optional<double> contendedShare(const Object& lock)
{
    const std::uint64_t attempts = lock.lock ? lock.lock->acquisitions + lock.waiters : 0;
    if (attempts == 0)
        return std::nullopt;
    return std::min(static_cast<double>(lock.lock->contended) / static_cast<double>(attempts), 1.0);
}

LockRange lockRange(const Snapshot& snapshot, const Object& object, Range range)
{
    LockRange figures;
    if (range.toNs <= range.fromNs)
        return figures;
    if (object.row && snapshot.row(*object.row).kind == RowKind::LockOwner) {
        const IntervalSummary sum = snapshot.row(*object.row).summarise(range.fromNs, range.toNs);
        const auto share = [&](State state) { return static_cast<double>(sum.of(state)) / range.lengthNs(); };
        figures.contendedShare = share(State::HeldContended);
        figures.heldShare = share(State::Held) + share(State::HeldShared) + figures.contendedShare;
    }
    const auto waiters = sampled(snapshot, object.waitersRow, range);
    figures.meanWaiters = meanOver(waiters, range);
    figures.waitedShare = waitedShare(waiters, range);
    if (object.log) {
        figures.holds = object.log->holds.summary(range.fromNs, range.toNs);
        figures.waits = object.log->waits.summary(range.fromNs, range.toNs);
    }
    if (object.kind == trace::ObjectKind::ReadWriteLock && object.log)
        figures.sharedHolds = sharedHolds(object.log->holds, range);
    return figures;
}

QueueRange queueRange(const Snapshot& snapshot, const Object& object, Range range)
{
    QueueRange figures;
    if (range.toNs <= range.fromNs || !object.queue || !object.log)
        return figures;
    const ObjectLog& log = *object.log;
    figures.stays = log.stays.summary(range.fromNs, range.toNs);
    figures.getWaits = log.waits.summary(range.fromNs, range.toNs);
    figures.putWaits = log.putWaits.summary(range.fromNs, range.toNs);
    figures.fullShare = fullShare(object, range);
    figures.blockedGetters = meanOver(sampled(snapshot, object.waitersRow, range), range);
    figures.blockedPutters = meanOver(sampled(snapshot, object.puttersRow, range), range);
    const auto depth = sampled(snapshot, object.row, range);
    if (!depth)
        return figures;
    figures.meanDepth = meanOver(depth, range);
    figures.minDepth = depth->min;
    figures.maxDepth = depth->max;
    figures.firstDepth = depth->first;
    figures.lastDepth = depth->last;
    figures.emptyShare = static_cast<double>(depth->zeroNs) / range.lengthNs();
    const QueueItems items = queueItems(snapshot, object, range.fromNs, range.toNs);
    const double seconds = workedNs(snapshot, object.process, range) / 1e9;
    figures.getsPerS = items.gets / seconds;
    figures.putsPerS = items.puts / seconds;
    const bool isOvertaken = object.queue->stayAccount == StayAccount::EachTold;
    if (figures.stays.count >= kFewestStaysForLittle && figures.meanDepth > 0 && !isOvertaken) {
        const double predicted = static_cast<double>(figures.stays.totalNs) / range.lengthNs();
        figures.littlesLawError = std::abs(figures.meanDepth - predicted) / figures.meanDepth;
    }
    return figures;
}

bool isInRange(const Thread& thread, Range range)
{
    return !thread.isOurOwn && (!thread.endNs || *thread.endNs > range.fromNs) && thread.startNs < range.toNs;
}

IntervalSummary threadTimes(const Snapshot& snapshot, Range range)
{
    IntervalSummary sum;
    for (const Thread& thread : *snapshot.threads) {
        if (isInRange(thread, range))
            sum.add(snapshot.row(thread.stateRow).summarise(range.fromNs, range.toNs));
    }
    return sum;
}

} // namespace lanescope::analysis
