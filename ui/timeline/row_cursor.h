// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace lanescope::timeline {

/// Walks the intervals of a row from left to right. Looking for the next place from the last one costs
/// O(log distance) instead of O(log n), which is what painting bucket after bucket is made of. Threads: any.
class RowCursor {
public:
    /// The positions [first, last) of the intervals that touch a stretch of time.
    struct Touching {
        std::size_t first = 0;
        std::size_t last = 0;
        std::size_t count() const { return last - first; }
    };

    explicit RowCursor(const store::Row& row)
        : m_row(row)
    {
    }

    /// Stretches must come in order: none may start before the last one did.
    Touching touching(std::int64_t startNs, std::int64_t endNs)
    {
        m_first = advance(m_first, [startNs](const store::Interval& i) { return i.endNs() <= startNs; });
        const std::size_t hint = endNs >= m_endNs ? std::max(m_first, m_last) : m_first;
        m_last = advance(hint, [endNs](const store::Interval& i) { return i.startNs < endNs; });
        m_endNs = endNs;
        return {m_first, m_last};
    }

    /// Time per state within [startNs, endNs), which `touching` was found for; the open interval included.
    store::IntervalSummary summarise(Touching touching, std::int64_t startNs, std::int64_t endNs) const
    {
        store::IntervalSummary sum;
        if (touching.count() > 0) {
            sum = m_row.intervals.summarise(touching.first, touching.last);
            const store::Interval first = m_row.intervals[touching.first];
            const store::Interval last = m_row.intervals[touching.last - 1];
            sum.ns[store::bucketOf(first.state())] -= std::max<std::int64_t>(startNs - first.startNs, 0);
            sum.ns[store::bucketOf(last.state())] -= std::max<std::int64_t>(last.endNs() - endNs, 0);
        }
        if (m_row.open && m_row.open->startNs < endNs && m_row.knownUntilNs > startNs) {
            const std::int64_t from = std::max(m_row.open->startNs, startNs);
            sum.ns[store::bucketOf(m_row.open->state)] += std::min(m_row.knownUntilNs, endNs) - from;
        }
        return sum;
    }

private:
    // The first position from `at` on for which `before` is false.
    template <class Before>
    std::size_t advance(std::size_t at, Before&& before) const
    {
        const std::size_t size = m_row.intervals.size();
        std::size_t low = at; // everything below is before
        std::size_t step = 1;
        while (low < size && before(m_row.intervals[std::min(low + step, size) - 1])) {
            low = std::min(low + step, size);
            step *= 2;
        }
        std::size_t high = std::min(low + step, size);
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            if (before(m_row.intervals[middle]))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    const store::Row& m_row;
    std::size_t m_first = 0;
    std::size_t m_last = 0;
    std::int64_t m_endNs = std::numeric_limits<std::int64_t>::min();
};

} // namespace lanescope::timeline
