// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/object_kinds.h"
#include "core/analysis/patterns/patterns.h"
#include "core/analysis/thresholds.h"
#include "core/analysis/words.h"

namespace lanescope::analysis::patterns {
namespace {

using namespace store;
using namespace thresholds;

constexpr std::size_t kMostHoldsRead = 256;
constexpr std::size_t kMostStallsRead = 16; // each asks all threads

/// What owners did in the holds that others waited for.
struct OwnerTimes {
    std::int64_t contendedNs = 0;
    std::int64_t readyNs = 0; ///< it wanted to run and did not
    std::int64_t idleNs = 0;  ///< it slept or waited for I/O
    ThreadIndex worstReady{kNone};
    std::int64_t worstReadyNs = 0;
    ThreadIndex worstIdle{kNone};
    std::int64_t worstIdleNs = 0;

    /// The owner stood still with the lock, ready to run.
    struct Stall {
        ThreadIndex owner;
        Range range;
        std::int64_t readyNs;
    };
    std::vector<Stall> stalls; ///< the last ones

    double share(std::int64_t ns) const { return static_cast<double>(ns) / static_cast<double>(contendedNs); }

    /// A hold in which others waited, for so long.
    struct Hold {
        std::int64_t contendedNs = 0;
        bool isWhole = false; ///< the range does not cut it
    };
    std::vector<Hold> holds;

    // One that is cut tells little, unless none of the whole ones is as long.
    double meanHoldNs() const
    {
        std::int64_t longestNs = 0;
        for (const Hold& hold : holds)
            longestNs = hold.isWhole ? std::max(longestNs, hold.contendedNs) : longestNs;
        std::int64_t totalNs = 0;
        std::int64_t count = 0;
        for (const Hold& hold : holds) {
            const bool counts = hold.isWhole || hold.contendedNs > longestNs;
            totalNs += counts ? hold.contendedNs : 0;
            count += counts ? 1 : 0;
        }
        return count > 0 ? static_cast<double>(totalNs) / static_cast<double>(count) : 0;
    }
};

class Owners {
public:
    Owners(const Snapshot& snapshot, const Object& object, Range range)
        : m_snapshot(snapshot)
        , m_waits(object.log ? object.log->waits : OccurrenceView())
        , m_range(range)
    {
        const Row& row = snapshot.row(*object.row);
        const std::size_t last = row.firstStartingAt(range.toNs);
        const std::size_t first = row.firstEndingAfter(range.fromNs);
        for (std::size_t i = std::max(first, last > kMostHoldsRead ? last - kMostHoldsRead : 0); i < last; ++i) {
            const Interval& interval = row.intervals[i];
            add(interval.state(), interval.subject, interval.startNs, interval.endNs());
        }
        if (row.open)
            add(row.open->state, row.open->subject, row.open->startNs, row.knownUntilNs);
    }

    const OwnerTimes& times() const { return m_times; }

private:
    /// Pieces of one owner without a gap.
    struct Followed {
        std::uint32_t owner = kNone;
        std::int64_t startNs = 0;
        std::int64_t endNs = 0;
        bool isCounted = false;
    };

