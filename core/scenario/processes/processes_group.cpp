// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/processes_group.h"

#include "core/scenario/processes/crash_scenario.h"
#include "core/scenario/processes/fork_scenario.h"
#include "core/scenario/processes/inspect_scenario.h"
#include "core/scenario/processes/lock_scenario.h"
#include "core/scenario/processes/object_scenario.h"
#include "core/scenario/processes/pipe_scenario.h"
#include "core/scenario/processes/pool_scenario.h"
#include "core/scenario/processes/queue_scenario.h"
#include "core/scenario/processes/shared_memory_scenario.h"
#include "core/scenario/processes/spawn_scenario.h"

namespace lanescope::scenario {

std::vector<Entry> processesGroup()
{
    return {entry<ForkScenario>(),         entry<SpawnScenario>(),        entry<ProcessObjectScenario>(),
            entry<InspectScenario>(),      entry<ProcessQueueScenario>(), entry<ProcessPipeScenario>(),
            entry<SharedMemoryScenario>(), entry<ProcessLockScenario>(),  entry<ProcessPoolScenario>(),
            entry<CrashScenario>()};
}

} // namespace lanescope::scenario
