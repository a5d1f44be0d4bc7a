// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/locks/locks_group.h"

#include "core/scenario/locks/mutex_scenario.h"

namespace lanescope::scenario {

std::vector<Entry> locksGroup()
{
    return {entry<MutexScenario>()};
}

} // namespace lanescope::scenario