    void add(State state, std::uint32_t owner, std::int64_t startNs, std::int64_t endNs)
    {
        if (owner != m_hold.owner || startNs != m_hold.endNs)
            m_hold = {owner, startNs};
        m_hold.endNs = endNs;
        const Range piece{std::max(startNs, m_range.fromNs), std::min(endNs, m_range.toNs)};
        if (state != State::HeldContended || owner >= m_snapshot.threads->size() || piece.toNs <= piece.fromNs)
            return;
        addTimes(static_cast<ThreadIndex>(owner), piece.fromNs, piece.toNs);
        if (!m_hold.isCounted && endNs <= handedOverNs(startNs, endNs))
            return;
        if (!m_hold.isCounted)
            m_times.holds.push_back({0, true});
        m_hold.isCounted = true;
        OwnerTimes::Hold& hold = m_times.holds.back();
        hold.contendedNs += piece.toNs - piece.fromNs;
        hold.isWhole = hold.isWhole && startNs >= m_range.fromNs && endNs < m_range.toNs;
    }
    // Whoever gets the lock waits until it says that it has it: a hold in which nobody else does is in nobody's way.
    std::int64_t handedOverNs(std::int64_t startNs, std::int64_t endNs) const
    {
        constexpr std::size_t kMostLookedAt = 64; // it says so within microseconds
        const std::size_t first = m_waits.firstEndingAt(startNs);
        const std::size_t last = std::min(m_waits.size(), first + kMostLookedAt);
        for (std::size_t i = first; i < last && m_waits[i].endNs <= endNs; ++i) {
            if (m_waits[i].threadBits == m_hold.owner && m_waits[i].startNs() <= m_hold.startNs)
                return m_waits[i].endNs;
        }
        return startNs;
    }
    void addTimes(ThreadIndex thread, std::int64_t startNs, std::int64_t endNs)
    {
        const IntervalSummary did = m_snapshot.row(m_snapshot.thread(thread).stateRow).summarise(startNs, endNs);
        const std::int64_t idleNs = did.of(State::Sleep) + did.of(State::Io);
        m_times.contendedNs += endNs - startNs;
        m_times.readyNs += did.of(State::Ready);
        m_times.idleNs += idleNs;
        if (did.of(State::Ready) >= kInversionHoldNs)
            m_times.stalls.push_back({thread, {startNs, endNs}, did.of(State::Ready)});
        if (did.of(State::Ready) > m_times.worstReadyNs) {
            m_times.worstReadyNs = did.of(State::Ready);
            m_times.worstReady = thread;
        }
        if (idleNs > m_times.worstIdleNs) {
            m_times.worstIdleNs = idleNs;
            m_times.worstIdle = thread;
        }
    }

