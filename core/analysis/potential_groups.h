// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/potential_deadlock.h"

#include <set>

namespace lanescope::analysis {

/// Potential deadlocks that share a step, the same lock taken while the same other one was held: what makes one of them
/// impossible may do so for all.
struct PotentialGroup {
    std::vector<PotentialDeadlock> cycles; ///< in the order in which they were found

    /// The same as long as the group is there, whatever joins it.
    std::uint64_t identity() const { return cycles.front().identity; }
    /// The one of the fewest locks, which is the easiest to understand.
    const PotentialDeadlock& simplest() const;
};

/// Collects what searches of a growing order of locks find. Nothing is taken back: a search is bounded, and the next one may
/// miss what the last one saw. Threads: one at a time.
class PotentialGroups {
public:
    static constexpr std::size_t kMostCycles = 256; ///< more of them tell nobody anything

    /// Those that are not there yet join the first group with which they share a step. O(found · steps of all)
    void add(const std::vector<PotentialDeadlock>& found);
    const std::vector<PotentialGroup>& groups() const { return m_groups; }

private:
    std::vector<PotentialGroup> m_groups;
    std::set<std::uint64_t> m_known; // identities
};

} // namespace lanescope::analysis
