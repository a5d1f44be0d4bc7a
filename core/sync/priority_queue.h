// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/bounded_queue.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace lanescope::sync {

/// The least item first, by `Less`; of equal ones the first that came. A heap alone would not keep the order
/// of equal ones, so each item carries the number of its arrival. Complexity: O(log n).
template <class T, class Less = std::less<T>>
class PriorityOrder {
public:
    void put(Stamped<T> item)
    {
        m_heap.push_back({std::move(item), m_arrivals++});
        std::push_heap(m_heap.begin(), m_heap.end(), isLater);
    }
    Stamped<T> take()
    {
        std::pop_heap(m_heap.begin(), m_heap.end(), isLater);
        Stamped<T> item = std::move(m_heap.back().stamped);
        m_heap.pop_back();
        return item;
    }

private:
    struct Entry {
        Stamped<T> stamped;
        quint64 arrival;
    };
    static bool isLater(const Entry& a, const Entry& b)
    {
        if (Less()(b.stamped.item, a.stamped.item))
            return true;
        return !Less()(a.stamped.item, b.stamped.item) && a.arrival > b.arrival;
    }

    std::vector<Entry> m_heap;
    quint64 m_arrivals = 0;
};

/// As Python's queue.PriorityQueue, but equal priorities keep their order.
template <class T, class Less = std::less<T>>
using PriorityQueue = BoundedQueue<T, PriorityOrder<T, Less>>;

} // namespace lanescope::sync
