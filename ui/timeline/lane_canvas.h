// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/canvas_mouse.h"
#include "ui/timeline/frame_clock.h"
#include "ui/timeline/hit.h"
#include "ui/timeline/lane_painter.h"
#include "ui/timeline/timeline_state.h"

#include <QWidget>

namespace lanescope::timeline {

class TimelineNavigator;

/// The part of a TimelineView with the lanes: as large as its viewport, whatever the number of rows; it
/// paints what `state` says and passes mouse and keys on. Threads: GUI.
class LaneCanvas : public QWidget {
    Q_OBJECT
public:
    LaneCanvas(TimelineState& state, TimelineNavigator& navigator, QWidget* parent);

    TimelineState& state() const { return m_state; }
    CanvasFrame frame() const;
    Hit hitAt(QPointF position) const;
    const FrameClock& frameClock() const { return m_frames; }
    const PaintCounts& paintCounts() const { return m_painter.counts(); }

Q_SIGNALS:
    void hovered(const lanescope::timeline::Hit& hit);
    void clicked(const lanescope::timeline::Hit& hit);
    void scrollWanted(int deltaPx);
    void headerClicked(const lanescope::timeline::LineKey& line);
    void menuWanted(const lanescope::timeline::Hit& hit, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void updateFont();
    void updateCursorShape();

    TimelineState& m_state;
    TimelineNavigator& m_navigator;
    LanePainter m_painter;
    CanvasMouse m_mouse;
    FrameClock m_frames;
    bool m_showsFocus = false;
};

} // namespace lanescope::timeline
