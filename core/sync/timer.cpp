// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/timer.h"

namespace lanescope::sync {
namespace {

// 5 % of it would be less than a millisecond: Qt keeps coarse timers of so short an interval precise.
constexpr std::chrono::milliseconds kNotMoved{20};

} // namespace

Timer::Timer(const char* name, Qt::TimerType type, QObject* parent)
    : QObject(parent)
    , m_name(trace::Recorder::intern(name))
{
    m_timer.setTimerType(type);
    connect(&m_timer, &QTimer::timeout, this, &Timer::fire);
}

void Timer::start(std::chrono::milliseconds interval, Repeat repeat)
{
    m_timer.setSingleShot(repeat == Repeat::Never);
    const Clock::time_point due = Clock::now() + interval;
    m_timer.start(interval);
    expect(due);
}

void Timer::cancel()
{
    m_timer.stop();
}

void Timer::fire()
{
    const trace::Span span(m_name);
    const auto now = Clock::now();
    const auto lateness = now - m_due;
    // As Qt does: the next one is due an interval after this one was. If that is over already, those are left out, and it
    // is an interval from now.
    const Clock::time_point next = m_planned + m_timer.intervalAsDuration();
    expect(next < now ? now + m_timer.intervalAsDuration() : next);
    Q_EMIT fired(std::chrono::duration_cast<std::chrono::nanoseconds>(lateness).count());
}

// A moved timer comes at a whole millisecond of this very clock; how long until then Qt tells rounded up.
void Timer::expect(Clock::time_point due)
{
    m_due = due;
    m_planned = due;
    if (m_timer.isSingleShot() || m_timer.timerType() == Qt::PreciseTimer || m_timer.intervalAsDuration() <= kNotMoved)
        return;
    const std::chrono::milliseconds left = m_timer.remainingTimeAsDuration();
    m_planned = std::chrono::floor<std::chrono::milliseconds>(Clock::now() + left);
}

} // namespace lanescope::sync
