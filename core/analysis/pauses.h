// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/range_figures.h"

#include <vector>

namespace lanescope::analysis {

/// When the run stood still, or a process of it: in a pause of the run, or because somebody stopped it (SIGSTOP, a debugger).
/// In order, none overlaps another. One that goes on lasts until the end of the snapshot. Whatever was held or waited for then
/// counts on, so figures over such a range get a mark. Pure. O(marks)
std::vector<Range> pauses(const store::Snapshot& snapshot);
/// How much of a range that was.
std::int64_t pausedNs(const store::Snapshot& snapshot, Range range);
/// What is left of it when a process could go on; all of it if that is nothing. Rates are by this.
double workedNs(const store::Snapshot& snapshot, store::ProcessIndex process, Range range);

} // namespace lanescope::analysis
