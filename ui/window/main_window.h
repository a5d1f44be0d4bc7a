// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_controller.h"
#include "ui/theme/theme.h"
#include "ui/window/central_area.h"
#include "ui/window/frame_meter.h"
#include "ui/window/frame_pump.h"
#include "ui/window/run_choice.h"
#include "ui/window/settings.h"

#include <QMainWindow>

#include <memory>

namespace lanescope::window {

class CrawlLink;
class DeadlockAlarm;
class FindingsLink;
class KnobLink;
class RunLife;
class SelectionLink;
class StatusLine;
class WindowActions;
class WindowDialogs;

/// The window: gallery, timeline over tables, knobs and selection, on one time axis. It pulls the controller's snapshots
/// at frame rate and never waits for anything; what happens between its parts is the links' and RunLife's to know.
/// Threads: GUI. Lifetime: controller, scenarios and settings must outlive it.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(control::RunController& controller, const std::vector<scenario::ScenarioInfo>& scenarios,
               Settings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Runs the scenario of a first start.
    void startFirst();
    /// As RunLife has them.
    bool startScenario(const QString& id, std::vector<scenario::KnobValue> values = {});
    bool showScenario(const QString& id);
    /// Shows the tour if it was never seen.
    void offerTour();

    /// Shows these snapshots instead of the controller's, for recordings and demonstrations.
    void setSource(FramePump::Source source);
    /// A picture of the window as it is, without a screen.
    QImage grabSelf();

    timeline::TimelinePane& pane() { return m_area->pane(); }
    BottomTabs& tabs() { return m_area->tabs(); }
    SidePanel& side() { return m_area->side(); }
    gallery::Gallery& gallery() { return m_area->gallery(); }
    const WindowActions& actions() const { return *m_actions; }
    RunBanner& banner() { return m_area->banner(); }
    RunBar& bar() { return m_area->bar(); }

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void createMenus();
    void connectCommands();
    void connectLinks();
    void connectFrames();
    void connectThemes();
    void restoreState();

    void signalProcess(qint64 pid, control::ProcessSignal signal);
    void showTables(const store::SnapshotPtr& snapshot);
    void openExport();
    void setMenuBarShown(bool shown);

    control::RunController& m_controller;
    Settings& m_settings;
    RunChoice m_choice;
    FramePump::Source m_source;
    FramePump m_pump;
    FrameMeter m_frames;
    WindowActions* m_actions;
    CentralArea* m_area;
    StatusLine* m_status;
    std::unique_ptr<RunLife> m_life;
    std::unique_ptr<KnobLink> m_knobs;
    std::unique_ptr<SelectionLink> m_selection;
    std::unique_ptr<CrawlLink> m_crawl;
    std::unique_ptr<FindingsLink> m_findings;
    std::unique_ptr<DeadlockAlarm> m_alarm;
    std::unique_ptr<WindowDialogs> m_dialogs;
};

} // namespace lanescope::window
