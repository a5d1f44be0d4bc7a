// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

namespace lanescope::scenario {

/// What the kernel says a process does: R runs, S sleeps, D waits for a device, T stopped, Z zombie; 0 when there is no
/// such process (any more). Threads: any.
char kernelState(pid_t pid);

} // namespace lanescope::scenario
