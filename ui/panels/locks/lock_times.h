// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/range_figures.h"

#include <map>

namespace lanescope::panels {

/// By ThreadIndex, in nanoseconds.
using ThreadTimes = std::map<std::uint32_t, std::int64_t>;

/// How long each thread had a lock in a range, or waited for it: of what reaches beyond the range its part, of what goes on or
/// was left by a thread that died what there is. Pure. O(log n + threads · log² n), or of rows the newest thousands.
ThreadTimes heldBy(const store::Snapshot& snapshot, store::ObjectIndex lock, analysis::Range range);
ThreadTimes waitedBy(const store::Snapshot& snapshot, store::ObjectIndex lock, analysis::Range range);

} // namespace lanescope::panels
