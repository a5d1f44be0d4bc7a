// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/histogram.h"
#include "core/store/snapshot.h"

#include <QDeadlineTimer>

#include <unordered_map>

namespace lanescope::charts {

/// How late the timers of a run fired, from the samples of its counters "lateness, µs". Each look takes in what is new.
/// Timers that came early count as 0. Threads: one.
class LatenessTally {
public:
    /// False if the deadline came before all were taken in: call again, it goes on where it was.
    bool takeIn(const store::Snapshot& snapshot, const QDeadlineTimer& deadline);
    const store::Histogram& histogram() const { return m_histogram; }

private:
    bool takeRow(const store::Row& row, std::uint64_t& taken, const QDeadlineTimer& deadline);

    std::unordered_map<std::uint32_t, std::uint64_t> m_taken; // by row: samples, those that are gone included
    store::Histogram m_histogram;
    std::int64_t m_beginNs = 0; // of the run that they are of
    std::uint64_t m_generation = 0;
};

} // namespace lanescope::charts
