// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/scroll_anchor.h"

namespace lanescope::timeline {

ScrollAnchor::ScrollAnchor(const TimelineState& state, int heightPx)
    : m_scrollPx(state.scrollPx)
{
    if (m_scrollPx == 0)
        return;
    const auto pick = state.viewport.pick();
    const auto& lines = state.rows.lines();
    for (std::size_t i = state.rows.firstAt(m_scrollPx); i < lines.size(); ++i) {
        const int y = lines[i].topPx - m_scrollPx;
        if (y >= heightPx)
            return;
        const bool isPicked = pick && lines[i].row == pick->row;
        m_held.insert(isPicked ? m_held.begin() : m_held.end(), {lines[i].key, y});
    }
}

int ScrollAnchor::scrollPx(const RowList& rows) const
{
    for (const Held& held : m_held) {
        if (const Line* line = rows.find(held.key))
            return line->topPx - held.yPx;
    }
    return m_scrollPx;
}

} // namespace lanescope::timeline
