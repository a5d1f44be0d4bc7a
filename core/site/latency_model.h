// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/site_settings.h"

#include <chrono>

namespace lanescope::site {

class SeededRandom;

/// How long the answers of a host take: one draw from the chosen distribution, never negative.
///
/// Units: milliseconds in, nanoseconds out. `spreadMs` is the half width of Uniform and the standard
/// deviation of LogNormal; the mean of LogNormal is `meanMs` itself, not its logarithm.
struct LatencyModel {
    LatencyShape shape = LatencyShape::Fixed;
    double meanMs = 0;
    double spreadMs = 0;

    [[nodiscard]] std::chrono::nanoseconds draw(SeededRandom& random) const;
};

} // namespace lanescope::site
