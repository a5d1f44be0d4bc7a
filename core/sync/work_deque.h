// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/flow.h"
#include "core/sync/queue_core.h"

#include <deque>
#include <optional>
#include <utility>

namespace lanescope::sync {

/// A double-ended queue of work: its owner puts and takes at one end, the back, last in first out; thieves take what is
/// oldest at the front. What is put at the front is what they take next. Each steal leaves an arrow from the put to the
/// thief. Python's collections.deque with a bound and waits: append(), appendleft(), pop(), popleft().
/// Threads and lifetime: as QueueCore.
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
        return putAt(deadline, [&] { return &m_items.emplace_back(std::move(item)); });
    }
    /// At the thieves' end: the next to be stolen, and the last that the owner takes.
    PutOutcome putFront(T item, QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever))
    {
        return putAt(deadline, [&] { return &m_items.emplace_front(std::move(item)); });
    }
    /// The youngest, for the owner; a deadline of 0 does not wait.
    std::optional<T> take(QDeadlineTimer deadline = QDeadlineTimer(0))
    {
        const std::lock_guard guard(lock());
        if (!waitForItem(deadline))
            return std::nullopt;
        std::optional<T> item(std::move(m_items.back().item));
        const trace::Ticks cameAt = m_items.back().cameAt;
        m_items.pop_back();
        itemWent(cameAt);
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
        const trace::Ticks cameAt = m_items.front().cameAt;
        m_items.pop_front();
        itemWent(cameAt);
        return item;
    }

private:
    struct Entry {
        explicit Entry(T of)
            : item(std::move(of))
        {
        }
        T item;
        const std::uint64_t flow = nextFlow();
        trace::Ticks cameAt = 0;
    };

    template <class Place>
    PutOutcome putAt(QDeadlineTimer deadline, Place&& place)
    {
        const std::lock_guard guard(lock());
        const PutOutcome outcome = waitForRoom(deadline);
        if (outcome == PutOutcome::Done) {
            Entry* const entry = place();
            trace::flowOut(entry->flow);
            entry->cameAt = itemCame();
        }
        return outcome;
    }

    std::deque<Entry> m_items; // guarded by lock()
};

} // namespace lanescope::sync
