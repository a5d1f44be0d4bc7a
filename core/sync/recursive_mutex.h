// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/lock_wait.h"

#include <QRecursiveMutex>

namespace lanescope::sync {

/// QRecursiveMutex whose waits and holds are recorded: the thread that has it may take it again. One hold is recorded,
/// from the first lock to the last unlock, with the greatest depth that it reached.
/// Threads: any. Lifetime: longer than any thread that uses it.
class RecursiveMutex {
public:
    explicit RecursiveMutex(const char* name);
    RecursiveMutex(const RecursiveMutex&) = delete;
    RecursiveMutex& operator=(const RecursiveMutex&) = delete;

    void lock();
    bool try_lock();
    /// False when the time was over first; 0 or less is try_lock().
    template <class Rep, class Period>
    bool try_lock_for(std::chrono::duration<Rep, Period> timeout)
    {
        return try_lock() || (timeout > timeout.zero() && waitToTake(trace::Acquired::TriedAfterWait,
                                                                     [&] { return m_mutex.try_lock_for(timeout); }));
    }
    /// As TracedLock::try_lock_within().
    template <WaitLimit Limit>
    bool try_lock_within(const Limit& limit)
    {
        return takeWithin(
            limit, kLimitAskedEvery<QRecursiveMutex>, [this](auto how) { return tryToTake(how); },
            [this](auto how, auto&& block) { return waitToTake(how, block); },
            [this](auto time) { return m_mutex.try_lock_for(time); });
    }
    void unlock();
    /// How often the calling thread, which has it, took it.
    int depth() const { return m_depth; }

private:
    bool tryToTake(trace::Acquired how);
    template <class Block>
    bool waitToTake(trace::Acquired how, Block&& block)
    {
        const std::optional<trace::Ticks> since = recordedWait(m_object, block);
        if (since)
            taken(*since, how);
        return since.has_value();
    }
    void taken(trace::Ticks since, trace::Acquired how);

    QRecursiveMutex m_mutex; // guards all below
    trace::TracedObject m_object;
    trace::Ticks m_heldSince = 0;
    int m_depth = 0;
    int m_deepest = 0;
    trace::Acquired m_acquired = trace::Acquired::AtOnce; // the outermost time
};

} // namespace lanescope::sync
