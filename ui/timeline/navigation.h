// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/row_list.h"
#include "ui/timeline/viewport.h"

#include <optional>

namespace lanescope::timeline {

enum class Direction { Forward, Backward };

/// Ways from one interval to the next: along a row, to the next contention, to whom it waited for.
/// Pure functions of a snapshot; nothing is scanned that the index can skip. Threads: any.

/// The interval that `pick` points at, found again in this snapshot (it may have been open and has ended
/// since); nothing if it is gone.
std::optional<store::Interval> currentInterval(const store::Snapshot& snapshot, const Pick& pick);

/// The neighbour of the picked interval on its row; the first or last one in `visible` if none is picked.
/// O(log n)
std::optional<Pick> neighbour(const store::Snapshot& snapshot, const Pick& pick, Direction direction,
                              TimeRange visible);

/// The nearest interval of `row` in the given state that starts after (ends before) `timeNs`. O(log² n)
std::optional<store::Interval> nextInState(const store::Row& row, store::State state, std::int64_t timeNs,
                                           Direction direction);

/// The next moment at which something was contended: on the picked row, or on any listed row if none is
/// picked.
std::optional<Pick> nextContention(const store::Snapshot& snapshot, const RowList& rows,
                                   const std::optional<Pick>& pick, std::int64_t timeNs, Direction direction);

/// Who ended the picked wait, as what that thread did at that moment; for a wait that goes on, who holds the
/// object now.
std::optional<Pick> blocker(const store::Snapshot& snapshot, const Pick& pick);

/// The header below which a row stands, shown or folded. O(rows)
std::optional<LineKey> headerOf(const store::Snapshot& snapshot, store::RowIndex row);

} // namespace lanescope::timeline
