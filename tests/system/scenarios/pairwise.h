// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Few combinations of many settings.

#include <vector>

namespace lanescope::testing {

/// Combinations in which every level of every factor meets every level of every other one at least once: most faults of
/// settings show where two of them meet (Cohen, Dalal, Fredman, Patton 1997). `levels`: how many each factor has. The
/// result is by combination, then by factor, and always the same. Greedy: a few more than the least possible.
std::vector<std::vector<int>> pairwise(const std::vector<int>& levels);

} // namespace lanescope::testing
