// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <deque>
#include <vector>

namespace lanescope::store {

/// Puts the depth changes that many threads tell of one queue into order and into the queue's row, and
/// follows each item from put to get as a FIFO would serve it. Threads: the collector's.
/// Complexity: O(log n) a change, n = changes within one poll.
class QueueTimeline {
public:
    void add(std::int64_t timeNs, double depth, trace::DepthChange change);
    /// Writes all up to `untilNs`; everything before it has been added.
    void advance(std::int64_t untilNs, RowData& row, QueueFigures& figures);
    /// Something was added that has not taken effect yet.
    bool pending() const { return !m_pending.empty(); }
    double depth() const { return m_depth; }

private:
    struct Change {
        std::int64_t timeNs;
        double depth;
        trace::DepthChange change;
    };
    void apply(const Change& change, RowData& row, QueueFigures& figures);

    std::vector<Change> m_pending;
    std::deque<std::int64_t> m_putTimes; // of the items inside, as a FIFO holds them
    double m_depth = 0;
};

} // namespace lanescope::store
