// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/finding.h"

namespace lanescope::analysis::patterns {

/// Each appends what it finds in the range; pure, from indices. thresholds.h says when something is found.
using Findings = std::vector<Finding>;

/// Serialised execution, convoy, herd, writer starvation, busy wait. O(objects · log n)
void findInLocks(const store::Snapshot& snapshot, Range range, Findings& findings);
/// Priority inversion and long holds: what the owner did while others waited. O(objects · log n), and for those that
/// were contended the newest kMostHoldsRead holds.
void findInOwners(const store::Snapshot& snapshot, Range range, Findings& findings);
/// Bottleneck stage, growing queue. O(queues · log n + queues²)
void findInQueues(const store::Snapshot& snapshot, Range range, Findings& findings);
/// Oversubscription, imbalance, livelock, event loop lag. O(threads · log n)
void findInThreads(const store::Snapshot& snapshot, Range range, Findings& findings);
/// A domain that fills the slots, a delay that binds. O(recent requests)
void findInCrawl(const store::Snapshot& snapshot, Range range, Findings& findings);

/// Words and locks that share a cache line. O(objects · log n), and for those that do, their newest 4096 holds.
void findInCacheLines(const store::Snapshot& snapshot, Range range, Findings& findings);

/// What every finding of these has in common.
Finding found(FindingKind kind, Range range, std::string text, std::vector<store::ObjectIndex> objects,
              std::vector<store::ThreadIndex> threads = {});

/// True if it is known when threads were on a CPU.
bool knowsRunning(const store::Snapshot& snapshot);

} // namespace lanescope::analysis::patterns
