// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// queues.priority: three classes of jobs and one server; the most urgent first, equals in the order they
/// came.
class PriorityScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
