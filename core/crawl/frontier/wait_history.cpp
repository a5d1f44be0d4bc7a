// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/wait_history.h"

#include <algorithm>
#include <utility>

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
    for (std::int64_t ratio = kRatio; ratio > 0 && m_readings.size() >= kMost; ratio /= 2)
        thinOut(ratio, nowNs);
    m_readings.push_back({sequence, nowNs, times});
}

/// Those go whose neighbours are no further apart than so small a part of their age.
void WaitHistory::thinOut(std::int64_t ratio, std::int64_t nowNs)
{
    std::vector<Reading> kept; // from the newest on
    kept.reserve(kMost);
    kept.push_back(m_readings.back());
    for (std::size_t index = m_readings.size() - 1; index-- > 1;) {
        Reading& older = m_readings[index - 1];
        const std::int64_t newerNs = kept.back().atNs;
        if ((newerNs - older.atNs) * ratio <= nowNs - newerNs)
            older.isThinned = true;
        else
            kept.push_back(m_readings[index]);
    }
    if (m_readings.size() > 1)
        kept.push_back(m_readings.front());
    std::ranges::reverse(kept);
    m_readings = std::move(kept);
}

GateTimes WaitHistory::at(std::uint32_t sequence) const
{
    if (m_readings.empty())
        return {};
    const auto after = std::ranges::upper_bound(m_readings, sequence, {}, &Reading::sequence);
    if (after == m_readings.begin())
        return m_readings.front().times;
    const Reading& before = *(after - 1);
    if (after == m_readings.end() || !before.isThinned)
        return before.times;
    const double share =
        static_cast<double>(sequence - before.sequence) / static_cast<double>(after->sequence - before.sequence);
    return between(before.times, after->times, share);
}

void WaitHistory::clear()
{
    m_readings.clear();
}

} // namespace lanescope::crawl
