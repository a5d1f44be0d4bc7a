// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/mutex.h"

#include <QDeadlineTimer>
#include <QWaitCondition>

#include <concepts>

namespace lanescope::sync {

/// QWaitCondition whose waits are recorded, with the thread that woke last. wait() lets the mutex go, is woken, and then
/// stands in line for the mutex as everybody else does: both waits are seen, one after the other. Threads: any.
/// Lifetime: longer than any waiter.
class WaitCondition {
public:
    explicit WaitCondition(const char* name)
        : m_object(trace::ObjectKind::Condition, name, 0, &m_condition)
    {
    }

    /// False when the deadline passed first. Holds `mutex` again in either case.
    bool wait(Mutex& mutex, QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever))
    {
        return waitOnce(mutex, deadline, trace::Again::No);
    }
    /// Waits until `isTrue`, which is asked with the mutex held; not at all when it is true at once. Whoever is woken and
    /// finds that it is not true waits again, which is recorded as a futile wake-up. False when the deadline passed and it
    /// is still not true.
    template <std::predicate Predicate>
    bool wait(Mutex& mutex, Predicate isTrue, QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever))
    {
        return waitUntil(isTrue, [&](trace::Again again) { return waitOnce(mutex, deadline, again); });
    }
    /// The same, shown as one wait of another kind on another object: a queue's put or get, say. It lasts until the mutex
    /// is held again.
    template <std::predicate Predicate>
    bool waitFor(Mutex& mutex, trace::WaitKind kind, trace::ObjectId object, Predicate isTrue, QDeadlineTimer deadline)
    {
        return waitUntil(isTrue, [&](trace::Again again) { return waitOnceFor(mutex, kind, object, deadline, again); });
    }

    void wakeOne();
    void wakeAll();

private:
    template <class Predicate, class WaitOnce>
    static bool waitUntil(Predicate& isTrue, WaitOnce&& waitOnce)
    {
        auto again = trace::Again::No;
        while (!isTrue()) {
            if (!waitOnce(again))
                return isTrue();
            again = trace::Again::Yes;
        }
        return true;
    }
    bool waitOnce(Mutex& mutex, QDeadlineTimer deadline, trace::Again again);
    bool waitOnceFor(Mutex& mutex, trace::WaitKind kind, trace::ObjectId object, QDeadlineTimer deadline,
                     trace::Again again);

    QMutex m_gate; // no wake-up comes between letting the mutex go and waiting; taken after the mutex, or without it
    QWaitCondition m_condition;
    trace::TracedObject m_object;
};

/// Sleeps, visibly, until the time is over.
void sleepFor(std::chrono::nanoseconds duration);

} // namespace lanescope::sync
