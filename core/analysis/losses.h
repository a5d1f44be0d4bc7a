// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/range_figures.h"

namespace lanescope::analysis {

/// How many records of a range were dropped because a ring was full. Figures of such a range are too small, and whoever
/// shows one puts a mark beside it. When they were lost is known to one reading of the rings, some 10 ms; what may have
/// been lost within the range counts. Pure. Lifetime: as the snapshot.
class Losses {
public:
    explicit Losses(const store::Snapshot& snapshot); ///< O(objects) if anything was dropped at all

    bool any() const { return m_any; }
    /// Of all processes. O(processes · log n)
    std::uint64_t in(Range range) const;
    std::uint64_t of(store::ProcessIndex process, Range range) const;
    /// Of those who may tell of an object: its process; of one that processes share, any of them.
    std::uint64_t of(const store::Object& object, Range range) const;
    std::uint64_t of(const store::Object& object) const; ///< during the whole run
    /// Context switches for which the kernel had no room: times on a CPU and migrations of the range are approximate. What it
    /// tells of within kLateNs of the range may have been lost in it. O(marks) if any was lost at all
    std::uint64_t switchesIn(Range range) const;
    static constexpr std::int64_t kLateNs = 100'000'000;

private:
    const store::Snapshot& m_snapshot;
    const bool m_any;
    std::vector<std::optional<store::RowIndex>> m_counters; // by process
};

} // namespace lanescope::analysis
