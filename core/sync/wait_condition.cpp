// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/wait_condition.h"

#include <QThread>

namespace lanescope::sync {

bool WaitCondition::waitFor(Mutex& mutex, trace::WaitKind kind, trace::ObjectId object, QDeadlineTimer deadline)
{
    m_object.waiterArrived();
    mutex.lettingGo();
    trace::Wait wait(kind, object);
    const bool woken = m_condition.wait(&mutex.bare(), deadline);
    wait.end(woken ? m_object.lastReleaser() : trace::Peer{});
    mutex.takenAgain();
    m_object.waiterLeft();
    return woken;
}

void WaitCondition::wakeOne()
{
    m_object.releasing();
    m_condition.wakeOne();
}

void WaitCondition::wakeAll()
{
    m_object.releasing();
    m_condition.wakeAll();
}

void sleepFor(std::chrono::nanoseconds duration)
{
    const trace::Wait wait(trace::WaitKind::Sleep, trace::ObjectId::None);
    std::this_thread::sleep_for(duration);
}

} // namespace lanescope::sync
