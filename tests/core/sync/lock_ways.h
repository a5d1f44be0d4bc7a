// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The ways in which a lock can be taken within a time: alone, or to share it.

#include "core/sync/mutex.h"
#include "core/sync/read_write_lock.h"
#include "core/sync/recursive_mutex.h"
#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <chrono>

namespace lanescope::testing {

inline constexpr auto kNeverOver = std::chrono::hours(1);

/// A lock as one that has it alone sees it, and one that shares it: how each takes it within a time and lets it go.
template <class Lock>
struct Alone {
    Lock lock{"lock"};
    bool takeFor(std::chrono::microseconds timeout) { return lock.try_lock_for(timeout); }
    template <class Limit>
    bool takeWithin(const Limit& limit)
    {
        return lock.try_lock_within(limit);
    }
    void letGo() { lock.unlock(); }
};
template <class Lock>
struct Together {
    Lock lock{"lock"};
    bool takeFor(std::chrono::microseconds timeout) { return lock.try_lock_shared_for(timeout); }
    template <class Limit>
    bool takeWithin(const Limit& limit)
    {
        return lock.try_lock_shared_within(limit);
    }
    void letGo() { lock.unlock_shared(); }
};

/// Calls `add` for each lock that can be had alone, as its type, with its name in a table of tests.
template <class Add>
void forEachLockHadAlone(Add&& add)
{
    add.template operator()<Alone<sync::Mutex>>("mutex");
    add.template operator()<Alone<sync::RecursiveMutex>>("recursive mutex");
    add.template operator()<Alone<sync::ReadWriteLock>>("to write, Qt");
    add.template operator()<Alone<sync::SharedMutex>>("to write, std");
}
/// And for those that are shared.
template <class Add>
void forEachLock(Add&& add)
{
    forEachLockHadAlone(add);
    add.template operator()<Together<sync::ReadWriteLock>>("to read, Qt");
    add.template operator()<Together<sync::SharedMutex>>("to read, std");
}

inline const trace::layout::Object* lockAsRecorded()
{
    return trace::Recorder::object(trace::ObjectId{1});
}

template <class Way>
void asOtherThread(Way& way, const std::function<void(Way&)>& work)
{
    joinAll(startAll(1, [&](int) { work(way); }));
}

} // namespace lanescope::testing
