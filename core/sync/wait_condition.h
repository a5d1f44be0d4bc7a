// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/mutex.h"

#include <QDeadlineTimer>
#include <QWaitCondition>

namespace lanescope::sync {

/// QWaitCondition whose waits are recorded, with the thread that woke last. The mutex's hold ends when the
/// wait begins and a new one starts when it returns. Threads: any. Lifetime: longer than any waiter.
class WaitCondition {
public:
    explicit WaitCondition(const char* name)
        : m_object(trace::ObjectKind::Condition, name)
    {
    }

    /// False when the deadline passed first. Holds `mutex` again in either case.
    bool wait(Mutex& mutex, QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever))
    {
        return waitFor(mutex, trace::WaitKind::Condition, m_object.id(), deadline);
    }
    /// The same, shown as a wait of another kind on another object: a queue's put or get, say.
    bool waitFor(Mutex& mutex, trace::WaitKind kind, trace::ObjectId object, QDeadlineTimer deadline);

    void wakeOne();
    void wakeAll();

private:
    QWaitCondition m_condition;
    trace::TracedObject m_object;
};

/// Sleeps, visibly, until the time is over.
void sleepFor(std::chrono::nanoseconds duration);

} // namespace lanescope::sync
