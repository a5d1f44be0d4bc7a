// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// processes.object: a class whose run() loops without end, two objects of it; one ends when it is terminated, the other
/// does not and is killed after a grace.
class ProcessObjectScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
