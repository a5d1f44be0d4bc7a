// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace lanescope::sync {

/// What this thread has used of the CPUs so far (CLOCK_THREAD_CPUTIME_ID).
std::chrono::nanoseconds threadCpuTime();

/// Keeps the CPU busy until this thread has used that much CPU time, so that a preempted thread does not get away
/// with less work. Not shorter than a clock read, about 0.3 µs.
void workFor(std::chrono::duration<double, std::micro> cpuTime);

} // namespace lanescope::sync
