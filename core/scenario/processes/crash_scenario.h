// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// processes.crash: children that exit with an error, crash, hang, or flood their output, and a supervisor that tells
/// each end from the others and starts them again or not.
class CrashScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
