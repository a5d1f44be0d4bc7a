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

    /// Little's law: N = X · L. How far the two sides are apart, as a share of the larger; 0 when nothing ran.
    double littlesLawError() const;
};

/// Measures a slot over the last two seconds. Times are nanoseconds.
/// Threads: none of its own; the owner locks.
class SlotMeter {
public:
    void onTheWireChanged(int count, std::int64_t nowNs);
    void ended(double latencyS);
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
        std::uint64_t ended = 0;
        std::int64_t atNs = 0;
    };
    Sums sumsAt(std::int64_t nowNs) const;

    Sums m_now;
    std::array<Sums, kSteps> m_then{}; // a ring; m_next is the oldest
    std::size_t m_next = 0;
    double m_meanOfLastStep = 0;
    int m_onTheWire = 0;
};

} // namespace lanescope::crawl
