// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/pools/pools_group.h"

#include "core/scenario/pools/imbalance_scenario.h"
#include "core/scenario/pools/map_scenario.h"
#include "core/scenario/pools/size_scenario.h"
#include "core/scenario/pools/starvation_scenario.h"
#include "core/scenario/pools/submit_map_scenario.h"

namespace lanescope::scenario {

std::vector<Entry> poolsGroup()
{
    return {entry<MapScenario>(), entry<SubmitMapScenario>(), entry<StarvationScenario>(), entry<SizeScenario>(),
            entry<ImbalanceScenario>()};
}

} // namespace lanescope::scenario
