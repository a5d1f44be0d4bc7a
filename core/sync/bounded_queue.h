// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/wait_condition.h"

#include <deque>
#include <optional>

namespace lanescope::sync {

/// A bounded first-in-first-out queue between threads, as Python's queue.Queue: put() waits while it is full,
/// get() while it is empty. Depth, waits and the lock inside are recorded. The capacity may change at any
/// time; lowering it throws nothing away. Threads: any. Lifetime: longer than any thread inside.
template <class T>
class BoundedQueue {
public:
    BoundedQueue(const char* name, int capacity)
        : m_object(trace::ObjectKind::Queue, name, capacity)
        , m_mutex((std::string(name) + " lock").c_str())
        , m_notFull((std::string(name) + " not full").c_str())
        , m_notEmpty((std::string(name) + " not empty").c_str())
        , m_capacity(capacity)
    {
    }

    /// False when the deadline passed or the queue was closed; the item is then not in it.
    bool put(T item, QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever))
    {
        const std::lock_guard guard(m_mutex);
        while (isFull() && !m_closed) {
            if (!m_notFull.waitFor(m_mutex, trace::WaitKind::QueuePut, m_object.id(), deadline))
                return false;
        }
        if (m_closed)
            return false;
        m_items.push_back(std::move(item));
        m_object.depthChanged(size(), trace::DepthChange::Put);
        m_notEmpty.wakeOne();
        return true;
    }

    /// Nothing when the deadline passed, or when the queue is empty and closed.
    std::optional<T> get(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever))
    {
        const std::lock_guard guard(m_mutex);
        while (m_items.empty() && !m_closed) {
            if (!m_notEmpty.waitFor(m_mutex, trace::WaitKind::QueueGet, m_object.id(), deadline))
                return std::nullopt;
        }
        if (m_items.empty())
            return std::nullopt;
        std::optional<T> item(std::move(m_items.front()));
        m_items.pop_front();
        m_object.depthChanged(size(), trace::DepthChange::Get);
        m_notFull.wakeOne();
        return item;
    }

    void setCapacity(int capacity)
    {
        const std::lock_guard guard(m_mutex);
        m_capacity = capacity;
        m_notFull.wakeAll();
    }
    /// Wakes everybody; puts are refused from now on, gets return what is left.
    void close()
    {
        const std::lock_guard guard(m_mutex);
        m_closed = true;
        m_notFull.wakeAll();
        m_notEmpty.wakeAll();
    }

private:
    bool isFull() const { return m_items.size() >= static_cast<std::size_t>(m_capacity); }
    std::int64_t size() const { return static_cast<std::int64_t>(m_items.size()); }

    trace::TracedObject m_object;
    Mutex m_mutex; // guards all below
    WaitCondition m_notFull;
    WaitCondition m_notEmpty;
    std::deque<T> m_items;
    int m_capacity;
    bool m_closed = false;
};

} // namespace lanescope::sync
