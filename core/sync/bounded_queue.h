// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/queue_core.h"

#include <deque>
#include <optional>
#include <utility>

namespace lanescope::sync {

/// An item, and the stamp of its coming, as QueueCore::itemCame() gave it.
template <class T>
struct Stamped {
    T item;
    trace::Ticks cameAt = 0;
};

/// First in, first out. An order says which of the items in a queue is next; it is called under the queue's
/// lock.
template <class T>
class FifoOrder {
public:
    void put(Stamped<T> item) { m_items.push_back(std::move(item)); }
    /// Never called when nothing is inside.
    Stamped<T> take()
    {
        Stamped<T> item = std::move(m_items.front());
        m_items.pop_front();
        return item;
    }

private:
    std::deque<Stamped<T>> m_items;
};

/// A bounded queue between threads, as Python's queue.Queue: put() waits while it is full, get() while it is
/// empty. `Order` says which item is next: FifoOrder, LifoOrder, PriorityOrder. Threads and lifetime: as
/// QueueCore.
template <class T, class Order = FifoOrder<T>>
class BoundedQueue : public QueueCore {
public:
    /// `capacity` 0: no bound.
    explicit BoundedQueue(const char* name, int capacity = 0, Order order = Order())
        : QueueCore(name, capacity)
        , m_order(std::move(order))
    {
    }

    PutOutcome put(T item, QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever))
    {
        const std::lock_guard guard(lock());
        const PutOutcome outcome = waitForRoom(deadline);
        if (outcome == PutOutcome::Done)
            m_order.put({std::move(item), itemCame()});
        return outcome;
    }
    /// Nothing when the deadline passed, or when the queue is closed and empty.
    std::optional<T> get(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever))
    {
        const std::lock_guard guard(lock());
        if (!waitForItem(deadline))
            return std::nullopt;
        Stamped<T> taken = m_order.take();
        itemWent(taken.cameAt);
        return std::optional<T>(std::move(taken.item));
    }

private:
    Order m_order; // guarded by lock()
};

} // namespace lanescope::sync
