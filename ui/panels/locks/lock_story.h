// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/panels/fact_grid.h"
#include "ui/panels/share_bars.h"
#include "ui/panels/small_curve.h"

namespace lanescope::panels {

/// What is known of one lock now, and who held it and who waited for it lately.
struct LockStory {
    QString title;
    bool isHeld = true; ///< it can be; else nothing is said of holds
    std::vector<Fact> facts;
    std::vector<ShareLine> holders; ///< the share of the time in which a thread held it; key: ThreadIndex
    std::vector<ShareLine> waiters; ///< … in which a thread waited for it
    CurveShape waiting;             ///< how many waited, over that time
    store::Histogram waits;         ///< how long they were
    store::Histogram holds;
};

/// Conditions, events and barriers: nobody holds them, and nobody acquires them.
bool isOnlyWaitedAt(trace::ObjectKind kind);

inline constexpr std::int64_t kLatelyNs = 10'000'000'000;

/// Of a range: all that ended in it, from the index. Without one: figures of the whole run, and who and how many of the
/// last kLatelyNs. Pure. O(log n + threads) where the lock has an index; else it reads its rows. Threads: any.
LockStory lockStory(const store::Snapshot& snapshot, store::ObjectIndex lock,
                    std::optional<timeline::TimeRange> range = std::nullopt);

} // namespace lanescope::panels
