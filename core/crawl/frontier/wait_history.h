// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/gate_clock.h"

#include <vector>

namespace lanescope::crawl {

/// What a GateClock read when each request of a queue came, for all of them together: the difference to the
/// reading when one leaves is how long it waited at which gate.
///
/// Readings are kept now and then, not for each request, and thinned out as they age, so that a million
/// waiting requests cost no more than a few hundred: what comes within kSpacingNs of a reading has that, and what lay
/// between two and was thinned out is taken to have come evenly. The error is below kSpacingNs, or one part in kRatio of
/// how long the request itself has waited: the youngest may leave first. Threads: none of its own; the owner locks.
/// Complexity: O(1) amortised.
class WaitHistory {
public:
    static constexpr std::size_t kMost = 256;
    static constexpr std::int64_t kSpacingNs = 250'000;
    static constexpr std::int64_t kRatio = 12; ///< an hour of readings a quarter of a millisecond apart needs 190 then

    /// True if a request that comes now is worth a reading; note() takes it.
    bool wantsReading(std::int64_t nowNs) const
    {
        return m_readings.empty() || nowNs - m_readings.back().atNs >= kSpacingNs;
    }
    /// `sequence`: of the next request; rising, and so is the time.
    void note(std::uint32_t sequence, std::int64_t nowNs, const GateTimes& times);
    /// The reading when this request came; with none known, that of the earliest.
    GateTimes at(std::uint32_t sequence) const;
    void clear();
    std::size_t memoryBytes() const { return m_readings.capacity() * sizeof(Reading); }

private:
    struct Reading {
        std::uint32_t sequence = 0;
        std::int64_t atNs = 0;
        GateTimes times;
        bool isThinned = false; // others were between this and the next
    };
    void thinOut(std::int64_t ratio, std::int64_t nowNs);

    std::vector<Reading> m_readings;
};

} // namespace lanescope::crawl
