// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/bounded_queue.h"

#include <QtGlobal>

#include <atomic>
#include <chrono>
#include <iterator>
#include <map>
#include <utility>

namespace lanescope::scenario {

enum class Next { Oldest, Youngest };

/// What the judge of a queue's order found. Threads: read by any, written under the queue's lock.
struct OrderVerdict {
    std::atomic<qint64> violations{0};
    /// When the oldest item inside came, as nanoseconds of steady_clock; 0 when nothing is inside.
    std::atomic<qint64> oldestSinceNs{0};

    /// 0 when nothing is inside.
    std::chrono::nanoseconds ageOfOldest() const
    {
        const qint64 since = oldestSinceNs.load(std::memory_order_relaxed);
        return since == 0 ? std::chrono::nanoseconds(0)
                          : std::chrono::steady_clock::now().time_since_epoch() - std::chrono::nanoseconds(since);
    }
};

/// An order for sync::BoundedQueue that keeps a book of its own beside the real `Order` and says when what
/// comes out is not the oldest, or the youngest, of what is inside. Called under the queue's lock.
/// Complexity: O(log n).
template <class T, template <class> class Order, Next kNext>
class JudgedOrder {
public:
    explicit JudgedOrder(OrderVerdict& verdict)
        : m_verdict(&verdict)
    {
    }

    void put(sync::Stamped<T> item)
    {
        m_inside.emplace(m_arrivals, std::chrono::steady_clock::now());
        m_order.put({{m_arrivals++, std::move(item.item)}, item.cameAt});
        tellOldest();
    }
    sync::Stamped<T> take()
    {
        auto [numbered, cameAt] = m_order.take();
        const quint64 arrival = numbered.first;
        const auto next = kNext == Next::Oldest ? m_inside.begin() : std::prev(m_inside.end());
        if (next->first != arrival)
            ++m_verdict->violations;
        m_inside.erase(arrival);
        tellOldest();
        return {std::move(numbered.second), cameAt};
    }

private:
    void tellOldest()
    {
        using namespace std::chrono;
        const qint64 since = m_inside.empty() ? 0 : nanoseconds(m_inside.begin()->second.time_since_epoch()).count();
        m_verdict->oldestSinceNs.store(since, std::memory_order_relaxed);
    }

    OrderVerdict* m_verdict;
    Order<std::pair<quint64, T>> m_order;
    std::map<quint64, std::chrono::steady_clock::time_point> m_inside; // by arrival
    quint64 m_arrivals = 0;
};

} // namespace lanescope::scenario
