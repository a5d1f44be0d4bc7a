// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The ways in which a lock can be taken within a time: alone, or to share it.

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
