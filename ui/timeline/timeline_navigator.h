// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/hit.h"
#include "ui/timeline/navigation.h"
#include "ui/timeline/timeline_state.h"

#include <QObject>

QT_BEGIN_NAMESPACE
class QKeyEvent;
QT_END_NAMESPACE

namespace lanescope::timeline {

/// Everything one can do on the timeline without a mouse. Each command is a slot, so that menus and actions
/// can call it too. Threads: GUI.
class TimelineNavigator : public QObject {
    Q_OBJECT
public:
    explicit TimelineNavigator(TimelineState& state, QObject* parent = nullptr);

    /// Does what the key stands for; false if it stands for nothing.
    bool handleKey(const QKeyEvent& event);

    /// Singles out an interval or a row, with the object it is about, and tells the world.
    void pick(const Hit& hit);
    void pick(const Pick& pick);

public Q_SLOTS:
    void zoomIn();
    void zoomOut();
    void panLeft();
    void panRight();
    void fit();
    void followLive();
    void togglePaused();
    void zoomToSelection();
    void zoomToPick();
    void pickNext();
    void pickPrevious();
    void pickRowBelow();
    void pickRowAbove();
    void nextContention();
    void previousContention();
    void jumpToBlocker();
    void openRow();
    void closeRow();
    void togglePinned();
    void placeFirstCursor();
    void placeSecondCursor();
    void clear();

Q_SIGNALS:
    void picked(const lanescope::timeline::Hit& hit);
    /// Scroll so that this line is seen.
    void lineWanted(const lanescope::timeline::LineKey& line);
    void rowsChanged();

private:
    void moveRow(int step);
    void contention(Direction direction);
    void goTo(const std::optional<Pick>& pick);
    void revealTime(const store::Interval& interval);
    void setRowOpen(bool open);
    std::int64_t cursorMoment(Viewport::Cursor which) const;
    const Line* pickedLine() const;

    TimelineState& m_state;
};

} // namespace lanescope::timeline
