// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/item_count.h"

#include <deque>
#include <vector>

namespace lanescope::store {

/// Items that were put into a queue or got from it at once, and its depth after that.
struct QueueChange {
    std::int64_t timeNs;
    double depth;
    trace::DepthChange change;
    ThreadIndex thread;
    std::uint32_t items = 1;
    std::int64_t stayNs = kNotTold; ///< of GetAnyOrder: how long the item was in it

    static constexpr std::int64_t kNotTold = -1;
};

/// Puts the depth changes that many threads tell of one queue into order and into the queue's row, and
/// follows each item from put to get: by what its getter tells, else as a FIFO would serve it. Threads: the collector's.
/// Complexity: O(log n) a change, n = changes within one poll.
class QueueTimeline {
public:
    /// So many items inside are followed, the oldest of them; of more, how long they stayed is not known.
    static constexpr std::size_t kMostFollowed = std::size_t{1} << 22;

    /// Where advance() writes.
    struct Target {
        RowData& row;
        QueueFigures& figures;
        OccurrenceLog& stays;
        OccurrenceLog& full;
        ItemCount& items;
    };

    void add(const QueueChange& change) { m_pending.push_back(change); }
    /// From now on so many items fill it; 0: none do.
    void setCapacity(std::int64_t capacity) { m_capacity = static_cast<double>(capacity); }
    /// Writes all up to `untilNs`; everything before it has been added.
    void advance(std::int64_t untilNs, const Target& target);
    /// Something was added that has not taken effect yet.
    bool pending() const { return !m_pending.empty(); }
    double depth() const { return m_depth; }

private:
    void apply(const QueueChange& change, const Target& target);
    void takeOldest(const QueueChange& change, const Target& target);
    void takeAny(const QueueChange& change, const Target& target);
    static void addStay(const QueueChange& change, std::int64_t stayNs, const Target& target);
    void noteFull(std::int64_t timeNs, const Target& target);

    std::vector<QueueChange> m_pending;
    std::deque<std::int64_t> m_putTimes; // of the items inside, the oldest first
    double m_depth = 0;
    double m_capacity = 0;
};

} // namespace lanescope::store
