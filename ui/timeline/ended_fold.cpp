// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/ended_fold.h"

#include "ui/timeline/number_order.h"

#include <algorithm>

namespace lanescope::timeline {

EndedFold::EndedFold(const store::Snapshot& snapshot, const Sight& sight)
    : m_snapshot(snapshot)
    , m_sight(sight)
    , m_same{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}
{
}

bool EndedFold::isFolded(const store::Thread& thread)
{
    const auto& process = m_snapshot.process(thread.process); // it may have been killed, and nobody told of its threads
    if ((!thread.endNs && !process.endNs) || isPicked(thread))
        return false;
    return endedBefore(std::min(thread.endNs.value_or(std::numeric_limits<std::int64_t>::max()),
                                process.endNs.value_or(std::numeric_limits<std::int64_t>::max())));
}

bool EndedFold::isFolded(const store::Process& process)
{
    return process.endNs && endedBefore(*process.endNs);
}

void EndedFold::sinkThreads(std::vector<std::uint32_t>& threads) const
{
    if (!m_sight.livingFirst)
        return;
    const auto& all = *m_snapshot.threads;
    const auto ended =
        std::stable_partition(threads.begin(), threads.end(), [&](std::uint32_t i) { return !all[i].endNs; });
    std::vector<std::uint32_t> sunk(ended, threads.end());
    newestKindFirst(sunk, [&](std::uint32_t i) { return std::string_view(all[i].name); });
    std::ranges::copy(sunk, ended);
}

void EndedFold::sinkProcesses(std::vector<std::uint32_t>& processes) const
{
    if (!m_sight.livingFirst)
        return;
    const auto ended = std::stable_partition(processes.begin(), processes.end(),
                                             [this](std::uint32_t i) { return !(*m_snapshot.processes)[i].endNs; });
    std::reverse(ended, processes.end());
}

bool EndedFold::endedBefore(std::int64_t endNs)
{
    const bool isBefore = endNs <= m_sight.fromNs;
    if (isBefore)
        m_same.fromNs = std::max(m_same.fromNs, endNs);
    else
        m_same.toNs = std::min(m_same.toNs, endNs);
    return isBefore;
}

bool EndedFold::isPicked(const store::Thread& thread) const
{
    if (!m_sight.picked)
        return false;
    return thread.stateRow == *m_sight.picked ||
           std::ranges::find(thread.taskRows, *m_sight.picked) != thread.taskRows.end();
}

} // namespace lanescope::timeline
