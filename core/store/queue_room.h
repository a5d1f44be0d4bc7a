// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::store {

/// How many may be in a queue at once; 0: any number. A pool's capacity is how many tasks are worked at, and no limit of
/// those that wait.
inline std::int64_t roomOf(const Object& queue)
{
    return queue.kind == trace::ObjectKind::Pool ? 0 : queue.capacity;
}

} // namespace lanescope::store
