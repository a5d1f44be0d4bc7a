// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/async/async_group.h"

#include "core/scenario/async/compare_scenario.h"
#include "core/scenario/async/reactor_scenario.h"

namespace lanescope::scenario {

std::vector<Entry> asyncGroup()
{
    return {entry<ReactorScenario>(), entry<CompareScenario>()};
}

} // namespace lanescope::scenario
