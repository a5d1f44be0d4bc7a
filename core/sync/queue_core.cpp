// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/queue_core.h"

namespace lanescope::sync {

QueueCore::QueueCore(const char* name, int capacity)
    : m_name(name)
    , m_object(trace::ObjectKind::Queue, name, capacity, this)
    , m_mutex((m_name + " lock").c_str())
    , m_notFull((m_name + " not full").c_str())
    , m_notEmpty((m_name + " not empty").c_str())
    , m_allDone((m_name + " all done").c_str())
    , m_capacity(capacity)
{
}

int QueueCore::size() const
{
    const std::lock_guard guard(m_mutex);
    return m_size;
}

bool QueueCore::isFull() const
{
    const std::lock_guard guard(m_mutex);
    return !hasRoom();
}

bool QueueCore::isClosed() const
{
    const std::lock_guard guard(m_mutex);
    return m_closed;
}

PutOutcome QueueCore::waitForRoom(QDeadlineTimer deadline)
{
    const quint64 wakeUps = m_wakeUps;
    m_notFull.waitFor(
        m_mutex, trace::WaitKind::QueuePut, m_object.id(),
        [&] { return hasRoom() || m_closed || m_wakeUps != wakeUps || deadline.hasExpired(); }, deadline);
    if (m_closed)
        return PutOutcome::Closed;
    return hasRoom() ? PutOutcome::Done : PutOutcome::Full;
}

bool QueueCore::waitForItem(QDeadlineTimer deadline)
{
    const quint64 wakeUps = m_wakeUps;
    m_notEmpty.waitFor(
        m_mutex, trace::WaitKind::QueueGet, m_object.id(),
        [&] { return m_size > 0 || m_closed || m_wakeUps != wakeUps || deadline.hasExpired(); }, deadline);
    return m_size > 0;
}

trace::Ticks QueueCore::itemCame()
{
    ++m_size;
    ++m_unfinished;
    const trace::Ticks cameAt = m_object.depthChanged(m_size, trace::DepthChange::Put);
    m_notEmpty.wakeOne();
    return cameAt;
}

void QueueCore::itemWent(trace::Ticks cameAt)
{
    --m_size;
    m_object.got(m_size, cameAt);
    m_notFull.wakeOne();
}

void QueueCore::setCapacity(int capacity)
{
    const std::lock_guard guard(m_mutex);
    if (m_capacity == capacity)
        return;
    m_capacity = capacity;
    m_object.setCapacity(capacity);
    m_notFull.wakeAll();
}

void QueueCore::close()
{
    const std::lock_guard guard(m_mutex);
    m_closed = true;
    m_notFull.wakeAll();
    m_notEmpty.wakeAll();
}

void QueueCore::wakeWaiters()
{
    const std::lock_guard guard(m_mutex);
    ++m_wakeUps;
    m_notFull.wakeAll();
    m_notEmpty.wakeAll();
    m_allDone.wakeAll();
}

Status QueueCore::taskDone()
{
    const std::lock_guard guard(m_mutex);
    if (m_unfinished == 0)
        return Error{"task_done() called too many times: more often than items were put into '" + m_name +
                     "'. Call it once for each item taken."};
    if (--m_unfinished == 0) {
        ++m_timesDone;
        m_allDone.wakeAll();
    }
    return Done{};
}

bool QueueCore::join(QDeadlineTimer deadline)
{
    const std::lock_guard guard(m_mutex);
    const quint64 wakeUps = m_wakeUps;
    const quint64 timesDone = m_timesDone;
    const auto isDone = [&] { return m_unfinished == 0 || m_timesDone != timesDone; };
    m_allDone.waitFor(
        m_mutex, trace::WaitKind::Join, m_object.id(),
        [&] { return isDone() || m_wakeUps != wakeUps || deadline.hasExpired(); }, deadline);
    return isDone();
}

} // namespace lanescope::sync
