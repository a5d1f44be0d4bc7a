// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/queues/queues_group.h"

#include "core/scenario/queues/producer_consumer_scenario.h"

namespace lanescope::scenario {

std::vector<Entry> queuesGroup()
{
    return {entry<ProducerConsumerScenario>()};
}

} // namespace lanescope::scenario
