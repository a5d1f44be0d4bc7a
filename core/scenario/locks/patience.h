// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace lanescope::scenario {

/// Takes the lock of a std::unique_lock or std::shared_lock, within so many milliseconds; 0: however long it takes.
/// False when the time was over first.
template <class Guard>
[[nodiscard]] bool takeWithin(Guard& guard, double milliseconds)
{
    if (milliseconds > 0)
        return guard.try_lock_for(std::chrono::duration<double, std::milli>(milliseconds));
    guard.lock();
    return true;
}

} // namespace lanescope::scenario
