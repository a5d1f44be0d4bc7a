// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace lanescope::scenario {

/// A blocking read(2) that the kernel answers after that time: to a thread a disk or a peer is just that. Recorded as
/// an I/O wait. Threads: any.
void waitForTimer(std::chrono::duration<double, std::milli> duration);

} // namespace lanescope::scenario
