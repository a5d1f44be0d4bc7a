// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/scheduler.h"

namespace lanescope::crawl {

/// The counters of a crawl in the recording: requests on the wire, pages per second, the 95th percentile of the
/// time on the wire, failed URLs, how late the network thread's loop is, and how many requests wait at which gate. Each
/// waiting request counts at one gate, so the counters may be stacked.
/// Threads: one at a time.
class Gauges {
public:
    /// `prefix` goes before all names, where several crawls run side by side.
    explicit Gauges(const std::string& prefix = {});

    void onTheWire(int count);
    /// Call a few times a second.
    void sample(const Progress& progress, double p95Ms, double loopLagMs);
    /// The next rate counts from here.
    void restart();

private:
    const trace::StringId m_onTheWire;
    const trace::StringId m_pagesPerSecond;
    const trace::StringId m_p95;
    const trace::StringId m_loopLag;
    const trace::StringId m_errors;
    std::array<trace::StringId, kGates> m_waiting{};
    int m_lastOnTheWire = -1;
    std::int64_t m_sampledNs = 0;
    quint64 m_pagesThen = 0;
};

} // namespace lanescope::crawl
