// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_result.h"
#include "core/control/run_watch.h"
#include "core/control/standing_knobs.h"

namespace lanescope::control {

/// What is to be advised on; names once each.
Complaint complaintOf(const store::Snapshot& snapshot, const analysis::Finding& finding);
Complaint complaintOf(const DeadlockFacts& facts);

/// What the report says about a finished run: deadlocks and everything else that was found while it went on, also what
/// is gone again, and losses of the recorder, always; with what to try.
std::vector<Finding> findingsOf(const store::Snapshot& snapshot, const RunWatch& watch, const RunKnobs& knobs);

} // namespace lanescope::control
