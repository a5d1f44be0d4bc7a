// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/settings.h"

#include <cstdint>
#include <random>

namespace lanescope::crawl {

/// The distance from one start to the next within a slot: the delay, or the delay × U(0.5, 1.5).
///
/// What is drawn is a factor, so a delay that changes meanwhile acts at once, and so does its being random or not.
/// RandomDelay::Scrapy does as Scrapy's downloader: when the time is over it draws again, goes if the new gap is over
/// too, and waits on for the new one if not. Long gaps win, and the mean is 1.22 × the delay.
/// `leastNs` is kept whatever is drawn.
/// Times are nanoseconds. Threads: none of its own; the owner locks.
class StartSpacing {
public:
    void started(std::int64_t nowNs, RandomDelay mode, std::mt19937_64& random);
    /// True if the next start may not be yet; ask again at dueNs().
    bool mustWait(std::int64_t nowNs, std::int64_t delayNs, RandomDelay mode, std::mt19937_64& random,
                  std::int64_t leastNs = 0);
    /// When the wait will be over, as it looks now.
    std::int64_t dueNs(std::int64_t delayNs, RandomDelay mode, std::int64_t leastNs = 0) const;
    /// The later of two starts counts, when slots become one.
    void join(const StartSpacing& other);

private:
    std::int64_t m_startedNs = 0;
    double m_factor = 1.0;
    bool m_any = false;  // there was a start
    bool m_over = false; // it was found to be over, and stays so
};

} // namespace lanescope::crawl
