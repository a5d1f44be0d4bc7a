// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::analysis {

/// [fromNs, toNs), CLOCK_MONOTONIC.
struct Range {
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;

    double lengthNs() const { return static_cast<double>(toNs - fromNs); }
};

/// What happened to a lock, a semaphore, a condition in a range. Shares are of the range, 0 to 1; occurrences count
/// where they ended. Everything from indices, but for sharedHolds: O(log n).
struct LockRange {
    double heldShare = 0;      ///< somebody had it
    double contendedShare = 0; ///< somebody had it while others waited
    double sharedHolds = 0;    ///< which share of the time of all holds is that of readers; of the newest ones
    double meanWaiters = 0;    ///< everybody who waited, also whoever was let go and had not gone on yet
    double waitedShare = 0;    ///< at least one waited
    store::OccurrenceSummary holds;
    store::OccurrenceSummary waits;

    double meanHoldNs() const;
    double meanWaitNs() const;
};
/// Over the whole run, of all attempts to take it: which share had to wait. With those that wait now; nothing where nobody
/// tried.
std::optional<double> contendedShare(const store::Object& lock);
LockRange lockRange(const store::Snapshot& snapshot, const store::Object& object, Range range);

/// What happened to a queue, or to the tasks of a pool, in a range. O(log n).
struct QueueRange {
    double putsPerS = 0; ///< of the time in which its process could go on
    double getsPerS = 0;
    double meanDepth = 0; ///< over time
    double minDepth = 0;
    double maxDepth = 0;
    double firstDepth = 0;
    double lastDepth = 0;
    double fullShare = 0;
    double emptyShare = 0;
    double blockedPutters = 0; ///< on average
    double blockedGetters = 0;
    store::OccurrenceSummary stays;
    store::OccurrenceSummary putWaits;
    store::OccurrenceSummary getWaits;
    /// |L − λ·W| / L with λ and W of the items that left in the range (J. D. C. Little, Operations Research 9 (1961));
    /// nothing when too few left to say, and where items overtake one another: what is overtaken does not leave.
    std::optional<double> littlesLawError;
};
QueueRange queueRange(const store::Snapshot& snapshot, const store::Object& object, Range range);
inline constexpr std::uint64_t kFewestStaysForLittle = 20;

/// Whether a thread of the run, not one of Lanescope's own, was there in a range.
bool isInRange(const store::Thread& thread, Range range);
/// Time of all threads of the run, without Lanescope's own, by state. O(threads · log n)
store::IntervalSummary threadTimes(const store::Snapshot& snapshot, Range range);

} // namespace lanescope::analysis
