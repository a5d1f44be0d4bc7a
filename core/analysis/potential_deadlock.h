// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::analysis {

/// One side of a deadlock that could be: a thread that acquired one lock while it held another one.
struct PotentialSide {
    store::ObjectIndex held{};
    store::ObjectIndex acquired{};
    store::OrderSite site;
    std::string task; ///< the innermost span in which that was; empty when in none, or when that is gone
};

/// Locks that different threads take in orders that go round. Nothing may ever have hung: it takes all of them at the
/// same moment. Never one whose sides share a lock that each of them held alone, nor one among readers.
struct PotentialDeadlock {
    std::vector<PotentialSide> sides; ///< each acquired what the next one held; the first has the least lock
    std::uint64_t identity = 0;       ///< the same for the same locks
};

/// The cycles of the order of locks over the whole run; of many the first kMostPotentials. Pure. The search is bounded:
/// O(edges) where there is no cycle.
/// (J. Harrow, Runtime checking of multithreaded applications with Visual Threads, SPIN 2000: orders, guards, threads.)
std::vector<PotentialDeadlock> potentialDeadlocks(const store::Snapshot& snapshot);
inline constexpr std::size_t kMostPotentials = 64;

std::string sentence(const store::Snapshot& snapshot, const PotentialDeadlock& potential);
/// The locks alone, in one line: "3 locks: “A” → “B” → “C” → “A”"; of many the first and the last ones.
std::string ringText(const store::Snapshot& snapshot, const PotentialDeadlock& potential);

} // namespace lanescope::analysis
