// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/shared_holds.h"

#include <QReadWriteLock>

#include <shared_mutex>

namespace lanescope::sync {

/// A lock of type `Lockable` (as std::shared_mutex) that many may share to read and one may have alone to write, with
/// every wait and hold recorded. std::shared_lock and std::unique_lock take it.
/// Threads: any. Lifetime: longer than any thread that uses it.
template <class Lockable>
class TracedReadWriteLock {
public:
    explicit TracedReadWriteLock(const char* name)
        : m_object(trace::ObjectKind::ReadWriteLock, name)
    {
    }
    TracedReadWriteLock(const TracedReadWriteLock&) = delete;
    TracedReadWriteLock& operator=(const TracedReadWriteLock&) = delete;

    void lock_shared()
    {
        if (tryToShare(trace::Acquired::AtOnce))
            return;
        const trace::Ticks now = waitFor([this] { m_lock.lock_shared(); });
        SharedHolds::taken(m_object, 1, now, trace::Acquired::AfterWait);
    }
    bool try_lock_shared() { return tryToShare(trace::Acquired::Tried); }
    void unlock_shared()
    {
        SharedHolds::givenBack(m_object, 1);
        m_lock.unlock_shared();
    }

    void lock()
    {
        if (tryToTake(trace::Acquired::AtOnce))
            return;
        const trace::Ticks now = waitFor([this] { m_lock.lock(); });
        m_writtenSince = m_object.acquired(now);
        m_acquired = trace::Acquired::AfterWait;
    }
    bool try_lock() { return tryToTake(trace::Acquired::Tried); }
    void unlock()
    {
        m_object.released(m_writtenSince, m_acquired);
        m_lock.unlock();
    }

private:
    bool tryToShare(trace::Acquired how)
    {
        if (!m_lock.try_lock_shared())
            return false;
        SharedHolds::taken(m_object, 1, 0, how);
        return true;
    }
    bool tryToTake(trace::Acquired how)
    {
        if (!m_lock.try_lock())
            return false;
        m_writtenSince = m_object.acquired();
        m_acquired = how;
        return true;
    }
    template <class Block>
    trace::Ticks waitFor(Block&& block)
    {
        m_object.waiterArrived();
        trace::Wait wait(trace::WaitKind::Lock, m_object.id());
        block();
        const trace::Ticks now = wait.end(m_object.lastReleaser());
        m_object.waiterLeft();
        return now;
    }

    Lockable m_lock;
    trace::TracedObject m_object;
    trace::Ticks m_writtenSince = 0;                      // guarded by m_lock, held to write
    trace::Acquired m_acquired = trace::Acquired::AtOnce; // likewise
};

/// QReadWriteLock under the names of the standard.
class BareReadWriteLock {
public:
    void lock() { m_lock.lockForWrite(); }
    bool try_lock() { return m_lock.tryLockForWrite(); }
    void unlock() { m_lock.unlock(); }
    void lock_shared() { m_lock.lockForRead(); }
    bool try_lock_shared() { return m_lock.tryLockForRead(); }
    void unlock_shared() { m_lock.unlock(); }

private:
    QReadWriteLock m_lock;
};

/// QReadWriteLock: readers who come while a writer waits queue up behind it.
using ReadWriteLock = TracedReadWriteLock<BareReadWriteLock>;
/// The C++ library's: with glibc a reader goes ahead of a waiting writer, who may starve.
using SharedMutex = TracedReadWriteLock<std::shared_mutex>;

} // namespace lanescope::sync
