// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/counter_scale.h"

#include <algorithm>
#include <cmath>

namespace lanescope::timeline {
namespace {

// The next of 1, 1.5, 2, 3, 5, 7.5 × a power of ten that is not below it.
double roundedUp(double value)
{
    if (value <= 0)
        return 1;
    const double step = std::pow(10.0, std::floor(std::log10(value)));
    for (const double factor : {1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0}) {
        if (step * factor >= value)
            return step * factor;
    }
    return value;
}

} // namespace

double CounterScale::yOf(double value, double height) const
{
    const double share = std::clamp((value - low) / (high - low), 0.0, 1.0);
    return height - 1 - share * (height - 3);
}

CounterScale CounterScale::of(const store::Row& row, std::int64_t capacity)
{
    if (row.samples.empty())
        return {0, capacity > 0 ? static_cast<double>(capacity) * 1.1 : 1.0};
    const auto all = row.samples.summarise(0, row.samples.size());
    if (capacity > 0 && all.max <= static_cast<double>(capacity))
        return {0, static_cast<double>(capacity) * 1.1}; // the capacity line stays below the top
    if (all.min >= 0)
        return {0, roundedUp(all.max)};
    return {-roundedUp(-all.min), all.max > 0 ? roundedUp(all.max) : 0.0};
}

} // namespace lanescope::timeline
