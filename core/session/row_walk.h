// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <optional>

namespace lanescope::session {

/// The intervals of a row one after the other, the open one last. Lifetime: within that of the row.
class RowWalk {
public:
    explicit RowWalk(const store::Row& row)
        : m_row(row)
    {
    }
    std::optional<store::Interval> next()
    {
        const std::size_t at = m_at++;
        if (at < m_row.intervals.size())
            return m_row.intervals[at];
        if (at > m_row.intervals.size() || !m_row.open)
            return std::nullopt;
        return m_row.open->until(m_row.knownUntilNs);
    }

private:
    const store::Row& m_row;
    std::size_t m_at = 0;
};

/// When the first thing on a row happened; the end of time if nothing did.
inline std::int64_t firstTime(const store::Row& row)
{
    if (!row.intervals.empty())
        return row.intervals[0].startNs;
    if (!row.samples.empty())
        return row.samples[0].timeNs;
    return row.open ? row.open->startNs : std::numeric_limits<std::int64_t>::max();
}

/// The earliest moment of a run: of all rows, marks and flows, and its begin.
inline std::int64_t originOf(const store::Snapshot& snapshot)
{
    std::int64_t origin = snapshot.beginNs;
    for (const store::Row& row : snapshot.rows)
        origin = std::min(origin, firstTime(row));
    for (const store::Mark& mark : *snapshot.marks)
        origin = std::min(origin, mark.timeNs);
    for (const store::Flow& flow : *snapshot.flows)
        origin = std::min({origin, flow.fromNs, flow.toNs});
    return origin;
}

} // namespace lanescope::session
