// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_controller.h"

namespace lanescope::control {

/// What the report says about a finished run: the deadlocks that were found while it went on, also those that are gone
/// again, and losses of the recorder, always. Pure.
std::vector<Finding> findingsOf(const store::Snapshot& snapshot, const std::vector<DeadlockFacts>& deadlocks,
                                const std::vector<PastDeadlock>& past);

} // namespace lanescope::control
