// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/knob.h"

#include <QString>

#include <vector>

namespace lanescope::control {

/// A knob change `atS` seconds after the start of the run: one that is to happen by itself, or one that happened.
struct TimedChange {
    double atS = 0;
    QString knob;
    scenario::KnobValue value;
};

/// What is to be run. Plain data. Threads: as a value.
struct RunRequest {
    QString scenario;
    std::vector<scenario::KnobValue> values; ///< at the start: one for each knob of the scenario, checked
    quint64 seed = 1;
    double durationS = 0; ///< 0: until stopped or done
    std::vector<TimedChange> changes;
    /// Ends a run that has been deadlocked for so long, once no change is still to come; 0: never.
    double endDeadlockAfterS = 0;
    bool record = true; ///< false: run without recorder and kernel layer, to see what they cost
    std::size_t memoryBudgetBytes = 512U << 20;
};

} // namespace lanescope::control
