// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/pools/skewed_work.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lanescope::scenario {

std::vector<double> skewedWork(int count, double totalUs, double skew)
{
    std::vector<double> items(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < items.size(); ++i)
        items[i] = std::pow(static_cast<double>(i + 1), -skew);
    const double sum = std::accumulate(items.begin(), items.end(), 0.0);
    for (double& item : items)
        item *= totalUs / sum;
    return items;
}

double imbalanceOf(const std::vector<double>& shares)
{
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (sum <= 0)
        return 1;
    return *std::max_element(shares.begin(), shares.end()) * static_cast<double>(shares.size()) / sum;
}

} // namespace lanescope::scenario
