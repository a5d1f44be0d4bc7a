// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wait_history.h"

#include <algorithm>

namespace lanescope::crawl {

namespace {

GateTimes between(const GateTimes& a, const GateTimes& b, double share)
{
    GateTimes times = a;
    for (std::size_t gate = 0; gate < kGates; ++gate)
        times.ns[gate] += static_cast<std::int64_t>(static_cast<double>(b.ns[gate] - a.ns[gate]) * share);
    return times;
}

} // namespace

void WaitHistory::note(std::uint32_t sequence, std::int64_t nowNs, const GateTimes& times)
{
    if (m_readings.size() >= kMost)
        thinOut();
    m_readings.push_back({sequence, nowNs, times});
}

/// Every other reading goes, and from now on they are taken half as often.
void WaitHistory::thinOut()
{
    std::size_t kept = 0;
    for (std::size_t index = 0; index < m_readings.size(); index += 2)
        m_readings[kept++] = m_readings[index];
    m_readings.resize(kept);
    m_spacingNs *= 2;
}

GateTimes WaitHistory::at(std::uint32_t sequence) const
{
    if (m_readings.empty())
        return {};
    const auto after = std::ranges::upper_bound(m_readings, sequence, {}, &Reading::sequence);
    if (after == m_readings.begin())
        return m_readings.front().times;
    const Reading& before = *(after - 1);
    if (after == m_readings.end())
        return before.times;
    const double share =
        static_cast<double>(sequence - before.sequence) / static_cast<double>(after->sequence - before.sequence);
    return between(before.times, after->times, share);
}

void WaitHistory::clear()
{
    m_readings.clear();
    m_spacingNs = kSpacingNs;
}

} // namespace lanescope::crawl
