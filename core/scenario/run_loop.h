// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace lanescope::scenario {

class Context;

/// Turns an event loop on the run's thread until a stop is requested, for scenarios that own processes or sockets.
/// Calls `follow` at the start and after each change of a knob. Threads: the run's.
void runLoop(Context& context, const std::function<void()>& follow);

} // namespace lanescope::scenario
