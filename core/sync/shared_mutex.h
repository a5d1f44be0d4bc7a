// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/shared_holds.h"

#include <chrono>
#include <optional>
#include <shared_mutex>

namespace lanescope::sync {

/// A lock of type `Lockable` (as std::shared_timed_mutex) that many may share to read and one may have alone to write,
/// with every wait and hold recorded. std::shared_lock and std::unique_lock take it.
/// Threads: any. Lifetime: longer than any thread that uses it.
template <class Lockable>
class TracedReadWriteLock {
public:
    explicit TracedReadWriteLock(const char* name)
        : m_object(trace::ObjectKind::ReadWriteLock, name, 0, &m_lock)
    {
    }
    TracedReadWriteLock(const TracedReadWriteLock&) = delete;
    TracedReadWriteLock& operator=(const TracedReadWriteLock&) = delete;

    void lock_shared()
    {
        if (tryToShare(trace::Acquired::AtOnce))
            return;
        waitToShare(trace::Acquired::AfterWait, [this] { return m_lock.lock_shared(), true; });
    }
    bool try_lock_shared() { return tryToShare(trace::Acquired::Tried); }
    /// QReadWriteLock::tryLockForRead(ms): false when the time was over first; 0 or less is try_lock_shared().
    template <class Rep, class Period>
    bool try_lock_shared_for(std::chrono::duration<Rep, Period> timeout)
    {
        return try_lock_shared() || (timeout > timeout.zero() && waitToShare(trace::Acquired::TriedAfterWait, [&] {
                                         return m_lock.try_lock_shared_for(timeout);
                                     }));
    }
    void unlock_shared()
    {
        SharedHolds::givenBack(m_object, 1);
        m_lock.unlock_shared();
    }

    void lock()
    {
        if (tryToTake(trace::Acquired::AtOnce))
            return;
        waitToTake(trace::Acquired::AfterWait, [this] { return m_lock.lock(), true; });
    }
    bool try_lock() { return tryToTake(trace::Acquired::Tried); }
    /// QReadWriteLock::tryLockForWrite(ms).
    template <class Rep, class Period>
    bool try_lock_for(std::chrono::duration<Rep, Period> timeout)
    {
        return try_lock() || (timeout > timeout.zero() && waitToTake(trace::Acquired::TriedAfterWait,
                                                                     [&] { return m_lock.try_lock_for(timeout); }));
    }
    void unlock()
    {
        m_object.released(m_writtenSince, m_acquired);
        m_lock.unlock();
    }

private:
    bool tryToShare(trace::Acquired how)
    {
        const trace::Ticks tried = m_object.trying();
        if (!m_lock.try_lock_shared())
            return false;
        SharedHolds::taken(m_object, 1, m_object.tookAtOnce(tried), how);
        return true;
    }
    bool tryToTake(trace::Acquired how)
    {
        const trace::Ticks tried = m_object.trying();
        if (!m_lock.try_lock())
            return false;
        m_writtenSince = m_object.acquired(m_object.tookAtOnce(tried));
        m_acquired = how;
        return true;
    }
    template <class Block>
    bool waitToShare(trace::Acquired how, Block&& block)
    {
        const std::optional<trace::Ticks> since = waitFor(block);
        if (since)
            SharedHolds::taken(m_object, 1, *since, how);
        return since.has_value();
    }
    template <class Block>
    bool waitToTake(trace::Acquired how, Block&& block)
    {
        const std::optional<trace::Ticks> since = waitFor(block);
        if (!since)
            return false;
        m_writtenSince = m_object.acquired(*since);
        m_acquired = how;
        return true;
    }
    // `block` returns whether it got the lock; since when, if it did.
    template <class Block>
    std::optional<trace::Ticks> waitFor(Block& block)
    {
        m_object.waiterArrived();
        trace::Wait wait(trace::WaitKind::Lock, m_object.id());
        const bool taken = block();
        const trace::Ticks now = wait.end(taken ? m_object.lastReleaser() : trace::Peer{});
        m_object.waiterLeft();
        return taken ? std::optional(now) : std::nullopt;
    }

    Lockable m_lock;
    trace::TracedObject m_object;
    trace::Ticks m_writtenSince = 0;                      // guarded by m_lock, held to write
    trace::Acquired m_acquired = trace::Acquired::AtOnce; // likewise
};

/// The C++ library's: with glibc a reader goes ahead of a waiting writer, who may starve. In libstdc++ this is the same
/// lock as std::shared_mutex, with a limit of time to be had.
using SharedMutex = TracedReadWriteLock<std::shared_timed_mutex>;

} // namespace lanescope::sync
