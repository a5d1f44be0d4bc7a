// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/run_clock.h"

#include <algorithm>
#include <limits>

namespace lanescope::control {
namespace {

constexpr double kLongestTimerMs = std::numeric_limits<int>::max(); // 24 days; then it rings and is set anew
constexpr double kTimerGrainS = 0.001;

} // namespace

RunClock::RunClock()
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &RunClock::ring);
}

void RunClock::start(double durationS, const std::vector<TimedChange>& changes)
{
    reset();
    m_endS = durationS;
    m_changes.assign(changes.begin(), changes.end());
    std::ranges::stable_sort(m_changes, {}, &TimedChange::atS);
    resume();
}

void RunClock::pause()
{
    m_beforeS = elapsedS();
    m_running.invalidate();
    m_timer.stop();
}

void RunClock::resume()
{
    m_running.start();
    arm();
}

void RunClock::cancel()
{
    m_timer.stop();
    m_changes.clear();
    m_endS = 0;
}

void RunClock::reset()
{
    cancel();
    m_running.invalidate();
    m_beforeS = 0;
}

double RunClock::elapsedS() const
{
    return m_beforeS + (m_running.isValid() ? static_cast<double>(m_running.nsecsElapsed()) / 1e9 : 0.0);
}

void RunClock::arm()
{
    double nextS = m_endS > 0 ? m_endS : std::numeric_limits<double>::infinity();
    if (!m_changes.empty())
        nextS = std::min(nextS, m_changes.front().atS);
    if (nextS < std::numeric_limits<double>::infinity())
        m_timer.start(static_cast<int>(std::clamp((nextS - elapsedS()) * 1000, 0.0, kLongestTimerMs)));
}

// Changes before the end: one for the very last moment still happens.
void RunClock::ring()
{
    const double nowS = elapsedS() + kTimerGrainS;
    while (!m_changes.empty() && m_changes.front().atS <= nowS) {
        const TimedChange change = m_changes.front();
        m_changes.pop_front();
        Q_EMIT due(change);
    }
    if (m_endS > 0 && m_endS <= nowS)
        Q_EMIT over();
    else
        arm();
}

} // namespace lanescope::control
