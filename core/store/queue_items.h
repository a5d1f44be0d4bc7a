// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::store {

/// Items that were put into a queue and got from it.
struct QueueItems {
    double puts = 0;
    double gets = 0;
};

/// Those of [fromNs, toNs), counted, from the row of the depth and what ItemCount keeps beside it: how many samples it has
/// there tells how many items were moved, by how much it changed how many more came than went. 0 for what is no queue.
/// O(log n)
QueueItems queueItems(const Snapshot& snapshot, const Object& queue, std::int64_t fromNs, std::int64_t toNs);

} // namespace lanescope::store
