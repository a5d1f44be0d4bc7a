// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/slot_pace.h"

#include <algorithm>

namespace lanescope::crawl {

PaceRules PaceRules::of(const Settings& settings)
{
    const double leastS = std::max(settings.downloadDelayMs, 0) * 1e-3;
    return {.delayNs = std::int64_t{std::max(settings.downloadDelayMs, 0)} * 1'000'000,
            .random = settings.randomDelay,
            .autoThrottle = settings.autoThrottle,
            .startS = std::max(leastS, settings.autoThrottleStartMs * 1e-3),
            .bounds = {leastS, settings.autoThrottleMaxMs * 1e-3, settings.autoThrottleTarget},
            .crawlDelayMostNs =
                settings.obeyRobots ? std::int64_t{std::max(settings.crawlDelayMaxS, 0)} * 1'000'000'000 : 0,
            .pauseMostNs = std::int64_t{std::max(settings.retryAfterMaxS, 0)} * 1'000'000'000};
}

std::int64_t SlotPace::ownDelayNs(const PaceRules& rules) const
{
    if (rules.autoThrottle)
        return static_cast<std::int64_t>((m_throttle ? m_throttle->delayS() : rules.startS) * 1e9);
    return rules.delayNs;
}

std::int64_t SlotPace::crawlDelayNs(const PaceRules& rules) const
{
    return std::min(m_crawlDelayNs, rules.crawlDelayMostNs);
}

std::int64_t SlotPace::delayNs(const PaceRules& rules) const
{
    return std::max({ownDelayNs(rules), crawlDelayNs(rules), m_leastNs});
}

DelayBy SlotPace::delayBy(const PaceRules& rules) const
{
    const std::int64_t asked = std::max(ownDelayNs(rules), crawlDelayNs(rules));
    if (m_leastNs > asked)
        return DelayBy::Manners;
    return asked > ownDelayNs(rules) ? DelayBy::Robots : DelayBy::Settings;
}

void SlotPace::started(std::int64_t nowNs, const PaceRules& rules, std::mt19937_64& random)
{
    if (!rules.autoThrottle)
        m_throttle.reset();
    else if (!m_throttle)
        m_throttle.emplace(rules.startS);
    m_spacing.started(nowNs, rules.random, random);
}

std::int64_t SlotPace::pausedUntilNs(const PaceRules& rules) const
{
    return m_pausedSinceNs + std::min(m_pausedUntilNs - m_pausedSinceNs, rules.pauseMostNs);
}

RequestGate SlotPace::gate(std::int64_t nowNs, const PaceRules& rules, std::mt19937_64& random)
{
    if (pausedUntilNs(rules) > nowNs)
        return RequestGate::RetryAfter;
    return m_spacing.mustWait(nowNs, delayNs(rules), rules.random, random, m_leastNs) ? RequestGate::Delay
                                                                                      : RequestGate::None;
}

std::int64_t SlotPace::dueNs(RequestGate gate, const PaceRules& rules) const
{
    if (gate == RequestGate::RetryAfter)
        return pausedUntilNs(rules);
    return gate == RequestGate::Delay ? m_spacing.dueNs(delayNs(rules), rules.random, m_leastNs) : 0;
}

void SlotPace::answered(double latencyS, int status, const PaceRules& rules)
{
    if (m_throttle && rules.autoThrottle)
        m_throttle->answered(latencyS, status, rules.bounds);
}

ControlReading SlotPace::reading(double latencyS, const PaceRules& rules) const
{
    const double delayS = static_cast<double>(delayNs(rules)) * 1e-9;
    // With no delay at all nothing but the caps says how many are on the wire.
    const double given = delayS > 0 ? latencyS / delayS : rules.bounds.targetConcurrency;
    return {Controller::AutoThrottle, rules.bounds.targetConcurrency, given - rules.bounds.targetConcurrency,
            delayS * 1e3};
}

bool SlotPace::pause(std::int64_t untilNs, std::int64_t nowNs, std::int64_t startedNs)
{
    if (startedNs < m_pausedSinceNs)
        return false;
    m_pausedSinceNs = nowNs;
    m_pausedUntilNs = std::max(m_pausedUntilNs, untilNs);
    return true;
}

void SlotPace::join(const SlotPace& other)
{
    m_spacing.join(other.m_spacing);
    if (other.m_throttle && (!m_throttle || other.m_throttle->delayS() > m_throttle->delayS()))
        m_throttle = other.m_throttle;
    m_crawlDelayNs = std::max(m_crawlDelayNs, other.m_crawlDelayNs);
    m_leastNs = std::max(m_leastNs, other.m_leastNs);
    m_pausedSinceNs = std::max(m_pausedSinceNs, other.m_pausedSinceNs);
    m_pausedUntilNs = std::max(m_pausedUntilNs, other.m_pausedUntilNs);
}

} // namespace lanescope::crawl
