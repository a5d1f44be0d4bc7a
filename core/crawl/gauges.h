// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/scheduler.h"

namespace lanescope::crawl {

/// The counters of a crawl in the recording: requests on the wire, pages per second, and how many requests
/// wait for which reason. Threads: one at a time.
class Gauges {
public:
    Gauges();

    void onTheWire(int count);
    /// Call a few times a second; `backlogged`: the parsers are what everything waits for.
    void sample(const Progress& progress, bool backlogged);
    /// The next rate counts from here.
    void restart();

private:
    const trace::StringId m_onTheWire;
    const trace::StringId m_pagesPerSecond;
    const trace::StringId m_waitGlobal;
    const trace::StringId m_waitSlot;
    const trace::StringId m_waitDelay;
    const trace::StringId m_waitBacklog;
    int m_lastOnTheWire = -1;
    std::int64_t m_sampledNs = 0;
    quint64 m_pagesThen = 0;
};

} // namespace lanescope::crawl
