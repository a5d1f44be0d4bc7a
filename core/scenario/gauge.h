// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <mutex>

namespace lanescope::scenario {

/// How many threads are at one place, as a row of the recording, and the most there ever were. Threads: any.
class Gauge {
public:
    explicit Gauge(const char* name)
        : m_name(trace::Recorder::intern(name))
    {
    }

    /// How many are there now, this one included.
    int enter();
    void leave();
    int inside() const;
    int most() const;

private:
    void show() const { trace::counter(m_name, m_inside); }

    const trace::StringId m_name;
    mutable std::mutex m_mutex; // guards all below, and that the recording has the changes in their order
    int m_inside = 0;
    int m_most = 0;
};

} // namespace lanescope::scenario
