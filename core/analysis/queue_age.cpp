// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/queue_age.h"

#include "core/store/queue_account.h"

#include <algorithm>

namespace lanescope::analysis {

// Where nobody overtakes, of n items in it the oldest is the one put n puts ago: whatever was put before has left.
std::optional<QueueAge> oldestIn(const store::Snapshot& snapshot, const store::Object& queue)
{
    if (!queue.row)
        return std::nullopt;
    const auto& depths = snapshot.row(*queue.row).samples;
    if (depths.size() == 0 || depths[depths.size() - 1].value <= 0)
        return std::nullopt;
    const store::QueueFigures* const figures = queue.queue.get();
    if (figures != nullptr && store::isDepthOnly(*figures))
        return std::nullopt;
    if (figures != nullptr && figures->stayAccount != store::StayAccount::InOrder) {
        const bool isTold = figures->stayAccount == store::StayAccount::EachTold && figures->oldestPutNs;
        return isTold ? std::optional(QueueAge{std::max<std::int64_t>(snapshot.endNs - *figures->oldestPutNs, 0)})
                      : std::nullopt;
    }
    double missing = depths[depths.size() - 1].value;
    std::size_t at = depths.size() - 1;
    const std::size_t last = depths.size() > kMostLookedAt ? depths.size() - kMostLookedAt : 0;
    for (;; --at) {
        const bool isKnown = at > 0 || depths.goneCount() == 0; // else what was before is gone over the memory budget
        const double before = at > 0 ? depths[at - 1].value : 0;
        missing -= isKnown ? std::max(depths[at].value - before, 0.0) : 0;
        if (missing <= 0 || at == last)
            break;
    }
    return QueueAge{std::max<std::int64_t>(snapshot.endNs - depths[at].timeNs, 0), missing > 0};
}

} // namespace lanescope::analysis
