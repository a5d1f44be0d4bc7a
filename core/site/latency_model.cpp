// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/latency_model.h"

#include "core/site/seeded_random.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lanescope::site {

namespace {

/// A log-normal tail has no end; ten minutes is beyond any client's timeout.
constexpr double kLongestMs = 600'000;

/// Standard normal (Box and Muller, 1958). 1 - u keeps the logarithm finite: u is in [0, 1).
double normal(SeededRandom& random)
{
    const double radius = std::sqrt(-2.0 * std::log(1.0 - random.unit()));
    return radius * std::cos(2.0 * std::numbers::pi * random.unit());
}

/// From the wanted mean m and deviation s: sigma² = ln(1 + s²/m²), mu = ln m - sigma²/2.
double logNormal(double mean, double deviation, SeededRandom& random)
{
    const double ratio = deviation / mean;
    const double sigmaSquared = std::log1p(ratio * ratio);
    return std::exp(std::log(mean) - sigmaSquared / 2 + std::sqrt(sigmaSquared) * normal(random));
}

double drawMs(const LatencyModel& model, SeededRandom& random)
{
    if (model.shape == LatencyShape::Uniform) {
        return model.meanMs + model.spreadMs * (2 * random.unit() - 1);
    }
    if (model.shape == LatencyShape::LogNormal && model.meanMs > 0) {
        return logNormal(model.meanMs, model.spreadMs, random);
    }
    return model.meanMs;
}

} // namespace

std::chrono::nanoseconds LatencyModel::draw(SeededRandom& random) const
{
    const double milliseconds = std::clamp(drawMs(*this, random), 0.0, kLongestMs);
    return std::chrono::nanoseconds(static_cast<std::int64_t>(milliseconds * 1e6));
}

} // namespace lanescope::site
