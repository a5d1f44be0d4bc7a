// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kernel/switch_event.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lanescope::kernel {

/// Makes one stream in time order out of one per CPU, and keeps back what is too fresh to be handed out:
/// another CPU may not have told yet what came before it. Threads: one at a time.
class EventMerge {
public:
    explicit EventMerge(std::size_t cpus)
        : m_queues(cpus)
    {
    }

    /// Where the new events of one CPU are appended, in the order they came.
    std::vector<SwitchEvent>& incoming(std::size_t cpu) { return m_queues[cpu].events; }

    /// Moves every event up to and including `untilNs` to the end of `merged`. An event that came too late
    /// for its place (older than what was handed out before) comes first. Complexity: linear, times the
    /// logarithm of the CPUs.
    void takeUntil(std::int64_t untilNs, std::vector<SwitchEvent>& merged);

private:
    struct Queue {
        std::vector<SwitchEvent> events;
        std::size_t next = 0; ///< before it, handed out

        bool startsBy(std::int64_t ns) const { return next < events.size() && events[next].timeNs <= ns; }
        void prepare();
        void finish();
    };

    std::vector<Queue> m_queues;
    std::vector<Queue*> m_heap; ///< those that take part now, the one with the earliest event on top
};

} // namespace lanescope::kernel
