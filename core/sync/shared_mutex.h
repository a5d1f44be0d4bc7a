// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/shared_holds.h"
#include "core/sync/traced_lock.h"

#include <shared_mutex>

namespace lanescope::sync {

/// A lock of type `Lockable` (as std::shared_timed_mutex) that many may share to read and one may have alone to write,
/// with every wait and hold recorded. To write it is a lock like any other. std::shared_lock and std::unique_lock take it.
/// Threads: any. Lifetime: longer than any thread that uses it.
template <class Lockable>
class TracedReadWriteLock : public TracedLock<Lockable, trace::ObjectKind::ReadWriteLock> {
    using Alone = TracedLock<Lockable, trace::ObjectKind::ReadWriteLock>;
    using Alone::m_lock;
    using Alone::m_object;

public:
    using Alone::Alone;

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
    /// As try_lock_within().
    template <WaitLimit Limit>
    bool try_lock_shared_within(const Limit& limit)
    {
        return takeWithin(
            limit, kLimitAskedEvery<void>, [this](auto how) { return tryToShare(how); },
            [this](auto how, auto&& block) { return waitToShare(how, block); },
            [this](auto time) { return m_lock.try_lock_shared_for(time); });
    }
    void unlock_shared()
    {
        SharedHolds::givenBack(m_object, 1);
        m_lock.unlock_shared();
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
    template <class Block>
    bool waitToShare(trace::Acquired how, Block&& block)
    {
        const std::optional<trace::Ticks> since = recordedWait(m_object, block);
        if (since)
            SharedHolds::taken(m_object, 1, *since, how);
        return since.has_value();
    }
};

/// The C++ library's: with glibc a reader goes ahead of a waiting writer, who may starve. In libstdc++ this is the same
/// lock as std::shared_mutex, with a limit of time to be had.
using SharedMutex = TracedReadWriteLock<std::shared_timed_mutex>;

} // namespace lanescope::sync
