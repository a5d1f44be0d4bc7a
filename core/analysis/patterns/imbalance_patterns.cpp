// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/patterns/patterns.h"
#include "core/analysis/patterns/rounds.h"
#include "core/analysis/thresholds.h"
#include "core/analysis/words.h"

#include <algorithm>
#include <map>

namespace lanescope::analysis::patterns {
namespace {

using namespace store;
using namespace thresholds;

std::string verdict(const Snapshot& snapshot, std::optional<ThreadIndex> slowest, double ratio, double workers)
{
    return (slowest ? threadText(snapshot, *slowest) : "one thread") + " works " + numberText(ratio) +
           " times as long as the mean of " + countText(static_cast<std::uint64_t>(workers)) + " threads";
}

std::vector<ThreadIndex> listOf(std::optional<ThreadIndex> thread)
{
    return thread ? std::vector{*thread} : std::vector<ThreadIndex>{};
}

// Who ended most of this thread's waits at that object, of the newest ones of the range. At the end of a run somebody may let
// all of them go who never met anybody.
std::optional<ThreadIndex> usualEnder(const Snapshot& snapshot, Range range, ThreadIndex waiter, ObjectIndex object)
{
    constexpr std::size_t kMostLookedAt = 256;
    const Row& row = snapshot.row(snapshot.thread(waiter).stateRow);
    const std::size_t last = row.firstStartingAt(range.toNs);
    std::map<std::uint32_t, int> times;
    for (std::size_t i = last; i > 0 && last - i < kMostLookedAt; --i) {
        const Interval& interval = row.intervals[i - 1];
        if (interval.endNs() < range.fromNs)
            break;
        if (interval.subject == static_cast<std::uint32_t>(object) && interval.peer < snapshot.threads->size())
            ++times[interval.peer];
    }
    const auto most = std::ranges::max_element(times, {}, [](const auto& one) { return one.second; });
    return most == times.end() ? std::nullopt : std::optional(static_cast<ThreadIndex>(most->first));
}

// Who meets at a barrier begins together, and how long each works is what it does not wait. Who is always the last one
// never waits: it is missing among those who did.
void atBarrier(const Snapshot& snapshot, Range range, ObjectIndex index, Findings& findings)
{
    const Object& barrier = snapshot.object(index);
    const Distribution waits = barrier.log->waits.distribution(range.fromNs, range.toNs);
    if (waits.shares.empty() || barrier.capacity < 2 || waits.lengths.count() < kImbalanceWaits)
        return;
    const auto parties = std::max(static_cast<double>(barrier.capacity), static_cast<double>(waits.shares.size()));
    const double missing = parties - static_cast<double>(waits.shares.size());
    double sum = missing * range.lengthNs();
    double most = missing > 0 ? range.lengthNs() : 0;
    std::uint32_t slowest = kNone;
    for (const ThreadShare& share : waits.shares) {
        const double worked = std::max(range.lengthNs() - static_cast<double>(share.totalNs), 0.0);
        sum += worked;
        if (worked > most) {
            most = worked;
            slowest = share.thread;
        }
    }
    const double mean = sum / parties;
    if (most < kImbalanceSlowestPerMean * mean)
        return;
    std::optional<ThreadIndex> thread;
    if (slowest < snapshot.threads->size())
        thread = static_cast<ThreadIndex>(slowest);
    else if (waits.shares.front().thread < snapshot.threads->size())
        thread = usualEnder(snapshot, range, static_cast<ThreadIndex>(waits.shares.front().thread), index);
    findings.push_back(found(FindingKind::Imbalance, range,
                             "The work is unevenly divided: between two meetings at " + objectText(snapshot, index) +
                                 " " + verdict(snapshot, thread, most / mean, parties) +
                                 ", and the others wait for it.",
                             {index}, listOf(thread)));
}

bool isUneven(const Division& division, Range range)
{
    return division.slowestNs > kImbalanceSlowestPerMean * division.evenNs &&
           division.slowestNs >= kImbalanceRoundsShare * range.lengthNs();
}

void inPool(const Snapshot& snapshot, Range range, const Division& division, Findings& findings)
{
    if (!isUneven(division, range))
        return;
    findings.push_back(found(FindingKind::Imbalance, range,
                             "The work is unevenly divided: while " + threadText(snapshot, division.waiter) +
                                 " waits for the results of " + objectText(snapshot, *division.pool) + ", " +
                                 verdict(snapshot, division.slowest, division.slowestNs / division.meanNs,
                                         static_cast<double>(division.workers)) +
                                 ", and the others are idle in the end. Cut it into smaller tasks.",
                             {*division.pool}, listOf(division.slowest)));
}

void inJoin(const Snapshot& snapshot, Range range, const Division& division, Findings& findings)
{
    if (!isUneven(division, range))
        return;
    findings.push_back(found(FindingKind::Imbalance, range,
                             "The work is unevenly divided: of threads that began together and that " +
                                 threadText(snapshot, division.waiter) + " waits for, " +
                                 verdict(snapshot, division.slowest, division.slowestNs / division.meanNs,
                                         static_cast<double>(division.workers)) +
                                 ", long after the others have ended.",
                             {}, {division.waiter}));
}

} // namespace

void findImbalance(const Snapshot& snapshot, Range range, Findings& findings)
{
    for (std::size_t i = 0; i < snapshot.objects->size(); ++i) {
        const Object& object = (*snapshot.objects)[i];
        if (object.kind == trace::ObjectKind::Barrier && object.log)
            atBarrier(snapshot, range, static_cast<ObjectIndex>(i), findings);
    }
    const Rounds rounds(snapshot, range);
    for (const Division& division : rounds.inPools())
        inPool(snapshot, range, division, findings);
    for (const Division& division : rounds.inJoins())
        inJoin(snapshot, range, division, findings);
}

} // namespace lanescope::analysis::patterns
