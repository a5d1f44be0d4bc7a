// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/knob_bell.h"

#include <condition_variable>
#include <mutex>

namespace lanescope::scenario {
namespace {

struct Bell {
    std::mutex mutex; // guards rings
    std::condition_variable_any rang;
    std::uint64_t rings = 0;
};

Bell& bell()
{
    // Never destroyed: a thread that is stuck for good may still sleep here when the process ends.
    static Bell& instance = *new Bell;
    return instance;
}

} // namespace

void KnobBell::ring()
{
    {
        const std::lock_guard lock(bell().mutex);
        ++bell().rings;
    }
    bell().rang.notify_all();
}

std::uint64_t KnobBell::rings()
{
    const std::lock_guard lock(bell().mutex);
    return bell().rings;
}

void KnobBell::sleepUntil(Clock::time_point end, const std::stop_token& stop, std::uint64_t seen)
{
    std::unique_lock lock(bell().mutex);
    bell().rang.wait_until(lock, stop, end, [seen] { return bell().rings != seen; });
}

} // namespace lanescope::scenario
