// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// queues.fifo: a bounded queue with timeouts; each producer puts a batch and joins until all of it is done.
class FifoScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
