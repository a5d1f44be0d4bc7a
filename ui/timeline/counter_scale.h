// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::timeline {

/// Which values lie at the bottom and at the top of a counter's lane. Zero is always among them: at the bottom, or
/// where some values are below it, further up. Pure. Threads: any.
struct CounterScale {
    double low = 0;
    double high = 1;

    bool hasBelowZero() const { return low < 0; }
    /// Where a value lies in a lane `height` high, from its top; one pixel is kept free there for the line's thickness.
    double yOf(double value, double height) const;
    bool operator==(const CounterScale&) const = default;

    /// From the capacity, or from the largest and the smallest value so far, rounded so that it seldom changes.
    static CounterScale of(const store::Row& row, std::int64_t capacity);
};

} // namespace lanescope::timeline
