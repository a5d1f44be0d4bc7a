// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>

namespace lanescope::scenario {

/// Rings when a knob of this process's run is turned, so that whoever sleeps for as long as a knob says need not look
/// again and again. Read rings() first, then the knob, then sleep. Threads: any.
class KnobBell {
public:
    using Clock = std::chrono::steady_clock;

    static void ring();
    /// How often it rang so far.
    static std::uint64_t rings();
    /// Sleeps until `end`, or until it has rung more than `seen` times, or a stop is requested.
    static void sleepUntil(Clock::time_point end, const std::stop_token& stop, std::uint64_t seen);
};

} // namespace lanescope::scenario
