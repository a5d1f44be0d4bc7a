// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// processes.pool: ten tasks of one to four seconds, scaled, for a pool of processes, in each way that Python's Pool
/// has; and what happens when it is joined before it is closed, or terminated.
class ProcessPoolScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
