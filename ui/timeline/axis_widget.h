// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/timeline_state.h"

#include <QWidget>

namespace lanescope::timeline {

/// A strip that shares the time axis of the lanes: a label at the left, a plot that lines up with the canvas.
/// Repaints when the Viewport or the snapshot changes. Threads: GUI. The Viewport must outlive it.
class AxisWidget : public QWidget {
    Q_OBJECT
public:
    AxisWidget(Viewport* viewport, QWidget* parent);

    virtual void setSnapshot(store::SnapshotPtr snapshot);

protected:
    Viewport& viewport() const { return m_state.viewport; }
    const store::Snapshot& snapshot() const { return *m_state.snapshot; }
    const store::SnapshotPtr& snapshotPtr() const { return m_state.snapshot; }
    /// Where time runs; everything left of it belongs to the label.
    QRect plotRect() const;
    /// A frame with (0, 0) at the top left of plotRect().
    CanvasFrame frame() const { return m_state.frame(plotRect().size(), devicePixelRatioF(), palette()); }
    /// Title in the first line, a quiet explanation in the second.
    void paintLabel(QPainter& painter, const QString& title, const QString& detail) const;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    TimelineState m_state;
};

} // namespace lanescope::timeline
