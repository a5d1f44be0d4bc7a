// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// processes.fork: one call of fork(2), two returns; who is left behind by whom.
///
/// `init` starts `parent`, which forks `child`. When the child ends first and nobody waits for it, it is a zombie;
/// when the parent ends first, the child is an orphan and init its new parent. All states are the kernel's.
class ForkScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
