// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// processes.spawn: a child with a name and arguments, waited for with a timeout and once more; its exit code, or the
/// signal that ended it; and the waits that are refused.
class SpawnScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
