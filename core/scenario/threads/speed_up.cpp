// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/speed_up.h"

namespace lanescope::scenario {

using namespace std::chrono_literals;

void SpeedUp::computed(Nanoseconds cpu, Nanoseconds passed, Right right)
{
    m_workNs.fetch_add(cpu.count(), std::memory_order_relaxed);
    if (right == Right::Sole && passed > cpu)
        m_deniedNs.fetch_add((passed - cpu).count(), std::memory_order_relaxed);
}

void SpeedUp::begin(bool alone)
{
    m_isAlone = alone;
    m_since = Clock::now();
    m_workBeforeNs = m_workNs.load(std::memory_order_relaxed);
    m_deniedBeforeNs = m_deniedNs.load(std::memory_order_relaxed);
}

void SpeedUp::beginAlone()
{
    m_rateAlone = 0;
    begin(true);
}

void SpeedUp::beginTogether()
{
    if (m_isAlone)
        m_rateAlone = rate();
    begin(false);
}

// Work a second of time, both in ns: 1 for a thread that nobody hinders.
double SpeedUp::rate() const
{
    const qint64 deniedNs = m_deniedNs.load(std::memory_order_relaxed) - m_deniedBeforeNs;
    const qint64 passedNs = Nanoseconds(Clock::now() - m_since).count() - deniedNs;
    const qint64 workNs = m_workNs.load(std::memory_order_relaxed) - m_workBeforeNs;
    return passedNs > 0 ? static_cast<double>(workNs) / static_cast<double>(passedNs) : 0;
}

std::optional<double> SpeedUp::current() const
{
    constexpr auto kShortest = 200ms; // below that it would be noise
    if (m_isAlone || m_rateAlone <= 0 || Clock::now() - m_since < kShortest)
        return std::nullopt;
    return rate() / m_rateAlone;
}

void SpeedUp::show() const
{
    if (const std::optional<double> now = value())
        trace::counter(m_row, *now);
}

} // namespace lanescope::scenario
