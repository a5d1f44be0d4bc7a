// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/histogram.h"
#include "core/store/snapshot.h"

#include <QDeadlineTimer>

#include <unordered_map>

namespace lanescope::charts {

/// How late the timers of a run fired, or how early, from the samples of its counters "lateness, µs". Each look takes in
/// what is new. Threads: one.
class LatenessTally {
public:
    /// False if the deadline came before all were taken in: call again, it goes on where it was.
    bool takeIn(const store::Snapshot& snapshot, const QDeadlineTimer& deadline);
    const store::Histogram& late() const { return m_late; }   ///< by how much
    const store::Histogram& early() const { return m_early; } ///< likewise
    std::uint64_t count() const { return m_late.count() + m_early.count(); }

private:
    bool takeRow(const store::Row& row, std::uint64_t& taken, const QDeadlineTimer& deadline);

    std::unordered_map<std::uint32_t, std::uint64_t> m_taken; // by row: samples, those that are gone included
    store::Histogram m_late;
    store::Histogram m_early;
    std::int64_t m_beginNs = 0; // of the run that they are of
    std::uint64_t m_generation = 0;
};

} // namespace lanescope::charts
