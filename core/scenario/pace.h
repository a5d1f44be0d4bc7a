// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/worker_group.h"

#include <chrono>

namespace lanescope::scenario {

/// Lets one worker go on so many times a second, as a live knob says; 0: not at all. Who was kept up does not
/// make up for what it missed. Threads: the worker's.
class Pace {
public:
    Pace(const WorkerGroup::Worker& worker, const std::atomic<double>& perSecond);

    /// Sleeps until the next turn. False when the worker is to end.
    bool waitForTurn();
    /// Whether the next turn has come; takes it if so.
    bool takeTurn();
    /// What is left until it, at most.
    std::chrono::nanoseconds untilTurn() const;

private:
    using Clock = std::chrono::steady_clock;
    bool isDue(Clock::time_point now) const;
    Clock::duration interval() const;

    const WorkerGroup::Worker& m_worker;
    const std::atomic<double>& m_perSecond;
    Clock::time_point m_latest;
};

} // namespace lanescope::scenario
