// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/canvas_frame.h"

#include <optional>

namespace lanescope::timeline {

/// What a press, move and release of the mouse on a canvas mean: a click, a selected range, a pan, a cursor
/// being moved. Knows no widget, only frames and the Viewport. Threads: GUI.
class CanvasMouse {
public:
    enum class Gesture { None, Press, Select, Pan, MoveCursor };
    static constexpr qreal kDragPx = 4; ///< a press that moves less is a click
    static constexpr qreal kCursorReachPx = 4;

    /// `pans`: the button or the held space bar asks for a pan.
    void press(Viewport& viewport, const CanvasFrame& frame, QPointF position, bool pans);
    void move(Viewport& viewport, const CanvasFrame& frame, QPointF position);
    /// Ends the gesture; true if it was a click.
    bool release();

    Gesture gesture() const { return m_gesture; }
    bool isDragging() const { return m_gesture != Gesture::None && m_gesture != Gesture::Press; }
    /// How far a pan has moved vertically since the last call.
    int takeScroll();
    /// The cursor line within reach of `position`.
    static std::optional<Viewport::Cursor> cursorAt(const CanvasFrame& frame, QPointF position);

    bool spaceIsDown = false;

private:
    Gesture m_gesture = Gesture::None;
    QPointF m_start;
    QPointF m_last;
    std::int64_t m_startNs = 0;
    Viewport::Cursor m_cursor = Viewport::Cursor::First;
    qreal m_scrolled = 0;
};

} // namespace lanescope::timeline
