// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace lanescope::scenario {

class Context;

/// Calls `follow` at the start, after each change of a knob, and again when nothing has changed for so long, until a stop
/// is requested; sleeps in between. Threads: the run's.
void followKnobs(Context& context, const std::function<void()>& follow, int everyMs = 500);

/// Sleeps until a stop is requested, for scenarios whose threads read the knobs themselves. Threads: the run's.
void waitForStop(Context& context);

} // namespace lanescope::scenario
