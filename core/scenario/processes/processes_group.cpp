// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/processes_group.h"

#include "core/scenario/processes/queue_scenario.h"

namespace lanescope::scenario {

std::vector<Entry> processesGroup()
{
    return {entry<ProcessQueueScenario>()};
}

} // namespace lanescope::scenario
