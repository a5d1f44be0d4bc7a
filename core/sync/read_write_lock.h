// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/shared_mutex.h"

#include <QReadWriteLock>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lanescope::sync {

/// QReadWriteLock under the names of the standard.
class BareReadWriteLock {
public:
    void lock() { m_lock.lockForWrite(); }
    bool try_lock() { return m_lock.tryLockForWrite(); }
    void unlock() { m_lock.unlock(); }
    void lock_shared() { m_lock.lockForRead(); }
    bool try_lock_shared() { return m_lock.tryLockForRead(); }
    void unlock_shared() { m_lock.unlock(); }
    template <class Rep, class Period>
    bool try_lock_for(std::chrono::duration<Rep, Period> timeout)
    {
        return m_lock.tryLockForWrite(wholeMs(timeout));
    }
    template <class Rep, class Period>
    bool try_lock_shared_for(std::chrono::duration<Rep, Period> timeout)
    {
        return m_lock.tryLockForRead(wholeMs(timeout));
    }

private:
    // Rounded up, and never the -1 that is for ever.
    static int wholeMs(std::chrono::duration<double, std::milli> timeout)
    {
        constexpr double kLongest = std::numeric_limits<int>::max();
        return static_cast<int>(std::clamp(std::ceil(timeout.count()), 0.0, kLongest));
    }

    QReadWriteLock m_lock;
};

/// When a writer's time is over QReadWriteLock lets the readers go that waited behind it, also if it asks again at once. So
/// it asks seldom: a writer who waits alone waits for those who read when it came, which is over by then.
template <>
inline constexpr std::chrono::milliseconds kLimitAskedEvery<BareReadWriteLock>{250};

/// QReadWriteLock: readers who come while a writer waits queue up behind it.
using ReadWriteLock = TracedReadWriteLock<BareReadWriteLock>;

} // namespace lanescope::sync
