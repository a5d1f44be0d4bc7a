// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/fairness.h"

#include <map>

namespace lanescope::analysis {

std::optional<double> fairness(const store::Distribution& holds, const store::Distribution& waits)
{
    std::map<std::uint32_t, double> acquired;
    for (const store::ThreadShare& share : waits.shares)
        acquired[share.thread] = 0;
    for (const store::ThreadShare& share : holds.shares)
        acquired[share.thread] = static_cast<double>(share.count);
    double sum = 0;
    double squares = 0;
    for (const auto& [thread, count] : acquired) {
        sum += count;
        squares += count * count;
    }
    if (acquired.size() < 2 || squares <= 0)
        return std::nullopt;
    return sum * sum / (static_cast<double>(acquired.size()) * squares);
}

} // namespace lanescope::analysis
