// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace lanescope::scenario {

/// CPU time in microseconds of `count` items that take `totalUs` together: item i weighs 1 / (i + 1) ^ skew (Zipf's
/// law), so 0 makes all alike, and 1 the first twice as heavy as the second.
std::vector<double> skewedWork(int count, double totalUs, double skew);

/// Slowest over mean, 1 = perfect balance; 1 as well when nobody did anything.
double imbalanceOf(const std::vector<double>& shares);

} // namespace lanescope::scenario
