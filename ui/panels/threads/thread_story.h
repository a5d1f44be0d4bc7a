// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/panels/fact_grid.h"
#include "ui/panels/share_bars.h"
#include "ui/panels/state_profile.h"
#include "ui/timeline/time_axis.h"

namespace lanescope::panels {

/// On which CPUs a thread ran in a stretch of the run, and how often it went from one to another.
struct CpuMoves {
    std::size_t stretches = 0; ///< in which it was on a CPU
    std::size_t moves = 0;
    std::vector<std::pair<std::uint16_t, std::int64_t>> times; ///< by CPU number: how long
    bool isWhole = true; ///< false: only the newest part of a long stretch was looked at
};

/// Counted in the rows of the CPUs. Pure. O(what ran on them in the range, at most kMostCpuStretches a CPU) Threads: any.
CpuMoves cpuMoves(const store::Snapshot& snapshot, store::ThreadIndex thread, timeline::TimeRange range);
inline constexpr std::size_t kMostCpuStretches = 20'000;

/// What one thread did over a stretch of the run.
struct ThreadStory {
    QString title;
    std::vector<Fact> facts;
    StateProfile::Shares shares{};
    QString signalWait;           ///< for StateProfile
    std::vector<ShareLine> waits; ///< for what it waited longest; key: ObjectIndex
};

/// Of a range; without one, of the last kThreadLatelyNs. Pure. O(what it did in the range, at most kMostCpuStretches)
ThreadStory threadStory(const store::Snapshot& snapshot, store::ThreadIndex thread,
                        std::optional<timeline::TimeRange> range = std::nullopt);
inline constexpr std::int64_t kThreadLatelyNs = 10'000'000'000;

} // namespace lanescope::panels
