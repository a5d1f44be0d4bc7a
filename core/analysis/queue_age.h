// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::analysis {

/// How long the oldest item has been in a queue.
struct QueueAge {
    std::int64_t ns = 0;
    bool atLeast = false; ///< it came before what could be looked at
};

/// At the end of the snapshot. Nothing while it is empty, for what has no depth or nothing but one, and where
/// items overtake one another and nobody tells which. Pure. Looks at no more than kMostLookedAt changes of its depth, from the newest back.
std::optional<QueueAge> oldestIn(const store::Snapshot& snapshot, const store::Object& queue);
inline constexpr std::size_t kMostLookedAt = 20'000;

} // namespace lanescope::analysis
