// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/range_figures.h"

namespace lanescope::analysis {

/// How a run used the machine in a range: its own threads, not those of Lanescope or of others.
struct Utilisation {
    struct Cpu {
        std::uint16_t number = 0;
        double busyShare = 0; ///< of the range, by threads of the run's processes
    };

    store::IntervalSummary threadTimes; ///< of all threads together, by state
    double parallelism = 0;             ///< threads on a CPU at once, on average: the degree of parallelism
    double wanted = 0;                  ///< on a CPU or ready for one: what it would be, were there CPUs enough
    std::vector<Cpu> cpus;              ///< by number; empty where the kernel does not tell who was on which
    /// How often a thread went on on another CPU, per second; of the newest kMostSwitches switches if there were more, save
    /// of the whole run.
    std::optional<double> migrationsPerS;
    std::uint64_t switchesLost = 0;
    bool isSampled = false; ///< from /proc

    /// Times on CPUs and migrations are.
    bool isApproximate() const { return switchesLost > 0 || isSampled; }
};
/// Pure. O((threads + CPUs) · log n + min(switches in the range, kMostSwitches))
Utilisation utilisation(const store::Snapshot& snapshot, Range range);
inline constexpr std::size_t kMostSwitches = 50'000;

} // namespace lanescope::analysis
