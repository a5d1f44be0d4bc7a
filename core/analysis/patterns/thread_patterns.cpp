// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/allowed_cpus.h"
#include "core/analysis/patterns/patterns.h"
#include "core/analysis/thresholds.h"
#include "core/analysis/words.h"

#include <algorithm>
#include <numeric>

namespace lanescope::analysis::patterns {
namespace {

using namespace store;
using namespace thresholds;

/// How many CPUs the threads of a run would keep busy if each got one whenever it wants one: what they ran by the time
/// in which they were not kept waiting for a CPU. Unlike the time in which they were ready, it does not grow when others
/// on the machine take the CPUs. Who has ended would have ended earlier with a CPU of its own, and not have run for longer.
struct Demand {
    double cpus = 0;
    double runningNs = 0;
    double readyNs = 0;

    void add(const IntervalSummary& times, Range range, bool hasEnded)
    {
        const auto running = static_cast<double>(times.of(State::Running));
        const auto ready = static_cast<double>(times.of(State::Ready));
        const auto known = static_cast<double>(std::accumulate(times.ns.begin(), times.ns.end(), std::int64_t{0}));
        if (running > 0)
            cpus += running / range.lengthNs() * (hasEnded ? 1 : known / (known - ready));
        runningNs += running;
        readyNs += ready;
    }
};

// Of those threads of the run for which isCounted(ThreadIndex).
template <class IsCounted>
Demand demandOf(const Snapshot& snapshot, Range range, IsCounted&& isCounted)
{
    Demand demand;
    for (std::size_t i = 0; i < snapshot.threads->size(); ++i) {
        const Thread& thread = (*snapshot.threads)[i];
        if (isInRange(thread, range) && isCounted(static_cast<ThreadIndex>(i)))
            demand.add(snapshot.row(thread.stateRow).summarise(range.fromNs, range.toNs), range,
                       thread.endNs && *thread.endNs < range.toNs);
    }
    return demand;
}

// "30 % as long as", "2.5 times as long as".
std::string asLongAs(double ratio)
{
    return (ratio < 1.95 ? shareText(ratio) : numberText(ratio) + " times") + " as long as";
}

bool isOversubscribed(const Demand& demand, std::size_t cpus)
{
    return demand.readyNs >= kOversubscribedReadyPerRunning * demand.runningNs &&
           demand.cpus >= kOversubscribedThreadsPerCpu * static_cast<double>(cpus);
}

// "there are 2", "may use 1 of 2".
std::string roomText(std::size_t cpus, std::size_t ofMachine)
{
    return cpus >= ofMachine ? "there are " + countText(cpus)
                             : "may use " + countText(cpus) + " of " + countText(ofMachine);
}

/// A set of CPUs and what those threads demand of it that may run on no other one.
struct Crowd {
    Demand demand;
    std::size_t cpus = 0; ///< 0: none

    double perCpu() const { return cpus > 0 ? demand.cpus / static_cast<double>(cpus) : 0; }
};

// Threads may be bound to fewer CPUs than there are, some here and some there.
Crowd worstCrowd(const AllowedCpus& allowed, const Snapshot& snapshot, Range range)
{
    Crowd worst;
    for (const CpuSet& set : allowed.sets()) {
        const auto isBound = [&](ThreadIndex thread) { return std::ranges::includes(set, allowed.of(thread)); };
        const Crowd crowd{demandOf(snapshot, range, isBound), set.size()};
        if (isOversubscribed(crowd.demand, set.size()) && crowd.perCpu() > worst.perCpu())
            worst = crowd;
    }
    return worst;
}

void oversubscription(const Snapshot& snapshot, Range range, Findings& findings)
{
    const Crowd crowd = worstCrowd(AllowedCpus(snapshot, range), snapshot, range);
    if (crowd.cpus == 0)
        return;
    findings.push_back(found(FindingKind::Oversubscription, range,
                             "More threads want to run than there are CPUs: they would keep " +
                                 numberText(crowd.demand.cpus) + " busy and " +
                                 roomText(crowd.cpus, machineCpus(snapshot)) + ". They were ready without a CPU " +
                                 asLongAs(crowd.demand.readyNs / crowd.demand.runningNs) +
                                 " they ran. More threads make nothing faster here.",
                             {}));
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
                             "A livelock: threads would keep " + numberText(cpus) +
                                 " CPUs busy and nothing gets done: “progress” went from " +
                                 countText(static_cast<std::uint64_t>(std::max(progress->first, 0.0))) + " to " +
                                 countText(static_cast<std::uint64_t>(std::max(progress->last, 0.0))) + " in " +
                                 durationText(range.lengthNs()) + ". Let one insist, or wait for a random time.",
                             {index}));
}

