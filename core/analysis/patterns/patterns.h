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
/// Whether the process of such a finding stands still yet.
bool isStillStopped(const store::Snapshot& snapshot, const Finding& stopped);

/// A wait that ended was a wake-up, and one that began again right behind it tells that it was futile. So of those that end in
/// a range only what both begins and ends there tells of wake-ups in it.
struct WakeUps {
    std::uint64_t all = 0;
    std::uint64_t followed = 0; ///< from their own beginning on
    std::uint64_t futile = 0;   ///< of `followed`
};
/// O(log n), and for each that reaches across the beginning of the range log² n.
WakeUps wakeUpsIn(const store::OccurrenceView& waits, Range range);
/// A thundering herd, if most of the wake-ups at an object were futile. `why` ends the sentence.
void findHerd(const store::Snapshot& snapshot, Range range, store::ObjectIndex object, const WakeUps& wakeUps,
              const std::string& why, Findings& findings);

/// What every finding of these has in common.
Finding found(FindingKind kind, Range range, std::string text, std::vector<store::ObjectIndex> objects,
              std::vector<store::ThreadIndex> threads = {});

/// True if it is known when threads were on a CPU.
bool knowsRunning(const store::Snapshot& snapshot);

} // namespace lanescope::analysis::patterns
