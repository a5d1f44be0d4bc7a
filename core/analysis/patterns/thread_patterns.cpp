// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/patterns/patterns.h"
#include "core/analysis/thresholds.h"
#include "core/analysis/words.h"

#include <algorithm>

namespace lanescope::analysis::patterns {
namespace {

using namespace store;
using namespace thresholds;

void oversubscription(const Snapshot& snapshot, Range range, Findings& findings)
{
    const IntervalSummary times = threadTimes(snapshot, range);
    const auto running = static_cast<double>(times.of(State::Running));
    const auto ready = static_cast<double>(times.of(State::Ready));
    const double wanted = (running + ready) / range.lengthNs();
    const auto cpus = static_cast<double>(std::max<std::size_t>(snapshot.cpus->size(), 1));
    // With fewer who want to run than there are CPUs it is others on the machine who take them.
    if (ready < kOversubscribedReadyPerRunning * running || wanted < kOversubscribedThreadsPerCpu * cpus)
        return;
    findings.push_back(found(FindingKind::Oversubscription, range,
                             "More threads want to run than there are CPUs: " + numberText(wanted) + " on average on " +
                                 countText(static_cast<std::uint64_t>(cpus)) + ". They were ready without a CPU " +
                                 shareText(ready / running) +
                                 " as long as they ran. More threads make nothing faster here.",
                             {}));
}

// Who meets at a barrier begins together; how long each worked is what it did not wait.
void imbalance(const Snapshot& snapshot, Range range, ObjectIndex index, Findings& findings)
{
    const Object& barrier = snapshot.object(index);
    const Distribution waits = barrier.log->waits.distribution(range.fromNs, range.toNs);
    if (waits.shares.size() < 2)
        return;
    double sum = 0;
    double most = 0;
    std::uint32_t slowest = kNone;
    for (const ThreadShare& share : waits.shares) {
        const double worked = std::max(range.lengthNs() - static_cast<double>(share.totalNs), 0.0);
        sum += worked;
        if (worked > most) {
            most = worked;
            slowest = share.thread;
        }
    }
    const double mean = sum / static_cast<double>(waits.shares.size());
    if (most < kImbalanceSlowestPerMean * mean || slowest >= snapshot.threads->size())
        return;
    const auto thread = static_cast<ThreadIndex>(slowest);
    findings.push_back(found(FindingKind::Imbalance, range,
                             "The work is unevenly divided: between two meetings at " + objectText(snapshot, index) +
                                 " " + threadText(snapshot, thread) + " works " + numberText(most / mean) +
                                 " times as long as the mean of " + countText(waits.shares.size()) +
                                 " threads, and the others wait for it.",
                             {index}, {thread}));
}

void livelock(const Snapshot& snapshot, Range range, ObjectIndex index, double cpus, Findings& findings)
{
    const auto progress = snapshot.row(*snapshot.object(index).row).sampled(range.fromNs, range.toNs);
    if (!progress || cpus < kLivelockCpus)
        return;
    const double perS = (progress->last - progress->first) / (range.lengthNs() / 1e9);
    if (perS >= kLivelockProgressPerS)
        return;
    findings.push_back(found(FindingKind::Livelock, range,
                             "A livelock: threads use " + numberText(cpus) +
                                 " CPUs and nothing gets done: “progress” went from " +
                                 countText(static_cast<std::uint64_t>(std::max(progress->first, 0.0))) + " to " +
                                 countText(static_cast<std::uint64_t>(std::max(progress->last, 0.0))) + " in " +
                                 durationText(range.lengthNs()) + ". Let one insist, or wait for a random time.",
                             {index}));
}

void loopLag(const Snapshot& snapshot, Range range, ObjectIndex index, Findings& findings)
{
    const auto lag = snapshot.row(*snapshot.object(index).row).sampled(range.fromNs, range.toNs);
    if (!lag || lag->max <= kLoopLagMs)
        return;
    findings.push_back(found(FindingKind::EventLoopLag, range,
                             "The event loop came up to " + durationText(lag->max * 1e6) +
                                 " late to what was due: something long runs in it. Give that to another thread.",
                             {index}));
}

} // namespace

void findInThreads(const Snapshot& snapshot, Range range, Findings& findings)
{
    const bool isKnown = knowsRunning(snapshot);
    if (isKnown)
        oversubscription(snapshot, range, findings);
    const double cpus = isKnown ? cpusUsed(snapshot, range) : 0;
    for (std::size_t i = 0; i < snapshot.objects->size(); ++i) {
        const Object& object = (*snapshot.objects)[i];
        const auto index = static_cast<ObjectIndex>(i);
        if (object.kind == trace::ObjectKind::Barrier && object.log)
            imbalance(snapshot, range, index, findings);
        const bool isCounter = object.row && snapshot.row(*object.row).kind == RowKind::Counter;
        if (isCounter && object.name == "progress")
            livelock(snapshot, range, index, cpus, findings);
        if (isCounter && object.name.ends_with("loop lag ms"))
            loopLag(snapshot, range, index, findings);
    }
}

} // namespace lanescope::analysis::patterns
