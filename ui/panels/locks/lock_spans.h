// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/panels/share_bars.h"
#include "ui/timeline/time_axis.h"

namespace lanescope::panels {

/// Where a wait or hold stands on the timeline.
struct SpanPlace {
    store::RowIndex row{};
    std::int64_t timeNs = 0;
};

/// In which spans a lock was held and waited for: the innermost span of the thread in which each hold and wait began.
/// A line's key is the position of its newest wait or hold in `places`. Empty where threads record no spans.
struct LockSpans {
    std::vector<ShareLine> holding;
    std::vector<ShareLine> waiting;
    std::vector<SpanPlace> places;
};

/// Of the newest analysis::kMostAsked holds and waits that ended in the range. Pure. Threads: any.
LockSpans lockSpans(const store::Snapshot& snapshot, store::ObjectIndex lock, timeline::TimeRange range);

} // namespace lanescope::panels
