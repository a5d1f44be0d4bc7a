// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/threads_group.h"

#include "core/scenario/threads/blocking_scenario.h"
#include "core/scenario/threads/create_scenario.h"
#include "core/scenario/threads/gil_scenario.h"
#include "core/scenario/threads/join_scenario.h"
#include "core/scenario/threads/parallel_scenario.h"

namespace lanescope::scenario {

std::vector<Entry> threadsGroup()
{
    return {entry<CreateScenario>(), entry<JoinScenario>(), entry<BlockingScenario>(), entry<ParallelScenario>(),
            entry<GilScenario>()};
}

} // namespace lanescope::scenario
