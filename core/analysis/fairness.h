// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/range_figures.h"

namespace lanescope::analysis {

/// How evenly threads got an object, from 1/n (one of n got it all) to 1 (all equally often): Jain's index over how often
/// each of them acquired it. Who waited for it and never got it counts as 0. Nothing when fewer than two threads came.
/// (R. Jain, D. Chiu, W. Hawe, A quantitative measure of fairness, DEC-TR-301, 1984.) Pure. O(threads)
std::optional<double> fairness(const store::Distribution& holds, const store::Distribution& waits);
/// Of an object in a range, with those that wait for it now, or have died waiting, and those that have it. O(log n + threads)
std::optional<double> fairness(const store::Snapshot& snapshot, store::ObjectIndex object, Range range);

} // namespace lanescope::analysis
