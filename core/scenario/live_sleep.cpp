// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/live_sleep.h"

#include "core/trace/probes.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace lanescope::scenario {

bool liveSleep(const std::atomic<double>& milliseconds, const std::stop_token& stop, double factor)
{
    using Milliseconds = std::chrono::duration<double, std::milli>;
    constexpr Milliseconds kLookAgain(40);
    const trace::Wait wait(trace::WaitKind::Sleep, trace::ObjectId::None);
    const auto start = std::chrono::steady_clock::now();
    while (!stop.stop_requested()) {
        const Milliseconds wanted(milliseconds.load(std::memory_order_relaxed) * factor);
        const Milliseconds left = wanted - (std::chrono::steady_clock::now() - start);
        if (left.count() <= 0)
            return true;
        std::this_thread::sleep_for(std::min(left, kLookAgain));
    }
    return false;
}

} // namespace lanescope::scenario
