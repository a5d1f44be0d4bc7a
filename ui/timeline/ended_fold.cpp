// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/ended_fold.h"

#include "ui/timeline/number_order.h"

#include <algorithm>
#include <iterator>

namespace lanescope::timeline {

EndedFold::EndedFold(const store::Snapshot& snapshot, const Sight& sight)
    : m_snapshot(snapshot)
    , m_sight(sight)
    , m_same{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}
{
}

bool EndedFold::isFolded(const store::Thread& thread)
{
    const auto endNs = endOf(thread);
    return endNs && !isPicked(thread) && endedBefore(*endNs);
}

std::optional<std::int64_t> EndedFold::endOf(const store::Thread& thread) const
{
    const auto& process = m_snapshot.process(thread.process);
    if (!thread.endNs || !process.endNs)
        return thread.endNs ? thread.endNs : process.endNs;
    return std::min(*thread.endNs, *process.endNs);
}

bool EndedFold::isFolded(const store::Process& process)
{
    return process.endNs && endedBefore(*process.endNs);
}

std::set<std::uint32_t> EndedFold::surplusOf(const std::vector<std::uint32_t>& threads) const
{
    if (!m_sight.livingFirst)
        return {};
    const auto& all = *m_snapshot.threads;
    std::vector<std::uint32_t> ended;
    std::ranges::copy_if(threads, std::back_inserter(ended),
                         [&](std::uint32_t i) { return endOf(all[i]) && !isPicked(all[i]); });
    if (ended.size() <= kMostEnded)
        return {};
    const auto last = ended.begin() + kMostEnded;
    std::ranges::nth_element(ended, last, std::greater(),
                             [&](std::uint32_t i) { return std::pair(*endOf(all[i]), i); });
    return {last, ended.end()};
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
