// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// queues.deque: an owner works at one end of its deque, thieves steal at the other.
class DequeScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
