// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/controllers/auto_throttle.h"

#include <algorithm>

namespace lanescope::crawl {

namespace {

/// In this order, as Scrapy has it: a largest delay below the least one wins.
double within(double delayS, const AutoThrottle::Bounds& bounds)
{
    return std::min(std::max(bounds.leastS, delayS), bounds.mostS);
}

} // namespace

void AutoThrottle::keepWithin(const Bounds& bounds)
{
    m_delayS = within(m_delayS, bounds);
}

void AutoThrottle::answered(double latencyS, int status, const Bounds& bounds)
{
    const double target = latencyS / std::max(bounds.targetConcurrency, 1e-3);
    const double next = within(std::max(target, (m_delayS + target) / 2), bounds);
    if (status != 200 && next <= m_delayS)
        return;
    m_delayS = next;
}

} // namespace lanescope::crawl
