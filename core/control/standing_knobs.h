// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_request.h"
#include "core/scenario/scenario.h"
#include "core/store/snapshot.h"

namespace lanescope::control {

/// The scenario of a run and its knobs, as it was started and as they stand now; `info` may be nullptr.
struct RunKnobs {
    const scenario::ScenarioInfo* info = nullptr;
    std::vector<scenario::KnobValue> atStart;
    std::vector<scenario::KnobValue> now;
};

/// How the knobs of a run stand after these changes. Pure.
std::vector<scenario::KnobValue> valuesAfter(const scenario::ScenarioInfo& info,
                                             const std::vector<scenario::KnobValue>& atStart,
                                             const std::vector<TimedChange>& changes);
/// How they stood at a moment: as the run was started, and as the marks of the recording say that they were turned up to then.
/// Of many marks the oldest are gone. Pure. O(marks)
std::vector<scenario::KnobValue> valuesAt(const scenario::ScenarioInfo& info,
                                          const std::vector<scenario::KnobValue>& atStart,
                                          const store::Snapshot& snapshot, std::int64_t timeNs);

} // namespace lanescope::control
