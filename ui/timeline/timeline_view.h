// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/frame_clock.h"
#include "ui/timeline/hit.h"
#include "ui/timeline/lane_cache.h"
#include "ui/timeline/timeline_state.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QScrollBar;
QT_END_NAMESPACE

namespace lanescope::timeline {

class LabelColumn;
class LaneCanvas;
class TimelineNavigator;

/// The lanes of a run: names at the left, a canvas as large as what is seen of it, and a scroll bar driven by
/// the height of all rows, however many there are. Threads: GUI. The Viewport must outlive the view.
class TimelineView : public QWidget {
    Q_OBJECT
public:
    explicit TimelineView(Viewport* viewport, QWidget* parent = nullptr);
    ~TimelineView() override;

    /// Shows a later look at the run; cheap, made to be called once a frame.
    void setSnapshot(store::SnapshotPtr snapshot);
    store::SnapshotPtr snapshot() const { return m_state.snapshot; }
    /// Forgets what belongs to one run (pins, opened rows, scroll position).
    void reset();

    /// Commands for actions and menus; the same that the keys call.
    TimelineNavigator& navigator() { return *m_navigator; }
    const RowList& rows() const { return m_state.rows; }
    void setNameFilter(const QString& filter);
    void setOnlyBlocked(bool only);
    void setShowOwn(bool show);
    void setShowEnded(bool show);
    void setRequestRows(RequestRows rows);
    void setAllOpen(bool open);

    void revealLine(const LineKey& line);
    /// Picks an interval or a whole row from outside (a table, a finding) and brings it into sight.
    void revealRow(store::RowIndex row);
    void revealObject(store::ObjectIndex object);

    FrameStats frameStats() const;
    const PaintCounts& paintCounts() const;
    QSize sizeHint() const override { return {900, 400}; }

Q_SIGNALS:
    void hovered(const lanescope::timeline::Hit& hit);
    void clicked(const lanescope::timeline::Hit& hit);
    /// A row was wanted that is there only if requests are laid out like this.
    void requestRowsChanged(lanescope::timeline::RequestRows rows);
    /// Picked by mouse or keyboard.
    void picked(const lanescope::timeline::Hit& hit);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void connectViewport();
    void connectParts();
    void updateRows();
    void updateFold();
    void updateScrollBar();
    void repaintAll();
    void clickLine(const LineKey& line);
    void toggleLine(const LineKey& line);
    void showMenu(const LineKey& line, QPoint globalPosition);

    TimelineState m_state;
    TimelineNavigator* m_navigator;
    LabelColumn* m_labels;
    LaneCanvas* m_canvas;
    QScrollBar* m_scrollBar;
};

} // namespace lanescope::timeline
