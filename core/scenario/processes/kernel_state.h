// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <sys/types.h>

namespace lanescope::scenario {

/// What the kernel says a process does: R runs, S sleeps, D waits for a device, T stopped, Z zombie; 0 when there is no
/// such process (any more). Threads: any.
char kernelState(pid_t pid);

/// How long the first thread of a process could have run and had no CPU, since it began; 0 when the kernel does not say.
/// Threads: any.
std::chrono::nanoseconds lackedCpu(pid_t pid);

} // namespace lanescope::scenario
