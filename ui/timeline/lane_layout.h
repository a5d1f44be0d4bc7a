// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/time_axis.h"

#include <vector>

namespace lanescope::timeline {

/// An interval wide enough to be drawn as itself. Columns are absolute (see TimeAxis); x1 is exclusive and
/// already leaves the gap to the next bar.
struct LaneBar {
    std::int64_t x0 = 0;
    std::int64_t x1 = 0;
    store::Interval interval;
    bool isOpen = false;
};

/// A piece of a column stack: where intervals are too dense, the columns of one bucket show how the time
/// was shared, from y0 (top, exclusive of nothing) to y1.
struct LaneShare {
    std::int64_t x0 = 0;
    std::int64_t x1 = 0;
    int y0 = 0;
    int y1 = 0;
    store::State state = store::State::Running;
    std::uint32_t subject = store::kNone; ///< of an interval in the middle of the bucket
};

/// Of a CPU's row, where intervals are dense: the share of the threads that began there in these columns and had run on
/// another CPU before. Only where there are any.
struct LaneArrivals {
    std::int64_t x0 = 0;
    std::int64_t x1 = 0;
    double share = 0;
};

/// Of a thread's row, an object that somewhere in these dense columns is waited for; of a CPU's, a thread that ran there.
struct LaneFolded {
    std::int64_t x0 = 0;
    std::int64_t x1 = 0;
    std::uint32_t subject = store::kNone;
};

/// The bars of one stretch of columns of one row. `shares` are drawn over `bars`, their columns cleared
/// before.
struct LaneLayout {
    std::vector<LaneBar> bars;
    std::vector<LaneShare> shares;
    std::vector<std::pair<std::int64_t, std::int64_t>> dense; ///< columns [first, last) that `shares` own
    std::vector<LaneArrivals> arrivals;
    std::vector<LaneFolded> folded; ///< of very many in one bucket, what some of them tell
    std::size_t lookups = 0;        ///< index queries made, for tests of the cost
};

/// Lays out the columns [firstColumn, firstColumn + columns) of a row of intervals, `heightPx` high, with a
/// gap of `gapPx` after a bar where there is room. O(columns · log n), whatever the number of intervals.
LaneLayout layOutLane(const store::Row& row, const TimeAxis& axis, std::int64_t firstColumn, int columns, int heightPx,
                      int gapPx = 1);

/// The state that summary bucket `index` counts on a row of this kind.
store::State stateOf(store::RowKind kind, std::size_t index);

} // namespace lanescope::timeline
