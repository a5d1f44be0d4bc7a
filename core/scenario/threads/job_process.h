// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <cstdint>

namespace lanescope::scenario {

class Context;

/// Starts a process that does what each thread does, and waits for its end: returns how long its birth took, from the
/// start to the first line of its own, ns. Ends and reaps it when a stop is requested. Threads: the run's.
Result<std::int64_t> runJobProcess(Context& context);

} // namespace lanescope::scenario
