// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/panels/fact_grid.h"
#include "ui/panels/share_bars.h"

#include <array>

namespace lanescope::panels {

/// What is known of a stretch of time of a run: how all threads together spent it, which locks were held while others
/// waited, what went through the queues, which requests ended in it.
struct RangeFacts {
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;
    std::array<double, store::kThreadStateCount> shares{}; ///< of the time of all threads
    std::vector<Fact> facts;
    std::vector<ShareLine> locks; ///< the share of the range in which it was held and others waited; key: ObjectIndex
};

/// [fromNs, toNs) is cut to what is known. Pure. O((threads + objects) · log n + requests in the range) Threads: any.
RangeFacts rangeFacts(const store::Snapshot& snapshot, std::int64_t fromNs, std::int64_t toNs);

} // namespace lanescope::panels