/// How late a loop came to what was due, without what the machine made of it: the time for which a thread of its process
/// was ready to run and got no CPU meanwhile does not count.
class LoopLag {
public:
    LoopLag(const Snapshot& snapshot, ObjectIndex counter)
        : m_snapshot(snapshot)
        , m_samples(snapshot.row(*snapshot.object(counter).row).samples)
        , m_process(snapshot.object(counter).process)
    {
    }

    struct Worst {
        double ms = 0;
        double withinMs = 0; ///< of it so much after a moment
    };
    /// Of the samples of [fromNs, toNs); what they tell of the time before `sinceNs` is no evidence for later.
    Worst worst(std::int64_t fromNs, std::int64_t toNs, std::int64_t sinceNs) const
    {
        const auto first = [&](std::int64_t timeNs) {
            return m_samples.partitionPoint([timeNs](const Sample& sample) { return sample.timeNs < timeNs; });
        };
        constexpr std::size_t kMostLookedAt = 64;
        Worst worst;
        std::size_t looked = 0;
        const std::size_t begin = first(fromNs);
        for (std::size_t i = first(toNs); i > begin && looked < kMostLookedAt; --i) {
            const Sample& sample = m_samples[i - 1];
            if (sample.value <= std::max(kLoopLagMs, worst.ms))
                continue;
            ++looked;
            const std::int64_t beforeNs = i >= 2 ? m_samples[i - 2].timeNs : sample.timeNs;
            const double lateMs = sample.value - starvedMs(sample, beforeNs);
            worst.ms = std::max(worst.ms, lateMs);
            worst.withinMs =
                std::max(worst.withinMs, std::min(lateMs, static_cast<double>(sample.timeNs - sinceNs) / 1e6));
        }
        return worst;
    }

private:
    // A sample is the worst since the one before: the loop was late at some moment in between.
    double starvedMs(const Sample& sample, std::int64_t beforeNs) const
    {
        constexpr std::int64_t kLongestBetweenNs = 500'000'000;
        const std::int64_t firstNs = std::max(beforeNs, sample.timeNs - kLongestBetweenNs);
        const Range late{firstNs - static_cast<std::int64_t>(sample.value * 1e6), sample.timeNs};
        std::int64_t most = 0;
        for (const Thread& thread : *m_snapshot.threads) {
            if (thread.process == m_process && isInRange(thread, late))
                most =
                    std::max(most, m_snapshot.row(thread.stateRow).summarise(late.fromNs, late.toNs).of(State::Ready));
        }
        return static_cast<double>(most) / 1e6;
    }

    const Snapshot& m_snapshot;
    const SeriesView<Sample, SampleSummary>& m_samples;
    const ProcessIndex m_process;
};

// A little late once may be chance; late in both halves of the range, or by much, is the loop.
void loopLag(const Snapshot& snapshot, Range range, ObjectIndex index, Findings& findings)
{
    const LoopLag lag(snapshot, index);
    const std::int64_t middleNs = range.fromNs + (range.toNs - range.fromNs) / 2;
    const LoopLag::Worst before = lag.worst(range.fromNs, middleNs, range.fromNs);
    const LoopLag::Worst after = lag.worst(middleNs, range.toNs, range.fromNs);
    const bool isTwice = before.withinMs > kLoopLagMs && after.withinMs > kLoopLagMs;
    if (!isTwice && std::max(before.withinMs, after.withinMs) <= kLoopLagOnceMs)
        return;
    findings.push_back(found(FindingKind::EventLoopLag, range,
                             "The event loop came up to " + durationText(std::max(before.ms, after.ms) * 1e6) +
                                 " late to what was due: something long runs in it. Give that to another thread.",
                             {index}));
}

} // namespace

void findInThreads(const Snapshot& snapshot, Range range, Findings& findings)
{
    const bool isKnown = knowsRunning(snapshot);
    const double cpus = isKnown ? demandOf(snapshot, range, [](ThreadIndex) { return true; }).cpus : 0;
    if (isKnown)
        oversubscription(snapshot, range, findings);
    for (std::size_t i = 0; i < snapshot.objects->size(); ++i) {
        const Object& object = (*snapshot.objects)[i];
        const auto index = static_cast<ObjectIndex>(i);
        const bool isCounter = object.row && snapshot.row(*object.row).kind == RowKind::Counter;
        if (isCounter && object.name == "progress")
            livelock(snapshot, range, index, cpus, findings);
        if (isCounter && object.name.ends_with("loop lag ms"))
            loopLag(snapshot, range, index, findings);
    }
}

} // namespace lanescope::analysis::patterns
