// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/finding.h"

namespace lanescope::analysis::patterns {

/// Each appends what it finds in the range; pure, from indices. thresholds.h says when something is found.
using Findings = std::vector<Finding>;

/// Serialised execution, convoy, herd, writer starvation, busy wait. O(objects · log n)
void findInLocks(const store::Snapshot& snapshot, Range range, Findings& findings);
/// Lost wake-ups. O(waits that go on · kMostWaitsRead)
void findInConditions(const store::Snapshot& snapshot, Range range, Findings& findings);
/// Priority inversion and long holds: what the owner did while others waited. O(objects · log n), and for those that
/// were contended the newest kMostHoldsRead holds.
void findInOwners(const store::Snapshot& snapshot, Range range, Findings& findings);
/// Bottleneck stage, growing queue, herd at a queue. O(queues · log n + queues²)
void findInQueues(const store::Snapshot& snapshot, Range range, Findings& findings);
/// Oversubscription, livelock, event loop lag. O(threads · log n)
void findInThreads(const store::Snapshot& snapshot, Range range, Findings& findings);
/// Imbalance: of threads that meet at a barrier, of those of a pool whose results somebody waits for, of those that
/// somebody joins. O((threads + rounds · workers) · log n), rounds = the newest kMostRounds of each waiter
void findImbalance(const store::Snapshot& snapshot, Range range, Findings& findings);
/// A domain that fills the slots, a delay that binds. O(recent requests)
void findInCrawl(const store::Snapshot& snapshot, Range range, Findings& findings);

/// Words and locks that share a cache line. O(objects · log n), and for those that do, their newest 4096 holds.
void findInCacheLines(const store::Snapshot& snapshot, Range range, Findings& findings);
/// Processes of the run that stand still because somebody sent SIGSTOP; not those of a run that is paused.
void findStopped(const store::Snapshot& snapshot, Findings& findings);

/// A thundering herd, if most of the waits at an object ended in vain.
void findHerd(const store::Snapshot& snapshot, Range range, store::ObjectIndex object,
              const store::OccurrenceSummary& waits, Findings& findings);

/// What every finding of these has in common.
Finding found(FindingKind kind, Range range, std::string text, std::vector<store::ObjectIndex> objects,
              std::vector<store::ThreadIndex> threads = {});

/// True if it is known when threads were on a CPU.
bool knowsRunning(const store::Snapshot& snapshot);

} // namespace lanescope::analysis::patterns
