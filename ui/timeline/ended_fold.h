// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/row_list.h"

#include <set>

namespace lanescope::timeline {

/// Decides what has nothing to show any more: threads and processes that ended before what is seen begins, unless
/// they are picked; and which of the others are too many. Remembers between which beginnings that stays so. Threads: GUI. The snapshot must outlive it.
class EndedFold {
public:
    static constexpr std::size_t kMostEnded = 32; ///< rounds of a few threads, one below the other

    EndedFold(const store::Snapshot& snapshot, const Sight& sight);

    bool isFolded(const store::Thread& thread);
    bool isFolded(const store::Process& process);
    /// While the run is followed: of those threads of a process that have ended, all but the newest kMostEnded, however
    /// much of them is seen. By index.
    std::set<std::uint32_t> surplusOf(const std::vector<std::uint32_t>& threads) const;
    /// While the run is followed: of those that are not folded and stand in their order, the living first, then who has
    /// ended, the newest first. By index.
    void sinkThreads(std::vector<std::uint32_t>& threads) const;
    void sinkProcesses(std::vector<std::uint32_t>& processes) const;
    /// Wherever in it the visible range begins, the answers so far are the same.
    TimeRange same() const { return m_same; }

private:
    bool endedBefore(std::int64_t endNs);
    bool isPicked(const store::Thread& thread) const;
    /// It may have been killed, and nobody told of its threads.
    std::optional<std::int64_t> endOf(const store::Thread& thread) const;

    const store::Snapshot& m_snapshot;
    Sight m_sight;
    TimeRange m_same;
};

} // namespace lanescope::timeline
