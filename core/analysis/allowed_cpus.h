// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/range_figures.h"

namespace lanescope::analysis {

/// How many CPUs the machine has on which a run was recorded; at least those on which it was seen.
std::size_t machineCpus(const store::Snapshot& snapshot);

/// On which CPUs the threads of a run may run in a range. A thread that was bound anew meanwhile may on those of before and of
/// after; one of which nothing is known on those of its process. Pure. Lifetime: within that of the snapshot.
/// O(threads · log n)
class AllowedCpus {
public:
    AllowedCpus(const store::Snapshot& snapshot, Range range);

    const store::CpuSet& of(store::ThreadIndex thread) const { return m_sets[static_cast<std::size_t>(thread)]; }
    /// Of each thread that is there, every one once; the last has those on which any of them may run, and is never empty.
    const std::vector<store::CpuSet>& sets() const { return m_distinct; }
    std::size_t count() const { return m_distinct.back().size(); }

private:
    store::CpuSet setOf(const store::Thread& thread) const;
    void noteAll(const store::CpuSet& ofMachine);

    const store::Snapshot& m_snapshot;
    const Range m_range;
    std::vector<store::CpuSet> m_sets; // by ThreadIndex; of those that are not there, empty
    std::vector<store::CpuSet> m_distinct;
};

} // namespace lanescope::analysis
