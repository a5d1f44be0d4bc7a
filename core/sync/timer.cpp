// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/timer.h"

namespace lanescope::sync {

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
    m_due = Clock::now() + interval;
    m_timer.start(interval);
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
    m_due += m_timer.intervalAsDuration();
    if (m_due < now)
        m_due = now + m_timer.intervalAsDuration();
    Q_EMIT fired(std::chrono::duration_cast<std::chrono::nanoseconds>(lateness).count());
}

} // namespace lanescope::sync
