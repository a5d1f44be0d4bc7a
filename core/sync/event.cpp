// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/event.h"

#include <QMutexLocker>

namespace lanescope::sync {

Event::Event(const char* name)
    : m_object(trace::ObjectKind::Event, name, 0, &m_mutex)
{
}

void Event::set()
{
    const QMutexLocker guard(&m_mutex);
    m_isSet = true;
    ++m_sets;
    m_object.releasing();
    m_wasSet.wakeAll();
}

void Event::clear()
{
    const QMutexLocker guard(&m_mutex);
    m_isSet = false;
}

bool Event::isSet() const
{
    const QMutexLocker guard(&m_mutex);
    return m_isSet;
}

bool Event::wait(QDeadlineTimer deadline)
{
    const QMutexLocker guard(&m_mutex);
    if (m_isSet)
        return true;
    m_object.waiterArrived();
    trace::Wait wait(trace::WaitKind::Event, m_object.id());
    const quint64 before = m_sets;
    bool inTime = true;
    while (m_sets == before && inTime)
        inTime = m_wasSet.wait(&m_mutex, deadline);
    const bool wasSet = m_sets != before;
    wait.end(wasSet ? m_object.lastReleaser() : trace::Peer{});
    m_object.waiterLeft();
    return wasSet;
}

} // namespace lanescope::sync
