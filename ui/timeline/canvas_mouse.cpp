// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/canvas_mouse.h"

#include <cmath>

namespace lanescope::timeline {

std::optional<Viewport::Cursor> CanvasMouse::cursorAt(const CanvasFrame& frame, QPointF position)
{
    for (const auto which : {Viewport::Cursor::First, Viewport::Cursor::Second}) {
        const auto cursor = frame.viewport.cursor(which);
        if (cursor && std::abs(frame.xOf(*cursor) - position.x()) <= kCursorReachPx)
            return which;
    }
    return std::nullopt;
}

void CanvasMouse::press(Viewport& viewport, const CanvasFrame& frame, QPointF position, bool pans)
{
    m_start = m_last = position;
    m_startNs = frame.timeAt(position.x());
    m_scrolled = 0;
    m_gesture = pans ? Gesture::Pan : Gesture::Press;
    if (const auto cursor = cursorAt(frame, position); cursor && !pans) {
        m_gesture = Gesture::MoveCursor;
        m_cursor = *cursor;
        viewport.setCursor(m_cursor, m_startNs);
    }
}

void CanvasMouse::move(Viewport& viewport, const CanvasFrame& frame, QPointF position)
{
    switch (m_gesture) {
    case Gesture::None:
        return;
    case Gesture::Press:
        if (std::abs(position.x() - m_start.x()) < kDragPx)
            return;
        m_gesture = Gesture::Select;
        [[fallthrough]];
    case Gesture::Select:
        viewport.setSelection(TimeRange{m_startNs, frame.timeAt(position.x())});
        break;
    case Gesture::Pan: {
        // The time that was under the pointer when it went down stays under it.
        const std::int64_t now = frame.timeAt(position.x());
        if (now != m_startNs)
            viewport.panBy(m_startNs - now);
        m_scrolled += m_last.y() - position.y();
        break;
    }
    case Gesture::MoveCursor:
        viewport.setCursor(m_cursor, frame.timeAt(position.x()));
        break;
    }
    m_last = position;
}

bool CanvasMouse::release()
{
    const bool wasClick = m_gesture == Gesture::Press;
    m_gesture = Gesture::None;
    return wasClick;
}

int CanvasMouse::takeScroll()
{
    const int whole = static_cast<int>(m_scrolled);
    m_scrolled -= whole;
    return whole;
}

} // namespace lanescope::timeline
