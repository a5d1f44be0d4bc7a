// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/range_figures.h"

namespace lanescope::analysis {

/// How much of a range the run was paused. Whatever was held or waited for then counts on, so figures over it get a mark. A
/// pause that goes on lasts until the end of the snapshot. Pure. O(marks)
std::int64_t pausedNs(const store::Snapshot& snapshot, Range range);

} // namespace lanescope::analysis
