// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/wait_condition.h"

#include <QMutexLocker>
#include <QThread>

namespace lanescope::sync {

// QWaitCondition::wait() takes the mutex again inside, where the time it takes cannot be told from the wait itself. So
// the condition waits with the gate, and the mutex is let go and taken here.
bool WaitCondition::waitOnce(Mutex& mutex, QDeadlineTimer deadline, trace::Again again)
{
    m_object.waiterArrived();
    m_gate.lock();
    mutex.unlock();
    trace::Wait wait(trace::WaitKind::Condition, m_object.id(), again);
    const bool woken = m_condition.wait(&m_gate, deadline);
    m_gate.unlock();
    wait.end(woken ? m_object.lastReleaser() : trace::Peer{});
    m_object.waiterLeft();
    mutex.lock();
    return woken;
}

bool WaitCondition::waitOnceFor(Mutex& mutex, trace::WaitKind kind, trace::ObjectId object, QDeadlineTimer deadline,
                                trace::Again again)
{
    m_object.waiterArrived();
    mutex.lettingGo();
    trace::Wait wait(kind, object, again);
    const bool woken = m_condition.wait(&mutex.bare(), deadline);
    wait.end(woken ? m_object.lastReleaser() : trace::Peer{});
    mutex.takenAgain();
    m_object.waiterLeft();
    return woken;
}

void WaitCondition::wakeOne()
{
    m_object.releasing();
    const QMutexLocker gate(&m_gate);
    m_condition.wakeOne();
}

void WaitCondition::wakeAll()
{
    m_object.releasing();
    const QMutexLocker gate(&m_gate);
    m_condition.wakeAll();
}

void sleepFor(std::chrono::nanoseconds duration)
{
    const trace::Wait wait(trace::WaitKind::Sleep, trace::ObjectId::None);
    std::this_thread::sleep_for(duration);
}

} // namespace lanescope::sync
