// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lanescope::crawl {

/// What one slot did lately, as queueing theory reads it. Plain data.
struct SlotFlow {
    double onTheWire = 0; ///< N, mean over time
    double ratePerS = 0;  ///< X, requests that ended
    double latencyS = 0;  ///< L, mean time on the wire of those; 0: none ended
    double stays = 0;     ///< X · L without the edges: what each request's own time on the wire adds, per second

    /// Little's law: N = X · L. How far the two sides are apart, as a share of the larger; 0 when nothing ran. Exact only
    /// over a time that begins and ends with nobody on the wire: a timeout that ends in this window was in those before,
    /// and one that is still out has no latency yet. So each request counts with the part of its stay that lies within.
    double littlesLawError() const;
};

/// Measures a slot over the last two seconds. Times are nanoseconds.
/// Threads: none of its own; the owner locks.
class SlotMeter {
public:
    void onTheWireChanged(int count, std::int64_t nowNs);
    /// So many requests that went on the wire at these times, their sum in seconds, are on this slot's account from now
    /// on; negative: no more.
    void entered(int count, double sinceS);
    /// One that is on the account ended; it went on the wire then.
    void ended(std::int64_t enteredNs, std::int64_t endedNs, double latencyS);
    /// Call every kStepNs or so: what is older than kSteps calls is forgotten.
    void step(std::int64_t nowNs);
    SlotFlow flow(std::int64_t nowNs) const;
    /// The mean on the wire between the last two calls of step().
    double meanOfLastStep() const { return m_meanOfLastStep; }

    static constexpr std::int64_t kStepNs = 250'000'000;

private:
    static constexpr std::size_t kSteps = 8;
    struct Sums {
        double areaS = 0; // ∫ on the wire dt
        double latencyS = 0;
        double staysS = 0; // of those that ended and, so far, of those that are out
        std::uint64_t ended = 0;
        std::int64_t atNs = 0;
    };
    Sums sumsAt(std::int64_t nowNs) const;

    Sums m_now;
    std::array<Sums, kSteps> m_then{}; // a ring; m_next is the oldest
    std::size_t m_next = 0;
    double m_meanOfLastStep = 0;
    int m_onTheWire = 0;
    int m_out = 0; // by entered() and ended(), as the next two
    double m_outSinceS = 0;
    double m_endedStaysS = 0;
};

} // namespace lanescope::crawl
