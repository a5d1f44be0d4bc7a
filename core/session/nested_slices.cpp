// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/nested_slices.h"

#include <algorithm>
#include <limits>

namespace lanescope::session {

using namespace store;

NestedSlices::NestedSlices(const Snapshot& snapshot, const Thread& thread)
    : m_lastStartNs(std::numeric_limits<std::int64_t>::min())
{
    for (const RowIndex row : thread.taskRows)
        m_cursors.push_back({&snapshot.row(row), true, 0, {}});
    m_cursors.push_back({&snapshot.row(thread.stateRow), false, 0, {}});
    for (Cursor& cursor : m_cursors)
        advance(cursor);
}

void NestedSlices::advance(Cursor& cursor)
{
    const Row& row = *cursor.row;
    cursor.front.reset();
    while (cursor.at < row.intervals.size()) {
        const Interval& interval = row.intervals[cursor.at++];
        if (cursor.isTask || interval.state() != State::Running) {
            cursor.front = interval;
            return;
        }
    }
    if (cursor.at++ == row.intervals.size() && row.open && (cursor.isTask || row.open->state != State::Running))
        cursor.front = Interval::make(row.open->startNs, row.knownUntilNs, row.open->state, row.open->subject);
}

bool NestedSlices::before(const Cursor& a, const Cursor& b)
{
    if (!a.front || !b.front)
        return a.front.has_value();
    if (a.front->startNs != b.front->startNs)
        return a.front->startNs < b.front->startNs;
    return a.front->durationNs > b.front->durationNs;
}

bool NestedSlices::startsAt(std::int64_t timeNs) const
{
    return std::any_of(m_cursors.begin(), m_cursors.end(), [timeNs](const Cursor& cursor) {
        const Row& row = *cursor.row;
        const std::size_t index = row.firstStartingAt(timeNs);
        return index < row.intervals.size() ? row.intervals[index].startNs == timeNs
                                            : row.open && row.open->startNs == timeNs;
    });
}

std::optional<Slice> NestedSlices::next()
{
    // min_element keeps the first of equals, and outer tasks stand before inner ones and states.
    Cursor& cursor = *std::min_element(m_cursors.begin(), m_cursors.end(), before);
    if (!cursor.front)
        return std::nullopt;
    Slice slice{std::max(cursor.front->startNs, m_lastStartNs), cursor.front->endNs(), cursor.isTask, *cursor.front};
    advance(cursor);
    while (!m_openEndsNs.empty() && m_openEndsNs.back() <= slice.startNs)
        m_openEndsNs.pop_back();
    slice.endNs = std::max(slice.endNs, slice.startNs);
    if (!m_openEndsNs.empty())
        slice.endNs = std::min(slice.endNs, m_openEndsNs.back());
    m_openEndsNs.push_back(slice.endNs);
    m_lastStartNs = slice.startNs;
    return slice;
}

} // namespace lanescope::session
