// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/paced_snapshot.h"
#include "ui/timeline/hit.h"
#include "ui/timeline/time_axis.h"

#include <QObject>

#include <optional>

namespace lanescope::timeline {
class TimelinePane;
}

namespace lanescope::window {

class BottomTabs;
class CentralArea;
class SidePanel;

/// What is picked in one part of the window is shown in all the others: timeline, tables, inspector, and the range that
/// is singled out. Threads: GUI. Lifetime: the area must outlive it.
class SelectionLink : public QObject {
    Q_OBJECT

public:
    explicit SelectionLink(CentralArea& area);

    /// Picks what the thread does now: the wait that goes on, and with it the arrow to who has what it waits for.
    void showWait(store::ThreadIndex thread);
    /// The newest moment, for whatever follows the run.
    void setSnapshot(const store::SnapshotPtr& snapshot);
    /// A new run: what was picked belongs to the old one.
    void reset();

private:
    void connectTables();
    void connectRange();
    void inspect(const timeline::Hit& hit);
    void showThread(store::ThreadIndex thread);
    void showRequest(const store::Request& request);
    void showMoment(std::int64_t timeNs);
    void showPlace(store::RowIndex row, std::int64_t timeNs);
    void showRange();
    void clearRange();

    timeline::TimelinePane& m_pane;
    BottomTabs& m_tabs;
    SidePanel& m_side;
    panels::PacedSnapshot m_pace; ///< of the inspector, as of the details beside the tables
};

} // namespace lanescope::window
