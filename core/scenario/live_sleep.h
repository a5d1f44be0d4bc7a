// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <stop_token>

namespace lanescope::scenario {

/// Sleeps, visibly and in one piece, as many milliseconds, times `factor`, as the live cell of a knob says, also when the
/// knob is turned meanwhile. Returns at once, with false, when a stop is requested. Threads: any.
bool liveSleep(const std::atomic<double>& milliseconds, const std::stop_token& stop, double factor = 1);

} // namespace lanescope::scenario
