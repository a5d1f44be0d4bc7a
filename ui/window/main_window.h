// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_controller.h"
#include "ui/timeline/hit.h"
#include "ui/timeline/time_axis.h"
#include "ui/window/frame_meter.h"
#include "ui/window/frame_pump.h"
#include "ui/window/run_choice.h"
#include "ui/window/settings.h"

#include <QDateTime>
#include <QMainWindow>

#include <optional>

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
class SidePanel;
class StatusLine;
class WindowActions;

/// The window: gallery, timeline over tables, knobs and selection, on one time axis. It starts and steers
/// runs through the controller and pulls its snapshots at frame rate; it never waits for anything.
/// Threads: GUI. Lifetime: controller, scenarios and settings must outlive it.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(control::RunController& controller, const std::vector<scenario::ScenarioInfo>& scenarios,
               Settings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Runs the scenario of a first start.
    void startFirst();
    /// Chooses a scenario and runs it; values as the controller wants them, or none for the knobs as they stand.
    /// False if there is no such scenario.
    bool startScenario(const QString& id, std::vector<scenario::KnobValue> values = {});
    /// Chooses a scenario without running it.
    bool showScenario(const QString& id);
    /// Shows the tour if it was never seen.
    void offerTour();

    /// Shows these snapshots instead of the controller's, for recordings and demonstrations.
    void setSource(FramePump::Source source);
    /// A picture of the window as it is, without a screen.
    QImage grabSelf();

    timeline::TimelinePane& pane() { return *m_pane; }
    BottomTabs& tabs() { return *m_tabs; }
    SidePanel& side() { return *m_side; }
    gallery::Gallery& gallery() { return *m_gallery; }
    const WindowActions& actions() const { return *m_actions; }
    RunBanner& banner() { return *m_banner; }
    RunBar& bar() { return *m_bar; }

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void createParts();
    void createDocks();
    void createActions();
    void connectRun();
    void connectKnobs();
    void connectSelection();
    void connectView();
    void restoreState();
    void saveState();
    void shareRoom();

    void launch();
    void onStateChanged();
    void onFinished(const control::RunResult& result);
    void showWait(store::ThreadIndex thread);
    void tellDeadlock(const store::Snapshot& snapshot);
    void signalProcess(qint64 pid, control::ProcessSignal signal);
    void turnByLink(const QString& name, const QString& value);
    void showFrame(const store::SnapshotPtr& snapshot);
    void showTables(const store::SnapshotPtr& snapshot);
    void inspect(const timeline::Hit& hit);
    std::optional<timeline::TimeRange> singledOut() const;
    void showRange();
    void showMoment(std::int64_t timeNs);
    void openPalette();
    void openKeys();
    void openTour();
    void openAbout();
    void openExport();
    void popUpMenu(const QPoint& globalPosition);
    void setMenuBarShown(bool shown);

    control::RunController& m_controller;
    Settings& m_settings;
    RunChoice m_choice;
    FramePump::Source m_source;
    FramePump m_pump;
    FrameMeter m_frames;
    bool m_inRun = false;
    std::vector<std::uint32_t> m_toldRing; ///< threads of the deadlock that the banner names
    bool m_columnsChosen = false; ///< somebody moved that splitter, now or in an earlier session
    bool m_rowsChosen = false;
    QDateTime m_startedAt; ///< the newest run, by the wall clock

    WindowActions* m_actions;
    RunBar* m_bar = nullptr;
    RunBanner* m_banner = nullptr;
    AddressBar* m_address = nullptr;
    gallery::Gallery* m_gallery = nullptr;
    timeline::TimelinePane* m_pane = nullptr;
    BottomTabs* m_tabs = nullptr;
    SidePanel* m_side = nullptr;
    StatusLine* m_status = nullptr;
    QSplitter* m_columns = nullptr;
    QSplitter* m_rows = nullptr;
};

} // namespace lanescope::window
