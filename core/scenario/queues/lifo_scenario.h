// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// queues.lifo: requests come faster than they are served; the last in is the first out, or the other way
/// round.
class LifoScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
