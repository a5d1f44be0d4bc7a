// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/lock_patterns/lock_patterns_group.h"

#include "core/scenario/lock_patterns/barrier_scenario.h"
#include "core/scenario/lock_patterns/convoy_scenario.h"
#include "core/scenario/lock_patterns/false_sharing_scenario.h"
#include "core/scenario/lock_patterns/herd_scenario.h"
#include "core/scenario/lock_patterns/inversion_scenario.h"
#include "core/scenario/lock_patterns/livelock_scenario.h"
#include "core/scenario/lock_patterns/philosophers_scenario.h"

namespace lanescope::scenario {

std::vector<Entry> lockPatternsGroup()
{
    return {entry<PhilosophersScenario>(), entry<LivelockScenario>(),  entry<ConvoyScenario>(),
            entry<HerdScenario>(),         entry<InversionScenario>(), entry<FalseSharingScenario>(),
            entry<BarrierScenario>()};
}

} // namespace lanescope::scenario
