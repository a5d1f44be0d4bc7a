// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/live_sleep.h"

#include "core/scenario/knob_bell.h"
#include "core/trace/probes.h"

namespace lanescope::scenario {

bool liveSleep(const std::atomic<double>& milliseconds, const std::stop_token& stop, double factor)
{
    using Clock = KnobBell::Clock;
    using Milliseconds = std::chrono::duration<double, std::milli>;
    const trace::Wait wait(trace::WaitKind::Sleep, trace::ObjectId::None);
    const auto start = Clock::now();
    while (!stop.stop_requested()) {
        const std::uint64_t seen = KnobBell::rings();
        const Milliseconds wanted(milliseconds.load(std::memory_order_relaxed) * factor);
        const auto end = start + std::chrono::duration_cast<Clock::duration>(wanted);
        if (Clock::now() >= end)
            return true;
        KnobBell::sleepUntil(end, stop, seen);
    }
    return false;
}

} // namespace lanescope::scenario
