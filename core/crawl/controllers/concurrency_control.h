// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/controllers/control_reading.h"
#include "core/crawl/controllers/latency_track.h"
#include "core/crawl/model/settings.h"

#include <cstdint>

namespace lanescope::crawl {

/// What a controller of concurrency is told when a request of its slot ended.
struct SlotObservation {
    std::int64_t startedNs = 0; ///< on the wire
    std::int64_t endedNs = 0;
    double latencyS = 0;   ///< from the start to the headers; 0: no answer came
    int status = 0;        ///< 0: no answer came
    bool overload = false; ///< a sign of too much: 429, 503, timeout, reset, refused
    int onTheWire = 0;     ///< of the slot, this one included
};

/// A cap for one slot that finds its own value, by one of two rules.
///
/// Aimd, as TCP does (Chiu and Jain 1989): one more after each round of answers that went well, half as many at
/// a sign of overload or when the latency is above tolerance × the best; once for all requests that were out at
/// the same time. Gradient, as Netflix's concurrency-limits: limit × (tolerance × best / latency, between ½ and 1)
/// + √limit of room to grow, smoothed.
///
/// Neither rises while less than half of it is in use: what is not tried teaches nothing.
/// Threads: none of its own; the owner locks.
class ConcurrencyLimit {
public:
    static constexpr double kStart = 2;
    static constexpr double kMost = 1000;

    void ended(const SlotObservation& seen, ConcurrencyControl control, double tolerance);
    /// At least 1.
    int limit() const { return static_cast<int>(m_limit); }
    /// How it stands, for people.
    ControlReading reading(ConcurrencyControl control, double tolerance) const;

private:
    void additive(const SlotObservation& seen, double tolerance);
    void gradient(const SlotObservation& seen, double tolerance);
    bool inUse(const SlotObservation& seen) const { return 2 * seen.onTheWire >= limit(); }

    LatencyTrack m_latency;
    double m_limit = kStart;
    std::int64_t m_cutNs = 0; // the last time it was halved
};

} // namespace lanescope::crawl
