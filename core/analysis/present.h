// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::analysis {

/// What a thread waits for, and who holds what, at the end of a snapshot.
struct WaitNow {
    store::ThreadIndex thread{};
    trace::WaitKind kind = trace::WaitKind::None;
    store::ObjectIndex object{};
    std::int64_t sinceNs = 0;
};
struct HoldNow {
    store::ThreadIndex thread{};
    store::ObjectIndex object{};
    std::int64_t sinceNs = 0;
};
struct Present {
    std::vector<WaitNow> waits; ///< by thread; those for nothing in particular are left out
    std::vector<HoldNow> holds; ///< of what one thread has alone
};

/// Read from the open ends of the rows. These come from status words that were read one after the other while threads
/// ran on: two of them may never have been true at the same moment. Pure. O(threads + objects)
Present presentOf(const store::Snapshot& snapshot);

} // namespace lanescope::analysis
