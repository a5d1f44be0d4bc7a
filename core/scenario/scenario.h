// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/knob.h"

#include <memory>
#include <vector>

namespace lanescope::scenario {

class Context;

/// What people see of a scenario before it runs.
struct ScenarioInfo {
    QString id;      ///< "locks.mutex"
    QString group;   ///< "Locks"
    QString title;   ///< "Mutex"
    QString summary; ///< one sentence: what it teaches
    std::vector<Knob> knobs;
};

/// Something real to run. Lives in the lab process. run() is called once, on the lab's main thread, and
/// returns when the work is done or soon after Context::stopRequested(). It may start threads, processes
/// and event loops; it leaves none of them behind.
class Scenario {
public:
    virtual ~Scenario() = default;
    virtual void run(Context& context) = 0;
};

} // namespace lanescope::scenario
