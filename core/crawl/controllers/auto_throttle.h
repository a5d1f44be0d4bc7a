// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lanescope::crawl {

/// Scrapy's AutoThrottle for one slot: the delay follows the latency.
///
///     target = latency / target_concurrency
///     new    = max(target, (delay + target) / 2), within [DOWNLOAD_DELAY, AUTOTHROTTLE_MAX_DELAY]
///
/// and an answer other than 200 may raise the delay but not lower it, since errors often come fast.
/// Source: scrapy/extensions/throttle.py. Units: seconds. Threads: none of its own; the owner locks.
class AutoThrottle {
public:
    struct Bounds {
        double leastS = 0; ///< DOWNLOAD_DELAY
        double mostS = 60; ///< AUTOTHROTTLE_MAX_DELAY
        double targetConcurrency = 1;
        bool operator==(const Bounds&) const = default;
    };

    explicit AutoThrottle(double startS)
        : m_delayS(startS)
    {
    }

    /// An answer came: `latencyS` from the start on the wire to its headers.
    void answered(double latencyS, int status, const Bounds& bounds);
    /// Other bounds hold from now on.
    void keepWithin(const Bounds& bounds);
    double delayS() const { return m_delayS; }

private:
    double m_delayS;
};

} // namespace lanescope::crawl
