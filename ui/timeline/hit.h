// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/row_list.h"

#include <optional>

namespace lanescope::timeline {

/// What lies under the pointer, or what was clicked.
struct Hit {
    enum class Kind { Nothing, Header, Row, Interval, Counter, Mark };

    Kind kind = Kind::Nothing;
    std::int64_t timeNs = 0;
    std::optional<LineKey> line;
    std::optional<store::RowIndex> row;
    std::optional<store::RowKind> rowKind;
    std::optional<store::Interval> interval;
    bool isOpen = false;                         ///< the interval goes on
    std::optional<store::SampleSummary> counter; ///< within the pixel
    std::optional<store::ProcessIndex> process;
    std::optional<store::ThreadIndex> thread; ///< the lane's own; of a lock or CPU row the one that has it
    std::optional<store::ObjectIndex> object; ///< waited for, or the row's own
    std::optional<std::size_t> mark;          ///< position in Snapshot::marks
};

/// Completes a hit on `line` with the interval: whose it is and what it is about.
Hit hitOn(const store::Snapshot& snapshot, const Line& line, std::int64_t timeNs,
          const std::optional<store::Interval>& interval);

/// The interval to take for a pointer over [fromNs, toNs) of a row: the shortest of the few that touch it, so
/// that a sliver can be hit; the one in the middle where there are many. O(log n)
std::optional<store::Interval> intervalNear(const store::Row& row, std::int64_t fromNs, std::int64_t toNs);

} // namespace lanescope::timeline
