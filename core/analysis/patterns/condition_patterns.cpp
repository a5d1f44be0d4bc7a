// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/patterns/patterns.h"
#include "core/analysis/thresholds.h"
#include "core/analysis/words.h"

#include <algorithm>

namespace lanescope::analysis::patterns {
namespace {

using namespace store;
using namespace thresholds;

constexpr std::size_t kMostWaitsRead = 128;

/// Who waits at one condition, and whether any of them can be woken.
class Party {
public:
    Party(const Snapshot& snapshot, ObjectIndex condition)
        : m_snapshot(snapshot)
        , m_condition(condition)
    {
        for (const WaitNow& wait : snapshot.present->waits) {
            if (wait.object != static_cast<std::uint32_t>(condition))
                continue;
            m_waiting.push_back(wait.thread);
            m_lastNs = std::max(m_lastNs, wait.sinceNs);
        }
    }

    const std::vector<ThreadIndex>& threads() const { return m_waiting; }
    std::int64_t lastNs() const { return m_lastNs; } ///< since when all of them wait

    // Whoever was woken was so by one of those that wait now. Somebody else may wake them any time: who did so once, and who
    // was here and is not.
    bool isStuckAt(std::int64_t timeNs) const
    {
        if (m_waiting.size() < 2 || timeNs - m_lastNs < kLostWakeUpNs || !areAllHere())
            return false;
        std::size_t all = 0;
        for (const ThreadIndex thread : m_waiting) {
            const auto wakeUps = wakeUpsByEachOther(thread);
            if (!wakeUps)
                return false;
            all += *wakeUps;
        }
        return all >= kLostWakeUpWakeUps;
    }

private:
    bool waits(std::uint32_t thread) const
    {
        return std::ranges::find(m_waiting, static_cast<ThreadIndex>(thread)) != m_waiting.end();
    }
    bool areAllHere() const
    {
        const auto& log = m_snapshot.object(m_condition).log;
        if (!log)
            return false;
        const Distribution all = log->waits.distribution(0, m_snapshot.endNs);
        return std::ranges::all_of(all.shares, [this](const ThreadShare& share) { return waits(share.thread); });
    }
    // Of the newest waits that ended; nothing if one of them was ended by anybody else, or by nobody knows whom.
    std::optional<std::size_t> wakeUpsByEachOther(ThreadIndex thread) const
    {
        const auto& intervals = m_snapshot.row(m_snapshot.thread(thread).stateRow).intervals;
        std::size_t count = 0;
        for (std::size_t i = intervals.size(); i > 0 && intervals.size() - i < kMostWaitsRead; --i) {
            const Interval& interval = intervals[i - 1];
            if (interval.state() != State::ConditionWait ||
                interval.subject != static_cast<std::uint32_t>(m_condition) || interval.startNs >= m_lastNs)
                continue;
            if (!waits(interval.peer))
                return std::nullopt;
            ++count;
        }
        return count;
    }

    const Snapshot& m_snapshot;
    const ObjectIndex m_condition;
    std::vector<ThreadIndex> m_waiting;
    std::int64_t m_lastNs = 0;
};

} // namespace

void findInConditions(const Snapshot& snapshot, Range range, Findings& findings)
{
    for (std::size_t i = 0; i < snapshot.objects->size(); ++i) {
        if ((*snapshot.objects)[i].kind != trace::ObjectKind::Condition)
            continue;
        const auto condition = static_cast<ObjectIndex>(i);
        const Party party(snapshot, condition);
        if (!party.isStuckAt(range.toNs))
            continue;
        findings.push_back(found(
            FindingKind::LostWakeUp, range,
            "A lost wake-up at " + objectText(snapshot, condition) + ": all " + countText(party.threads().size()) +
                " threads that ever waited there do so since " + momentText(snapshot, party.lastNs()) +
                ", and nobody else ever woke one. The last wake-up went to a thread that had no use for it. Wake "
                "all of them, or let those who wait for different things wait at different conditions.",
            {condition}, party.threads()));
    }
}

} // namespace lanescope::analysis::patterns
