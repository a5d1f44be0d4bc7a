// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_result.h"
#include "core/control/run_watch.h"

namespace lanescope::control {

/// What the report says about a finished run: deadlocks and everything else that was found while it went on, also what
/// is gone again, and losses of the recorder, always; with the knob of that scenario to try.
std::vector<Finding> findingsOf(const store::Snapshot& snapshot, const RunWatch& watch, const QString& scenario);

} // namespace lanescope::control
