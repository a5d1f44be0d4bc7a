// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/lock_wait.h"

#include <mutex>

namespace lanescope::sync {

/// A lock that can also be asked for with a limit of time, as QMutex and std::timed_mutex.
template <class Lockable>
concept TimedLockable = requires(Lockable& lock, std::chrono::milliseconds timeout)
{
    lock.try_lock_for(timeout);
};

/// A lock of type `Lockable` (anything with lock, unlock and try_lock) whose every wait and hold is recorded.
///
/// An uncontended lock and unlock is one record; a contended one adds the wait, with the thread that released
/// before; of every so many uncontended ones another record tells what taking it cost. The release is stamped before the
/// unlock, so that holds of two threads never overlap.
/// Threads: as the Lockable. Lifetime: longer than any thread that uses it.
template <class Lockable, trace::ObjectKind kKind>
class TracedLock {
public:
    explicit TracedLock(const char* name)
        : m_object(kKind, name, 0, &m_lock)
    {
    }
    TracedLock(const TracedLock&) = delete;
    TracedLock& operator=(const TracedLock&) = delete;

    void lock()
    {
        if (tryToTake(trace::Acquired::AtOnce))
            return;
        waitToTake(trace::Acquired::AfterWait, [this] { return m_lock.lock(), true; });
    }
    bool try_lock() { return tryToTake(trace::Acquired::Tried); }
    /// QMutex::tryLock(ms), Python's acquire(timeout=…): false when the time was over first. A time of 0 or less is
    /// try_lock(). Only where `Lockable` has it: a ticket, once drawn, cannot be handed back.
    template <class Rep, class Period>
    bool try_lock_for(std::chrono::duration<Rep, Period> timeout) requires TimedLockable<Lockable>
    {
        return try_lock() || (timeout > timeout.zero() && waitToTake(trace::Acquired::TriedAfterWait,
                                                                     [&] { return m_lock.try_lock_for(timeout); }));
    }
    /// try_lock_for() with a limit that may be moved while the wait lasts, which is one wait in the record; lock() as long
    /// as it is kNoLimit.
    template <WaitLimit Limit>
    bool try_lock_within(const Limit& limit) requires TimedLockable<Lockable>
    {
        return takeWithin(
            limit, kLimitAskedEvery<Lockable>, [this](auto how) { return tryToTake(how); },
            [this](auto how, auto&& block) { return waitToTake(how, block); },
            [this](auto time) { return m_lock.try_lock_for(time); });
    }
    void unlock()
    {
        m_object.released(m_heldSince, m_acquired);
        m_lock.unlock();
    }

    /// Around a wait that lets the lock go by itself, as QWaitCondition does.
    void lettingGo() { m_object.released(m_heldSince, m_acquired); }
    void takenAgain()
    {
        m_heldSince = m_object.acquired();
        m_acquired = trace::Acquired::AtOnce;
    }
    Lockable& bare() { return m_lock; }
    const trace::TracedObject& object() const { return m_object; }

private:
    bool tryToTake(trace::Acquired how)
    {
        const trace::Ticks tried = m_object.trying();
        if (!m_lock.try_lock())
            return false;
        m_heldSince = m_object.acquired(m_object.tookAtOnce(tried));
        m_acquired = how;
        return true;
    }
    template <class Block>
    bool waitToTake(trace::Acquired how, Block&& block)
    {
        const std::optional<trace::Ticks> since = recordedWait(m_object, block);
        if (!since)
            return false;
        m_heldSince = m_object.acquired(*since);
        m_acquired = how;
        return true;
    }

protected:
    Lockable m_lock;
    trace::TracedObject m_object;

private:
    trace::Ticks m_heldSince = 0;                         // guarded by m_lock
    trace::Acquired m_acquired = trace::Acquired::AtOnce; // guarded by m_lock
};

using StdMutex = TracedLock<std::mutex, trace::ObjectKind::Mutex>;

} // namespace lanescope::sync
