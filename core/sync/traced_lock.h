// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <chrono>
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
    // `block` returns whether it got the lock.
    template <class Block>
    bool waitToTake(trace::Acquired how, Block&& block)
    {
        m_object.waiterArrived();
        trace::Wait wait(trace::WaitKind::Lock, m_object.id());
        const bool taken = block();
        const trace::Ticks now = wait.end(taken ? m_object.lastReleaser() : trace::Peer{});
        m_object.waiterLeft();
        if (!taken)
            return false;
        m_heldSince = m_object.acquired(now);
        m_acquired = how;
        return true;
    }

    Lockable m_lock;
    trace::TracedObject m_object;
    trace::Ticks m_heldSince = 0;                         // guarded by m_lock
    trace::Acquired m_acquired = trace::Acquired::AtOnce; // guarded by m_lock
};

using StdMutex = TracedLock<std::mutex, trace::ObjectKind::Mutex>;

} // namespace lanescope::sync
