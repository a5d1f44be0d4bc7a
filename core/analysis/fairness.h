// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/occurrence_log.h"

#include <optional>

namespace lanescope::analysis {

/// How evenly threads got an object, from 1/n (one of n got it all) to 1 (all equally often): Jain's index over how often
/// each of them acquired it. Who waited for it and never got it counts as 0. Nothing when fewer than two threads came.
/// (R. Jain, D. Chiu, W. Hawe, A quantitative measure of fairness, DEC-TR-301, 1984.) Pure. O(threads)
std::optional<double> fairness(const store::Distribution& holds, const store::Distribution& waits);

} // namespace lanescope::analysis
