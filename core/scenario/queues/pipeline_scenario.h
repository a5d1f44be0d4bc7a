// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// queues.pipeline: two to six stages with a bounded queue between each and the next.
class PipelineScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
