// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <array>
#include <cstddef>
#include <unordered_map>
#include <vector>

namespace lanescope::timeline {

/// Time per state, summed over all threads that belong to the run.
struct StateTimes {
    std::array<std::int64_t, store::kThreadStateCount> ns{};

    std::int64_t of(store::State state) const { return ns[static_cast<std::size_t>(state)]; }
    std::int64_t totalNs() const;
    void add(const StateTimes& other);
};

/// How the threads of a run spent their time, in buckets of powers of two of nanoseconds counted from the
/// start of the run. A bucket is computed once, when it is over, so a long run stays cheap; asking for a
/// coarser one adds up finer ones that are known. Threads: GUI.
class Utilisation {
public:
    static constexpr std::size_t kLookupsPerFrame = 3'000; ///< 2–4 ms

    /// A later look at the same run. `lookups`: index queries allowed until the next call, so that one frame
    /// stays short with a thousand threads; what did not fit comes with the next frames.
    void setSnapshot(store::SnapshotPtr snapshot, std::size_t lookups = kLookupsPerFrame);
    void clear();

    /// Bucket `index` of `bucketNs` (a power of two); nullptr if this frame's lookups are used up.
    const StateTimes* bucket(std::int64_t bucketNs, std::int64_t index);
    /// The finest coarser bucket around it that is known; only its shares mean anything here. For frames
    /// in which bucket() refused. nullptr if there is none.
    const StateTimes* coarser(std::int64_t bucketNs, std::int64_t index) const;
    /// True if bucket() had to refuse since setSnapshot().
    bool isIncomplete() const { return m_isIncomplete; }
    /// How many live; when the run is over: how many lived at once, at most.
    std::size_t threads() const { return m_threads; }
    std::size_t lookupsMade() const { return m_lookupsMade; }

    /// All of [fromNs, toNs), not cached. O(threads · log n)
    StateTimes over(std::int64_t fromNs, std::int64_t toNs) const;

private:
    struct Kept {
        StateTimes times;
        bool isFinal = false;
        std::int64_t computedAtNs = 0; ///< endNs of the snapshot it comes from
    };
    using Level = std::unordered_map<std::int64_t, Kept>;

    StateTimes sum(std::int64_t fromNs, std::int64_t toNs, std::size_t& lookups) const;
    bool bringsLateThreads(const store::Snapshot& next) const;
    const Kept* finalBucket(std::int64_t bucketNs, std::int64_t index) const;
    bool isFresh(const Kept& kept) const;

    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    std::unordered_map<std::int64_t, Level> m_levels; ///< by bucketNs
    std::size_t m_lookupsLeft = 0;
    std::size_t m_lookupsMade = 0;
    std::size_t m_threads = 0;
    bool m_isIncomplete = false;
};

} // namespace lanescope::timeline
