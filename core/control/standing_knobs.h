// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"
#include "core/store/snapshot.h"

namespace lanescope::control {

/// How the knobs of a run stood at a moment: as it was started, and as the marks of the recording say that they were turned
/// up to then. Pure. O(marks)
std::vector<scenario::KnobValue> valuesAt(const scenario::ScenarioInfo& info,
                                          const std::vector<scenario::KnobValue>& atStart,
                                          const store::Snapshot& snapshot, std::int64_t timeNs);

} // namespace lanescope::control
