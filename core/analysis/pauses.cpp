// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/pauses.h"

#include <algorithm>
#include <utility>

namespace lanescope::analysis {

std::int64_t pausedNs(const store::Snapshot& snapshot, Range range)
{
    std::int64_t sum = 0;
    std::int64_t sinceNs = 0;
    bool isPaused = false;
    const auto addUntil = [&](std::int64_t timeNs) {
        if (isPaused)
            sum += std::max<std::int64_t>(std::min(timeNs, range.toNs) - std::max(sinceNs, range.fromNs), 0);
        isPaused = false;
    };
    for (const store::Mark& mark : *snapshot.marks) {
        if (mark.kind == store::MarkKind::Resumed)
            addUntil(mark.timeNs);
        else if (mark.kind == store::MarkKind::Paused && !std::exchange(isPaused, true))
            sinceNs = mark.timeNs;
    }
    addUntil(snapshot.endNs);
    return sum;
}

} // namespace lanescope::analysis
