// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// processes.shared-memory: a number and ten integers in memory that processes share. First as in the notes, one child
/// writes and the parent reads; then several writers for ever, with a lock around what belongs together or without.
class SharedMemoryScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
