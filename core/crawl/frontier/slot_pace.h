// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/controllers/auto_throttle.h"
#include "core/crawl/controllers/control_reading.h"
#include "core/crawl/frontier/start_spacing.h"
#include "core/crawl/model/gate_clock.h"

#include <optional>

namespace lanescope::crawl {

/// What the settings say of delays, in the units that slots use.
struct PaceRules {
    std::int64_t delayNs = 0;
    RandomDelay random = RandomDelay::Off;
    bool autoThrottle = false;
    double startS = 0;
    AutoThrottle::Bounds bounds;
    std::int64_t crawlDelayMostNs = INT64_MAX; ///< of what a robots.txt asks for
    std::int64_t pauseMostNs = INT64_MAX;      ///< of what a Retry-After asks for

    static PaceRules of(const Settings& settings);
};

/// Whose wish the delay of a slot is: the settings' or AutoThrottle's, a robots.txt's, or that of a public host where
/// nobody said that the crawl is welcome.
enum class DelayBy : std::uint8_t { Settings, Robots, Manners };

/// When the next request of a slot may start: its delay, which may be set, throttled or asked for by a
/// robots.txt, and the pause that a Retry-After asked for.
///
/// Times are nanoseconds. Threads: none of its own; the owner locks.
class SlotPace {
public:
    void started(std::int64_t nowNs, const PaceRules& rules, std::mt19937_64& random);
    /// RetryAfter, Delay or None. Never asks for the same draw twice, see StartSpacing.
    RequestGate gate(std::int64_t nowNs, const PaceRules& rules, std::mt19937_64& random);
    /// When that gate opens, as it looks now.
    std::int64_t dueNs(RequestGate gate, const PaceRules& rules) const;

    /// An answer came; AutoThrottle learns from it.
    void answered(double latencyS, int status, const PaceRules& rules);
    /// A Retry-After. The first of a burst counts: requests that had started before the pause began do not
    /// begin it again, they could not know. False if this one was such.
    bool pause(std::int64_t untilNs, std::int64_t nowNs, std::int64_t startedNs);
    /// The largest Crawl-delay of the hosts in this slot; how far it is heeded, say the rules.
    void askFor(std::int64_t crawlDelayNs) { m_crawlDelayNs = std::max(m_crawlDelayNs, crawlDelayNs); }
    /// AutoThrottle has other bounds.
    void keepWithin(const AutoThrottle::Bounds& bounds)
    {
        if (m_throttle)
            m_throttle->keepWithin(bounds);
    }

    /// The least distance from start to start, however it is randomised; 0: none.
    void keepLeast(std::int64_t leastNs) { m_leastNs = leastNs; }

    /// The delay as it is now, before it is randomised.
    std::int64_t delayNs(const PaceRules& rules) const;
    DelayBy delayBy(const PaceRules& rules) const;
    bool isThrottled(const PaceRules& rules) const { return rules.autoThrottle; }
    /// How AutoThrottle stands after an answer of that latency, for people.
    ControlReading reading(double latencyS, const PaceRules& rules) const;
    /// Two slots become one: the stricter of both.
    void join(const SlotPace& other);

private:
    std::int64_t ownDelayNs(const PaceRules& rules) const;
    std::int64_t crawlDelayNs(const PaceRules& rules) const;
    std::int64_t pausedUntilNs(const PaceRules& rules) const;

    StartSpacing m_spacing;
    std::optional<AutoThrottle> m_throttle; // from the first start under AutoThrottle on
    std::int64_t m_crawlDelayNs = 0;
    std::int64_t m_leastNs = 0;
    std::int64_t m_pausedSinceNs = 0;
    std::int64_t m_pausedUntilNs = 0;
};

} // namespace lanescope::crawl
