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
    const auto lateness = Clock::now() - m_due;
    // The next one is due an interval after this one was, unless it came so late that some were left out.
    const auto interval = m_timer.intervalAsDuration();
    if (interval.count() > 0)
        m_due += interval * std::max<qint64>(1, (lateness + interval / 2) / interval);
    else
        m_due = Clock::now();
    Q_EMIT fired(std::chrono::duration_cast<std::chrono::nanoseconds>(lateness).count());
}

} // namespace lanescope::sync
