// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/wait_condition.h"
#include "core/trace/result.h"

#include <string>

namespace lanescope::sync {

/// How a put ended: the item is in the queue; or it was full until the deadline (Python: queue.Full); or the
/// queue is closed, which is an error of whoever still puts (Python: queue.ShutDown).
enum class [[nodiscard]] PutOutcome{Done, Full, Closed};

/// What the queues between threads have in common, whatever the order of their items: the bound, the waits
/// for room and for an item, closing, and the account of tasks that are not done yet. Depth, waits and the
/// lock inside are recorded. Threads: any. Lifetime: longer than any thread inside.
class QueueCore {
public:
    QueueCore(const QueueCore&) = delete;
    QueueCore& operator=(const QueueCore&) = delete;

    int size() const;
    bool isEmpty() const { return size() == 0; }
    bool isFull() const;
    /// 0: no bound. Lowering it throws nothing away: who puts waits until the depth is below it.
    void setCapacity(int capacity);

    /// Puts are refused from now on, gets return what is left; everybody who waits for room or for an item
    /// wakes up.
    void close();
    bool isClosed() const;
    /// Everybody who waits returns as if the time were over; to be told by the deadline, which is not.
    void wakeWaiters();

    /// One item that was taken has been dealt with. An error when that was said more often than items were
    /// put.
    Status taskDone();
    /// Waits until taskDone() was called for every item put. False when the deadline passed first. True also when new
    /// items came in before this thread woke up: for one moment all was done.
    bool join(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever));

protected:
    /// `capacity` 0: no bound.
    QueueCore(const char* name, int capacity);
    ~QueueCore() = default;

    // The rest is called with lock() held.
    Mutex& lock() const { return m_mutex; }
    /// Waits while the queue is full; Done: there is room now.
    PutOutcome waitForRoom(QDeadlineTimer deadline);
    /// Waits while the queue is empty; true: there is an item now.
    bool waitForItem(QDeadlineTimer deadline);
    bool holdsItems() const { return m_size > 0; }
    /// Returns the stamp to pass to itemWent() with the same item, whose turn may come before or after that of others.
    trace::Ticks itemCame();
    void itemWent(trace::Ticks cameAt);

private:
    bool hasRoom() const { return m_capacity <= 0 || m_size < m_capacity; }

    const std::string m_name;
    trace::TracedObject m_object;
    mutable Mutex m_mutex; // guards all below
    WaitCondition m_notFull;
    WaitCondition m_notEmpty;
    WaitCondition m_allDone;
    int m_capacity;
    int m_size = 0;
    qint64 m_unfinished = 0;
    quint64 m_timesDone = 0; // how often the last task was done
    quint64 m_wakeUps = 0;   // how often wakeWaiters() was called
    bool m_closed = false;
};

} // namespace lanescope::sync
