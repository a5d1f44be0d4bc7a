// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/queue_timeline.h"

#include <algorithm>

namespace lanescope::store {

void QueueTimeline::add(std::int64_t timeNs, double depth, trace::DepthChange change)
{
    m_pending.push_back({timeNs, depth, change});
}

void QueueTimeline::advance(std::int64_t untilNs, RowData& row, QueueFigures& figures)
{
    std::stable_sort(m_pending.begin(), m_pending.end(),
                     [](const Change& a, const Change& b) { return a.timeNs < b.timeNs; });
    std::size_t done = 0;
    for (; done < m_pending.size() && m_pending[done].timeNs <= untilNs; ++done)
        apply(m_pending[done], row, figures);
    m_pending.erase(m_pending.begin(), m_pending.begin() + static_cast<std::ptrdiff_t>(done));
    row.knownUntilNs = std::max(row.knownUntilNs, untilNs);
}

void QueueTimeline::apply(const Change& change, RowData& row, QueueFigures& figures)
{
    m_depth = change.depth;
    row.samples.append({change.timeNs, change.depth});
    figures.depthMax = std::max(figures.depthMax, change.depth);
    if (change.change == trace::DepthChange::Put) {
        ++figures.puts;
        m_putTimes.push_back(change.timeNs);
    } else if (change.change == trace::DepthChange::Get) {
        ++figures.gets;
        if (!m_putTimes.empty()) {
            figures.sojourn.add(change.timeNs - m_putTimes.front());
            m_putTimes.pop_front();
        }
    }
    // After dropped records the depth is right and the memory of puts is not.
    while (!m_putTimes.empty() && static_cast<double>(m_putTimes.size()) > change.depth)
        m_putTimes.pop_front();
}

} // namespace lanescope::store
