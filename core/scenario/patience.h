// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/lock_wait.h"

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace lanescope::scenario {

/// The limit of a wait as the live cell of a knob has it, in milliseconds, also when the knob is turned meanwhile.
class Patience {
public:
    enum class Zero { NoLimit, NoWait };

    Patience(const std::atomic<double>& milliseconds, Zero zero)
        : m_milliseconds(milliseconds)
        , m_zero(zero)
    {
    }
    std::chrono::nanoseconds operator()() const
    {
        const std::chrono::duration<double, std::milli> limit(m_milliseconds.load(std::memory_order_relaxed));
        if (limit.count() <= 0 && m_zero == Zero::NoLimit)
            return sync::kNoLimit;
        return std::chrono::duration_cast<std::chrono::nanoseconds>(limit);
    }

private:
    const std::atomic<double>& m_milliseconds;
    Zero m_zero;
};

/// The lock, or nothing when the time was over first.
template <class Lock>
[[nodiscard]] std::unique_lock<Lock> takeWithin(Lock& lock, const Patience& patience)
{
    return lock.try_lock_within(patience) ? std::unique_lock(lock, std::adopt_lock) : std::unique_lock<Lock>();
}

/// Likewise a share of it.
template <class Lock>
[[nodiscard]] std::shared_lock<Lock> shareWithin(Lock& lock, const Patience& patience)
{
    return lock.try_lock_shared_within(patience) ? std::shared_lock(lock, std::adopt_lock) : std::shared_lock<Lock>();
}

} // namespace lanescope::scenario
