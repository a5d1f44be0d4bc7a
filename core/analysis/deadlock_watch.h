// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/wait_for_graph.h"

namespace lanescope::analysis {

/// Tells deadlocks from what only looks like one in a reading of status words: a deadlock is there in several snapshots,
/// with the same waits, for half a second. Threads: one at a time.
class DeadlockWatch {
public:
    static constexpr std::int64_t kPersistsNs = 500'000'000;

    struct Found {
        Deadlock deadlock;
        std::int64_t seenNs = 0; ///< since when it is seen without a break
    };

    /// Takes the next snapshot of a run into account; one of the same age as the last changes nothing.
    void update(const store::Snapshot& snapshot);
    void update(const store::Snapshot& snapshot, const WaitForGraph& graph);

    /// Those that persist, the oldest first.
    const std::vector<Found>& persisting() const { return m_persisting; }

private:
    std::vector<Found> m_seen; // in the last snapshot
    std::vector<Found> m_persisting;
    std::int64_t m_lastNs = 0;
};

} // namespace lanescope::analysis