    const Snapshot& m_snapshot;
    const OccurrenceView m_waits;
    const Range m_range;
    OwnerTimes m_times;
    Followed m_hold;
};

// What a CPU was given to within a range: to one thread, and to others of the run.
struct CpuUse {
    std::int64_t ownNs = 0;
    std::int64_t othersNs = 0;
};
CpuUse useOf(const Snapshot& snapshot, const Row& cpu, ThreadIndex owner, Range range)
{
    constexpr std::size_t kMostLookedAt = 1024;
    CpuUse use;
    const auto add = [&](std::uint32_t subject, std::int64_t startNs, std::int64_t endNs) {
        const std::int64_t ns = std::min(endNs, range.toNs) - std::max(startNs, range.fromNs);
        if (ns > 0 && subject == static_cast<std::uint32_t>(owner))
            use.ownNs += ns;
        else if (ns > 0 && subject < snapshot.threads->size() && !(*snapshot.threads)[subject].isOurOwn)
            use.othersNs += ns;
    };
    const std::size_t last = cpu.firstStartingAt(range.toNs);
    const std::size_t first = std::max(cpu.firstEndingAfter(range.fromNs), last - std::min(last, kMostLookedAt));
    for (std::size_t i = first; i < last; ++i)
        add(cpu.intervals[i].subject, cpu.intervals[i].startNs, cpu.intervals[i].endNs());
    if (cpu.open)
        add(cpu.open->subject, cpu.open->startNs, cpu.knownUntilNs);
    return use;
}

// On the CPU on which the owner ran, before it lost it or when it had it again; in another one's way is nobody who runs
// elsewhere.
std::int64_t othersRanNs(const Snapshot& snapshot, const OwnerTimes::Stall& stall)
{
    if (snapshot.cpus->empty()) { // the kernel's layer does not tell where threads run
        const Row& own = snapshot.row(snapshot.thread(stall.owner).stateRow);
        return threadTimes(snapshot, stall.range).of(State::Running) -
               own.summarise(stall.range.fromNs, stall.range.toNs).of(State::Running);
    }
    CpuUse where;
    for (const Cpu& cpu : *snapshot.cpus) {
        const CpuUse use = useOf(snapshot, snapshot.row(cpu.row), stall.owner, stall.range);
        const bool isLatest = where.ownNs == 0 && use.ownNs == 0 && cpu.number == snapshot.thread(stall.owner).lastCpu;
        if (use.ownNs > where.ownNs || isLatest)
            where = use;
    }
    return where.othersNs;
}

// While owners stood still other threads of the run had their CPU, and not just other programs.
bool othersRan(const Snapshot& snapshot, const OwnerTimes& times)
{
    const std::size_t size = times.stalls.size();
    std::int64_t ranNs = 0;
    std::int64_t readyNs = 0;
    for (std::size_t i = size > kMostStallsRead ? size - kMostStallsRead : 0; i < size; ++i) {
        readyNs += times.stalls[i].readyNs;
        ranNs += othersRanNs(snapshot, times.stalls[i]);
    }
    return readyNs > 0 && static_cast<double>(ranNs) >= kInversionOthersRan * static_cast<double>(readyNs);
}

void judge(const Snapshot& snapshot, Range range, ObjectIndex object, const OwnerTimes& times, double contendedShare,
           Findings& findings)
{
    if (times.contendedNs == 0)
        return;
    const std::string name = objectText(snapshot, object);
    const bool isOfProcesses = snapshot.object(object).kind == trace::ObjectKind::ProcessLock; // each has its “main”
    if (contendedShare >= kInversionContendedShare && times.share(times.readyNs) >= kInversionReadyShare &&
        times.worstReadyNs >= kInversionHoldNs && othersRan(snapshot, times)) {
        findings.push_back(found(FindingKind::PriorityInversion, range,
                                 "A priority inversion, perhaps: while others waited for " + name + ", its owner was " +
                                     "ready to run but did not get a CPU for " + shareText(times.share(times.readyNs)) +
                                     " of the time; " + threadText(snapshot, times.worstReady, isOfProcesses) +
                                     " stood still with it for " +
                                     durationText(static_cast<double>(times.worstReadyNs)) + ".",
                                 {object}, {times.worstReady}));
    }
    const double idleShare = times.share(times.idleNs);
    if (idleShare * contendedShare >= kLongHoldWindowShare && idleShare >= kLongHoldIdleShare &&
        times.meanHoldNs() >= static_cast<double>(kLongHoldNs)) {
        findings.push_back(found(FindingKind::LongHold, range,
                                 threadText(snapshot, times.worstIdle, isOfProcesses) +
                                     " slept or waited for I/O with " + name +
                                     " held while others waited for it: " + shareText(idleShare) + " of that time, " +
                                     durationText(times.meanHoldNs()) + " on average. Let go of it before.",
                                 {object}, {times.worstIdle}));
    }
}

} // namespace

void findInOwners(const Snapshot& snapshot, Range range, Findings& findings)
{
    if (!knowsRunning(snapshot))
        return;
    for (std::size_t i = 0; i < snapshot.objects->size(); ++i) {
        const Object& object = (*snapshot.objects)[i];
        if (!isExclusive(object) || !object.row || snapshot.row(*object.row).kind != RowKind::LockOwner)
            continue;
        const Row& row = snapshot.row(*object.row);
        const IntervalSummary sum = row.summarise(range.fromNs, range.toNs);
        const double contended = static_cast<double>(sum.of(State::HeldContended)) / range.lengthNs();
        if (contended >= std::min(kInversionContendedShare, kLongHoldWindowShare))
            judge(snapshot, range, static_cast<ObjectIndex>(i), Owners(snapshot, object, range).times(), contended,
                  findings);
    }
}

} // namespace lanescope::analysis::patterns
