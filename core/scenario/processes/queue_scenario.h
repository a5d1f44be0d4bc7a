// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// processes.queue: one process writes A B C D into a queue, another reads for ever and is terminated.
///
/// The processes are real children (QProcess) of the lab; the queue between them is a pipe that the lab
/// passes on, as Python's multiprocessing.Queue is a pipe with a feeder.
class ProcessQueueScenario : public Scenario {
public:
    static ScenarioInfo info();
    void run(Context& context) override;
};

} // namespace lanescope::scenario
