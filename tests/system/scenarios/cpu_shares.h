// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the recording says of the threads "worker-1" … and the CPUs they were on.

#include "tests/system/scenarios/scenario_run.h"

#include <set>

namespace lanescope::testing {

/// On which CPUs they ran, at any moment of the run.
std::set<std::uint16_t> cpusOfWorkers(const Ran& ran);

/// Of the time in which a worker is on a CPU, the share in which another one is on another CPU: parallel, not by turns.
double parallelShare(const Ran& ran);

/// The same for workers that ran or could have. However few cores other programs leave: who only waits for a core is not
/// kept back by another worker.
double togetherShare(const Ran& ran);

} // namespace lanescope::testing
