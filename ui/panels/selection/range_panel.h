// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/selection/range_facts.h"
#include "ui/timeline/time_axis.h"

#include <QElapsedTimer>
#include <QWidget>

#include <optional>

class QLabel;

namespace lanescope::panels {

class StateProfile;

/// What happened in the range that is selected on the timeline, or between its two cursors; hidden while there is
/// neither. Threads: GUI.
class RangePanel : public QWidget {
    Q_OBJECT

public:
    explicit RangePanel(QWidget* parent = nullptr);

    void setSnapshot(store::SnapshotPtr snapshot);
    void setRange(std::optional<timeline::TimeRange> range);
    const RangeFacts& facts() const { return m_facts; }

Q_SIGNALS:
    void objectChosen(lanescope::store::ObjectIndex object);
    void zoomWanted();
    void clearWanted();

protected:
    void changeEvent(QEvent* event) override;

private:
    void buildHead();
    void refresh();
    void tint();

    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    std::optional<timeline::TimeRange> m_range;
    RangeFacts m_facts;
    QWidget* m_head;
    QLabel* m_span;
    StateProfile* m_profile;
    FactGrid* m_grid;
    ShareBars* m_locks;
};

} // namespace lanescope::panels
