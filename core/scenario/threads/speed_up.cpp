// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/speed_up.h"

namespace lanescope::scenario {

using namespace std::chrono_literals;

void SpeedUp::computed(Nanoseconds cpu, Nanoseconds passed, Right right)
{
    const bool isSole = right == Right::Sole || m_isAlone;
    add(cpu, isSole && passed > cpu ? passed - cpu : Nanoseconds(0));
}

void SpeedUp::add(Nanoseconds work, Nanoseconds denied)
{
    const std::lock_guard lock(m_mutex);
    m_latest.work += work;
    m_latest.denied += denied;
    m_latest.at = Clock::now();
}

SpeedUp::Reading SpeedUp::reading() const
{
    const std::lock_guard lock(m_mutex);
    return m_latest;
}

void SpeedUp::begin(bool alone)
{
    m_isAlone = alone;
    m_begin = reading();
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
    const Reading now = reading();
    const Nanoseconds passed = now.at - m_begin.at - (now.denied - m_begin.denied);
    const Nanoseconds work = now.work - m_begin.work;
    return passed.count() > 0 ? static_cast<double>(work.count()) / static_cast<double>(passed.count()) : 0;
}

std::optional<double> SpeedUp::current() const
{
    constexpr auto kShortest = 200ms; // below that it would be noise
    if (m_isAlone || m_rateAlone <= 0 || reading().at - m_begin.at < kShortest)
        return std::nullopt;
    return rate() / m_rateAlone;
}

void SpeedUp::show() const
{
    if (const std::optional<double> now = value())
        trace::counter(m_row, *now);
}

} // namespace lanescope::scenario
