// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/waits/wait_graph.h"

#include <map>
#include <optional>

namespace lanescope::panels {

/// Where the knots of the wait-for graph stand: threads at the left, objects at the right, in rows. An object and whoever
/// has it stand side by side, whoever waits for it just below. A knot keeps its
/// row while it is seen and for a while after, so that the picture does not jump when a lock changes hands sixty times a
/// second. Where a crowd waits, whoever gets the lock next stands where the one before stood: rows kept for each of sixty
/// threads would be a long way down. A ring, of waits or
/// of the order of locks, takes the topmost rows in its own order, so that each line but the last goes one row down. All
/// are placed anew when a ring or a crowd appears, and then stay. Units: rows; milliseconds of any steady clock. Threads: one.
class WaitGraphLayout {
public:
    static constexpr std::int64_t kKeepMs = 2'000; ///< how long a row stays reserved for who left

    void update(const WaitGraph& graph, std::int64_t nowMs);
    void clear();

    std::optional<int> rowOf(const GraphKey& key) const;
    /// One more than the lowest row in use.
    int rows() const;

private:
    struct Place {
        int row = 0;
        std::int64_t seenMs = 0;
    };
    bool hasNewCrowd(const WaitGraph& graph) const;
    void placeRing(std::int64_t nowMs);
    void placeBlocks(const WaitGraph& graph, std::int64_t nowMs);
    int freeRow() const;
    void forget(const WaitGraph& graph, std::int64_t nowMs);
    void place(const GraphKey& key, std::optional<int> wanted, std::int64_t nowMs);
    bool isFree(const GraphKey& key, int row) const;

    std::map<GraphKey, Place> m_places;
    std::vector<GraphKey> m_ring; ///< the objects of it, from the top
    bool m_isDeadlock = false;    ///< it is one of waits, so its threads stand beside what they hold
};

} // namespace lanescope::panels
