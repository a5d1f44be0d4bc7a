// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// processes.lock: two processes add 1 and 3, five times each, to a number in shared memory, and write their letters
/// into a shared string; with a process lock around the five steps, or without.
class ProcessLockScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
