// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/locks/locks_group.h"

#include "core/scenario/locks/condition_scenario.h"
#include "core/scenario/locks/deadlock_scenario.h"
#include "core/scenario/locks/event_scenario.h"
#include "core/scenario/locks/mutex_scenario.h"
#include "core/scenario/locks/read_write_lock_scenario.h"
#include "core/scenario/locks/recursive_scenario.h"
#include "core/scenario/locks/semaphore_scenario.h"
#include "core/scenario/locks/timer_scenario.h"

namespace lanescope::scenario {

std::vector<Entry> locksGroup()
{
    return {entry<MutexScenario>(),         entry<RecursiveScenario>(), entry<ConditionScenario>(),
            entry<SemaphoreScenario>(),     entry<EventScenario>(),     entry<TimerScenario>(),
            entry<ReadWriteLockScenario>(), entry<DeadlockScenario>()};
}

} // namespace lanescope::scenario
