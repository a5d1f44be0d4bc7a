// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/start_spacing.h"

#include <algorithm>

namespace lanescope::crawl {

namespace {

double drawFactor(RandomDelay mode, std::mt19937_64& random)
{
    return mode == RandomDelay::Off ? 1.0 : std::uniform_real_distribution(0.5, 1.5)(random);
}

} // namespace

void StartSpacing::started(std::int64_t nowNs, RandomDelay mode, std::mt19937_64& random)
{
    m_startedNs = nowNs;
    m_factor = drawFactor(mode, random);
    m_any = true;
    m_over = false;
}

std::int64_t StartSpacing::dueNs(std::int64_t delayNs, RandomDelay mode, std::int64_t leastNs) const
{
    const double factor = mode == RandomDelay::Off ? 1.0 : m_factor;
    return m_startedNs + std::max(static_cast<std::int64_t>(factor * static_cast<double>(delayNs)), leastNs);
}

bool StartSpacing::mustWait(std::int64_t nowNs, std::int64_t delayNs, RandomDelay mode, std::mt19937_64& random,
                            std::int64_t leastNs)
{
    if (!m_any || (delayNs <= 0 && leastNs <= 0))
        return false;
    if (dueNs(delayNs, mode, leastNs) > nowNs) {
        m_over = false;
        return true;
    }
    if (!m_over && mode == RandomDelay::Scrapy)
        m_factor = drawFactor(mode, random);
    m_over = dueNs(delayNs, mode, leastNs) <= nowNs;
    return !m_over;
}

void StartSpacing::join(const StartSpacing& other)
{
    if (other.m_any && (!m_any || other.m_startedNs > m_startedNs))
        *this = other;
}

} // namespace lanescope::crawl
