// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <stop_token>

namespace lanescope::scenario {

/// Keeps the CPU busy until this thread has used as many milliseconds of CPU time as the live cell of a knob says, also
/// when the knob is turned meanwhile. Returns within a millisecond of CPU time of a wish to stop; false then.
/// Threads: any.
bool liveWork(const std::atomic<double>& milliseconds, const std::stop_token& stop);

/// The same for a length that stays.
bool workUnlessStopped(std::chrono::duration<double, std::micro> cpuTime, const std::stop_token& stop);

} // namespace lanescope::scenario
