// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

#include <QWidget>

class QSplitter;

namespace lanescope::gallery {
class Gallery;
}
namespace lanescope::timeline {
class TimelinePane;
}

namespace lanescope::window {

class AddressBar;
class BottomTabs;
class RunBanner;
class RunBar;
class Settings;
class SidePanel;
class WindowActions;

/// The parts of the window and how they share its room: the run's bar on top; below it gallery, timeline over tables,
/// and knobs. Knows nothing of runs. Threads: GUI. Lifetime: `actions` and `scenarios` must outlive it.
class CentralArea : public QWidget {
    Q_OBJECT

public:
    CentralArea(const WindowActions& actions, const std::vector<scenario::ScenarioInfo>& scenarios, QWidget* parent);

    RunBar& bar() const { return *m_bar; }
    RunBanner& banner() const { return *m_banner; }
    AddressBar& address() const { return *m_address; }
    gallery::Gallery& gallery() const { return *m_gallery; }
    timeline::TimelinePane& pane() const { return *m_pane; }
    BottomTabs& tabs() const { return *m_tabs; }
    SidePanel& side() const { return *m_side; }

    /// Until somebody moves a splitter, the sides give way when the window is small.
    void shareRoom(const QSize& windowSize);
    /// Gives the focus to the part that is `step` places behind the one that has it: scenarios, timeline, panels, knobs.
    void focusPart(int step);
    void restoreState(const Settings& settings);
    void saveState(Settings& settings) const;

private:
    QWidget* makeCentre();
    void makeColumns(QWidget* centre);

    RunBar* m_bar;
    RunBanner* m_banner;
    AddressBar* m_address;
    gallery::Gallery* m_gallery;
    timeline::TimelinePane* m_pane;
    BottomTabs* m_tabs;
    SidePanel* m_side;
    QSplitter* m_columns;
    QSplitter* m_rows;
    bool m_columnsChosen = false; ///< somebody moved that splitter, now or in an earlier session
    bool m_rowsChosen = false;
};

} // namespace lanescope::window
