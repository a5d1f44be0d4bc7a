// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/knob.h"
#include "core/sync/shared_word.h"

#include <array>
#include <atomic>

namespace lanescope::scenario {

class Context;

/// Where the numbers of LiveKnobs lie: shared memory that the lab writes and its children read. Zeroed memory is one.
struct KnobCells {
    static constexpr std::size_t kMost = 16;
    std::array<std::atomic<double>, kMost> numbers;
    sync::SharedWord changes;
    std::atomic<bool> stop;
};

/// The knobs of a run and its wish to stop, as a child process sees them: a change is there at once, and wakes who
/// sleeps. Threads: any, of any process. Lifetime: shorter than the cells' mapping.
class LiveKnobs {
public:
    /// `knobs` are the scenario's, in their order; text knobs have no number and are left out of this.
    LiveKnobs(KnobCells& cells, std::vector<Knob> knobs);

    /// In the lab: copies the values as they stand, and the wish to stop. Costs nothing when nothing changed.
    void follow(const Context& context);
    /// In the lab: asks the children to stop.
    void requestStop();

    double number(const char* name) const;
    int integer(const char* name) const { return static_cast<int>(number(name)); }
    bool on(const char* name) const { return number(name) != 0; }
    bool stopRequested() const { return m_cells->stop.load(std::memory_order_relaxed); }

    /// Sleeps, visibly, as many milliseconds as the knob says, also when it is turned meanwhile; the time counts from
    /// `sinceNs` (CLOCK_MONOTONIC). False as soon as a stop is requested.
    bool pause(const char* knob, std::int64_t sinceNs) const;
    bool pause(const char* knob) const;
    /// The same for a share of what the knob says.
    bool pauseShare(const char* knob, double share) const;

private:
    bool pauseUntil(const std::function<double()>& milliseconds, std::int64_t sinceNs) const;

    KnobCells* m_cells;
    std::vector<Knob> m_knobs;
};

} // namespace lanescope::scenario
