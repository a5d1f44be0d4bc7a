// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/thread_pool.h"

#include <QtConcurrentMap>

namespace lanescope::sync {

/// QtConcurrent::mapped() on a ThreadPool: the same future, and in the recording one task an item. The items count as
/// queued until a thread takes them, although QtConcurrent hands its threads the next item itself.
/// Threads: any. Lifetime: `pool` until the future has finished; it is not to be cancelled before.
template <class Items, class F>
auto mapped(ThreadPool& pool, trace::StringId task, Items items, F function)
{
    pool.noteQueued(static_cast<int>(items.size()));
    return QtConcurrent::mapped(&pool.qt(), std::move(items),
                                [&pool, task, function](const typename Items::value_type& item) {
                                    pool.noteTaken();
                                    const ThreadPool::Turn turn(pool, task);
                                    return function(item);
                                });
}

} // namespace lanescope::sync
