// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/gate_clock.h"

#include <vector>

namespace lanescope::crawl {

/// What a GateClock read when each request of a queue came, for all of them together: the difference to the
/// reading when one leaves is how long it waited at which gate.
///
/// Readings are kept now and then, not for each request, and thinned out as they age, so that a million
/// waiting requests cost no more than a hundred: what lies between two readings is taken to have come evenly.
/// The error is below one part in kMost / 2 of the age. Threads: none of its own; the owner locks.
class WaitHistory {
public:
    static constexpr std::size_t kMost = 128;
    static constexpr std::int64_t kSpacingNs = 1'000'000;

    /// True if a request that comes now is worth a reading; note() takes it.
    bool wantsReading(std::int64_t nowNs) const
    {
        return m_readings.empty() || nowNs - m_readings.back().atNs >= m_spacingNs;
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
    };
    void thinOut();

    std::vector<Reading> m_readings;
    std::int64_t m_spacingNs = kSpacingNs;
};

} // namespace lanescope::crawl
