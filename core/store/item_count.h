// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

namespace lanescope::store {

struct QueueChange;

/// Keeps what the samples of a queue's depth do not tell of how many items were put and got: most of its changes move one
/// item and need no line here. With it queueItems() counts those of any range. Threads: the collector's.
class ItemCount {
public:
    ItemCount(Store& store, ObjectIndex queue)
        : m_store(store)
        , m_queue(queue)
    {
    }

    /// In the order of time; `depthBefore` is what the change found.
    void add(const QueueChange& change, double depthBefore);

private:
    /// A row that is made with its first sample.
    struct Sum {
        std::optional<RowIndex> Object::*place;
        double value = 0;
        double written = 0;
    };
    void write(Sum& sum, std::int64_t timeNs);

    Store& m_store;
    const ObjectIndex m_queue;
    Sum m_surplus{&Object::surplusRow};
    Sum m_drift{&Object::driftRow};
    std::int64_t m_depthToldNs = 0; // a mere depth, the last one
    bool m_wasMoved = false;        // by a put or a get
};

} // namespace lanescope::store
