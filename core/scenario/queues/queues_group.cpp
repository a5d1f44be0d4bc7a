// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/queues/queues_group.h"

#include "core/scenario/queues/deque_scenario.h"
#include "core/scenario/queues/fifo_scenario.h"
#include "core/scenario/queues/lifo_scenario.h"
#include "core/scenario/queues/pipeline_scenario.h"
#include "core/scenario/queues/priority_scenario.h"
#include "core/scenario/queues/producer_consumer_scenario.h"

namespace lanescope::scenario {

std::vector<Entry> queuesGroup()
{
    return {entry<FifoScenario>(),  entry<ProducerConsumerScenario>(), entry<PriorityScenario>(), entry<LifoScenario>(),
            entry<DequeScenario>(), entry<PipelineScenario>()};
}

} // namespace lanescope::scenario
