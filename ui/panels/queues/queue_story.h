// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/crawl/crawl_figures.h"
#include "ui/panels/fact_grid.h"
#include "ui/panels/small_curve.h"

namespace lanescope::panels {

/// What is known of one queue or pool over a stretch of the run, and who is blocked at it now.
struct QueueStory {
    QString title;
    std::vector<Fact> facts;
    CurveShape depth;
    Check law;              ///< Little's law
    store::Histogram stays; ///< how long items were in it
};

/// Little's law counts as met up to this error.
inline constexpr double kLawHolds = 0.05;

/// Of a range; without one, of the last kQueueLatelyNs. From the index. Pure. O(log n + threads + buckets) Threads: any.
QueueStory queueStory(const store::Snapshot& snapshot, store::ObjectIndex queue,
                      std::optional<timeline::TimeRange> range = std::nullopt);
inline constexpr std::int64_t kQueueLatelyNs = 10'000'000'000;

} // namespace lanescope::panels
