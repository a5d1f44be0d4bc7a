// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/auto_throttle.h"

#include <algorithm>

namespace lanescope::crawl {

void AutoThrottle::answered(double latencyS, int status, const Bounds& bounds)
{
    const double target = latencyS / std::max(bounds.targetConcurrency, 1e-3);
    const double wanted = std::max(target, (m_delayS + target) / 2);
    // In this order, as Scrapy has it: a largest delay below the least one wins.
    const double next = std::min(std::max(bounds.leastS, wanted), bounds.mostS);
    if (status != 200 && next <= m_delayS)
        return;
    m_delayS = next;
}

} // namespace lanescope::crawl
