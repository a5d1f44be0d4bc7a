// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/bounded_queue.h"

#include <vector>

namespace lanescope::sync {

/// Last in, first out.
template <class T>
class LifoOrder {
public:
    void put(Stamped<T> item) { m_items.push_back(std::move(item)); }
    Stamped<T> take()
    {
        Stamped<T> item = std::move(m_items.back());
        m_items.pop_back();
        return item;
    }

private:
    std::vector<Stamped<T>> m_items;
};

/// As Python's queue.LifoQueue: a stack with a bound.
template <class T>
using LifoQueue = BoundedQueue<T, LifoOrder<T>>;

} // namespace lanescope::sync
