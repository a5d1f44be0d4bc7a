// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/shared_holds.h"
#include "core/trace/result.h"

#include <QDeadlineTimer>
#include <QSemaphore>

#include <atomic>
#include <string>

namespace lanescope::sync {

/// QSemaphore whose waits and holds are recorded: a hold lasts from a thread's first permit to its last one.
/// Threads: any, but setPermits() one at a time. Lifetime: longer than any thread inside.
class Semaphore {
public:
    Semaphore(const char* name, int permits);
    Semaphore(const Semaphore&) = delete;
    Semaphore& operator=(const Semaphore&) = delete;

    void acquire(int count = 1);
    /// False when the deadline passed first.
    bool tryAcquire(int count = 1, QDeadlineTimer deadline = QDeadlineTimer(0));
    void release(int count = 1);
    int available() const { return m_semaphore.available(); }

    /// Changes how many permits there are. Lowering interrupts nobody: what is in use beyond the new number is
    /// withdrawn as it comes back.
    void setPermits(int permits);
    /// The most that may be in use now: the permits, and those to be withdrawn that have not come back yet.
    int mayBeInUse() const;

private:
    bool take(int count, QDeadlineTimer deadline, trace::Acquired atOnce, trace::Acquired afterWait);
    int withdraw(int count);

    QSemaphore m_semaphore;
    trace::TracedObject m_object;
    std::atomic<int> m_permits;
    std::atomic<int> m_toWithdraw{0};
};

/// A semaphore that knows how many permits it gave out, as Python's threading.BoundedSemaphore: giving back more is
/// an error and changes nothing. Threads and lifetime: as Semaphore.
class BoundedSemaphore {
public:
    BoundedSemaphore(const char* name, int permits);

    void acquire(int count = 1);
    bool tryAcquire(int count = 1, QDeadlineTimer deadline = QDeadlineTimer(0));
    /// Refused, with the reason, when fewer than `count` are in use.
    Status release(int count = 1);
    int available() const { return m_semaphore.available(); }
    int inUse() const { return m_inUse.load(std::memory_order_relaxed); }
    void setPermits(int permits) { m_semaphore.setPermits(permits); }
    int mayBeInUse() const { return m_semaphore.mayBeInUse(); }

private:
    const std::string m_name;
    Semaphore m_semaphore;
    std::atomic<int> m_inUse{0};
};

} // namespace lanescope::sync
