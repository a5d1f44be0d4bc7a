// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/queue_core.h"

#include <deque>
#include <optional>
#include <utility>

namespace lanescope::sync {

/// A double-ended queue of work: its owner puts and takes at one end, last in first out; thieves take what is
/// oldest at the other. Each steal leaves an arrow from the owner's put to the thief. Threads and lifetime:
/// as QueueCore.
template <class T>
class WorkDeque : public QueueCore {
public:
    /// `capacity` 0: no bound.
    explicit WorkDeque(const char* name, int capacity = 0)
        : QueueCore(name, capacity)
    {
    }

    PutOutcome put(T item, QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever))
    {
        const std::lock_guard guard(lock());
        const PutOutcome outcome = waitForRoom(deadline);
        if (outcome == PutOutcome::Done) {
            m_items.push_back({std::move(item), nextFlow()});
            trace::flowOut(m_items.back().flow);
            itemCame();
        }
        return outcome;
    }
    /// The youngest, for the owner; a deadline of 0 does not wait.
    std::optional<T> take(QDeadlineTimer deadline = QDeadlineTimer(0))
    {
        const std::lock_guard guard(lock());
        if (!waitForItem(deadline))
            return std::nullopt;
        std::optional<T> item(std::move(m_items.back().item));
        m_items.pop_back();
        itemWent();
        return item;
    }
    /// The oldest, for everybody else.
    std::optional<T> steal(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever))
    {
        const std::lock_guard guard(lock());
        if (!waitForItem(deadline))
            return std::nullopt;
        std::optional<T> item(std::move(m_items.front().item));
        trace::flowIn(m_items.front().flow);
        m_items.pop_front();
        itemWent();
        return item;
    }

private:
    struct Entry {
        T item;
        std::uint64_t flow;
    };

    std::deque<Entry> m_items; // guarded by lock()
};

} // namespace lanescope::sync
