// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace lanescope::session {

/// Amounts within [fromNs, toNs) of a run: what the charts draw and what their tables say, so that both
/// agree. All are sums: of two neighbouring stretches they add up. Threads: any.

/// Time of all threads of the run together in each thread state, ns. O(threads · log n)
std::array<double, store::kThreadStateCount> stateTimes(const store::Snapshot& snapshot, std::int64_t fromNs,
                                                        std::int64_t toNs);

/// Adds the time that threads waited for each object in state LockWait, ns, to waitNs[ObjectIndex]; for nothing in
/// particular, to the last element. `waitNs` has one more element than there are objects.
/// O(threads · log n + waits in the stretch)
void addLockWaits(const store::Snapshot& snapshot, std::int64_t fromNs, std::int64_t toNs, std::span<double> waitNs);

/// Something that happens again and again and can be counted.
struct RateSource {
    enum class Kind { RequestsFinished, QueuePuts, QueueGets, LockAcquisitions };
    Kind kind = Kind::RequestsFinished;
    store::ObjectIndex object{}; ///< not for requests
    bool operator==(const RateSource&) const = default;
};

/// All that a run has, in a fixed order: requests, then queues, then locks.
std::vector<RateSource> rateSources(const store::Snapshot& snapshot);
/// "requests finished", "puts: parse queue", "acquisitions: frontier".
std::string rateName(const store::Snapshot& snapshot, const RateSource& source);
/// How often it happened. Queues: O(log n); others O(log n + intervals in the stretch). A hold that is split
/// because a waiter came counts once; shared holds that overlap count as one.
double countOf(const store::Snapshot& snapshot, const RateSource& source, std::int64_t fromNs, std::int64_t toNs);

/// Cuts a stretch into buckets of a power of two nanoseconds, counted from the start of the run, so that the
/// same bucket has the same edges whatever is looked at.
struct BucketGrid {
    std::int64_t originNs = 0;
    std::int64_t widthNs = 1;
    std::int64_t first = 0; ///< number of the first bucket
    std::int64_t count = 0;

    std::int64_t startNs(std::int64_t number) const { return originNs + number * widthNs; }
};
/// At most `most` buckets (and one more where the edges do not meet) that cover [fromNs, toNs).
BucketGrid bucketGrid(const store::Snapshot& snapshot, std::int64_t fromNs, std::int64_t toNs, int most);

/// Whether an object is of a kind that is held by somebody.
bool isLock(const store::Snapshot& snapshot, const store::Object& object);
bool isQueue(const store::Snapshot& snapshot, const store::Object& object);

} // namespace lanescope::session
