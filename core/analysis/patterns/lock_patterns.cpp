// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/object_kinds.h"
#include "core/analysis/patterns/patterns.h"
#include "core/analysis/thresholds.h"
#include "core/analysis/words.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace lanescope::analysis::patterns {
namespace {

using namespace store;
using namespace thresholds;

// Of at least `lengthNs`. Stretches without one are not looked at.
std::vector<Occurrence> endedWaits(const OccurrenceView& waits, Range range, std::int64_t lengthNs)
{
    constexpr std::uint64_t kFew = 16;
    const OccurrenceSummary sum = waits.summary(range.fromNs, range.toNs);
    if (sum.count == 0 || sum.longestNs < lengthNs)
        return {};
    std::vector<Occurrence> found;
    if (sum.count <= kFew || range.toNs - range.fromNs <= 1) {
        for (std::size_t i = waits.firstEndingAt(range.fromNs); i < waits.firstEndingAt(range.toNs); ++i) {
            if (waits[i].lengthNs() >= lengthNs)
                found.push_back(waits[i]);
        }
        return found;
    }
    const std::int64_t middleNs = std::midpoint(range.fromNs, range.toNs);
    for (const Range half : {Range{range.fromNs, middleNs}, Range{middleNs, range.toNs}})
        std::ranges::copy(endedWaits(waits, half, lengthNs), std::back_inserter(found));
    return found;
}

class LockSearch {
public:
    LockSearch(const Snapshot& snapshot, Range range, ObjectIndex index)
        : m_snapshot(snapshot)
        , m_object(snapshot.object(index))
        , m_range(range)
        , m_index(index)
        , m_figures(lockRange(snapshot, m_object, range))
        , m_name(objectText(snapshot, index))
    {
    }

    void run(Findings& findings) const
    {
        if (isExclusive(m_object)) {
            if (!convoy(findings))
                serialised(findings);
        }
        if (m_object.kind == trace::ObjectKind::ReadWriteLock)
            writerStarvation(findings);
        if (isSpinning(m_object.kind))
            busyWait(findings);
        herd(findings);
    }

private:
    void add(FindingKind kind, std::string text, Findings& findings, std::vector<ThreadIndex> threads = {}) const
    {
        findings.push_back(found(kind, m_range, std::move(text), {m_index}, std::move(threads)));
    }

    void herd(Findings& findings) const
    {
        if (m_object.log)
            findHerd(m_snapshot, m_range, m_index, wakeUpsIn(m_object.log->waits, m_range),
                     "the thread found nothing to do and waited again. Wake one, not all.", findings);
    }

    void serialised(Findings& findings) const
    {
        const double busyShare = std::max(m_figures.heldShare, m_figures.waitedShare);
        if (busyShare < kSerialisedBusyShare || m_figures.heldShare < kSerialisedHeldShare ||
            m_figures.meanWaiters < kSerialisedWaiters || m_figures.sharedHolds > kSerialisedSharedHolds)
            return;
        add(FindingKind::SerialisedExecution,
            m_name + " lets one thread go on at a time: it was held " + shareText(m_figures.heldShare) +
                " and waited for " + shareText(m_figures.waitedShare) + " of the time, and " +
                numberText(m_figures.meanWaiters) + " threads waited for it on average. Hold it for less, or " +
                (m_object.kind == trace::ObjectKind::Semaphore ? "give it more permits." : "split it."),
            findings);
    }

    bool convoy(Findings& findings) const
    {
        const OccurrenceSummary& holds = m_figures.holds;
        const bool isShort = m_figures.meanWaitNs() >= kConvoyWaitPerHold * m_figures.meanHoldNs();
        const bool isHandedOver =
            static_cast<double>(holds.marked) >= kConvoyHandedOver * static_cast<double>(holds.count);
        if (holds.longestRun < kConvoyChain || !isShort || !isHandedOver || m_figures.heldShare > kConvoyHeldShare ||
            m_figures.waitedShare < kConvoyWaitedShare)
            return false;
        add(FindingKind::LockConvoy,
            "A convoy at " + m_name + ": " + countText(holds.longestRun) +
                " times in a row it went straight to a waiting thread. It is held for " +
                durationText(m_figures.meanHoldNs()) + " and waited for " + durationText(m_figures.meanWaitNs()) +
                " on average, yet it is free " + shareText(1 - m_figures.heldShare) +
                " of the time, while the next one " +
                (isSpinning(m_object.kind) ? "has no CPU to see it." : "wakes up."),
            findings);
        return true;
    }

    std::int64_t longestEndedWaitToWrite() const
    {
        std::int64_t longestNs = 0;
        for (const Occurrence& wait : endedWaits(m_object.log->waits, m_range, kStarvationWaitNs)) {
            if (!isReader(static_cast<ThreadIndex>(wait.threadBits), wait.endNs))
                longestNs = std::max(longestNs, wait.lengthNs());
        }
        return longestNs;
    }

    // A wait does not say what for: the hold that came of it does, or else the thread's last one before.
    bool isReader(ThreadIndex thread, std::int64_t atNs) const
    {
        constexpr std::size_t kMostLookedAt = 1 << 16;
        const OccurrenceView& holds = m_object.log->holds;
        const auto isIts = [thread](const Occurrence& hold) {
            return hold.threadBits == static_cast<std::uint64_t>(thread);
        };
        const std::size_t here = holds.firstEndingAt(atNs);
        for (std::size_t i = here; i < std::min(holds.size(), here + kMostLookedAt); ++i) {
            if (isIts(holds[i]))
                return holds[i].shared != 0;
        }
        for (const HoldNow& hold : m_snapshot.present->holds) {
            if (hold.thread == thread && hold.object == m_index)
                return hold.shared;
        }
        for (std::size_t i = here; i > here - std::min(here, kMostLookedAt); --i) {
            if (isIts(holds[i - 1]))
                return holds[i - 1].shared != 0;
        }
        return false;
    }

    void writerStarvation(Findings& findings) const
    {
        if (m_figures.heldShare < kStarvationHeldShare || m_figures.sharedHolds < kStarvationSharedHolds)
            return;
        std::int64_t longestNs = longestEndedWaitToWrite();
        std::vector<ThreadIndex> writers;
        for (const WaitNow& wait : m_snapshot.present->waits) {
            if (wait.object != static_cast<std::uint32_t>(m_index) || m_range.toNs - wait.sinceNs < kStarvationWaitNs ||
                isReader(wait.thread, wait.sinceNs))
                continue;
            longestNs = std::max(longestNs, m_range.toNs - wait.sinceNs);
            writers.push_back(wait.thread);
        }
        const std::uint64_t reads = m_figures.holds.count;
        if (longestNs < kStarvationWaitNs || reads < kStarvationReads)
            return;
        add(FindingKind::WriterStarvation,
            "Readers starve a writer of " + m_name + ": it waited " + durationText(static_cast<double>(longestNs)) +
                " while readers had the lock " + shareText(m_figures.heldShare) + " of the time and took it " +
                countText(reads) + " times.",
            findings, std::move(writers));
    }

    void busyWait(Findings& findings) const
    {
        const double cpus = m_figures.meanWaiters;
        if (cpus < kBusyWaitCpus)
            return;
        add(FindingKind::BusyWait,
            "Threads spin for " + m_name + ": " + numberText(cpus) +
                " of them on average turned round and round whenever they had a CPU, for " +
                durationText(m_figures.meanWaitNs()) + " each time. A lock that sleeps would leave the CPU to others.",
            findings);
    }

    const Snapshot& m_snapshot;
    const Object& m_object;
    const Range m_range;
    const ObjectIndex m_index;
    const LockRange m_figures;
    const std::string m_name;
};

} // namespace

void findInLocks(const Snapshot& snapshot, Range range, Findings& findings)
{
    for (std::size_t i = 0; i < snapshot.objects->size(); ++i) {
        const Object& object = (*snapshot.objects)[i];
        if (object.lock)
            LockSearch(snapshot, range, static_cast<ObjectIndex>(i)).run(findings);
    }
}

} // namespace lanescope::analysis::patterns
