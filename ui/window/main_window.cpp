// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_window.h"

#include "ui/gallery/gallery.h"
#include "ui/panels/processes/process_panel.h"
#include "ui/theme/focus_ring.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/crawl_link.h"
#include "ui/window/deadlock_alarm.h"
#include "ui/window/export_run.h"
#include "ui/window/findings_link.h"
#include "ui/window/knob_link.h"
#include "ui/window/run_banner.h"
#include "ui/window/run_bar.h"
#include "ui/window/run_life.h"
#include "ui/window/selection_link.h"
#include "ui/window/side_panel.h"
#include "ui/window/status_line.h"
#include "ui/window/window_actions.h"
#include "ui/window/window_dialogs.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QElapsedTimer>
#include <QMenuBar>

namespace lanescope::window {
namespace {

constexpr QSize kSmallest(960, 600);
constexpr QSize kFirstSize(1440, 900);

} // namespace

MainWindow::MainWindow(control::RunController& controller, const std::vector<scenario::ScenarioInfo>& scenarios,
                       Settings& settings, QWidget* parent)
    : QMainWindow(parent)
    , m_controller(controller)
    , m_settings(settings)
    , m_choice(scenarios)
    , m_source([&controller] { return controller.snapshot(); })
    , m_pump([this] { return m_source(); })
    , m_actions(new WindowActions(this))
    , m_area(new CentralArea(*m_actions, scenarios, this))
    , m_status(new StatusLine(this))
    , m_life(std::make_unique<RunLife>(controller, m_choice, *m_actions, *m_area))
    , m_knobs(std::make_unique<KnobLink>(controller, m_choice, *m_life, *m_actions, *m_area))
    , m_selection(std::make_unique<SelectionLink>(*m_area))
    , m_crawl(std::make_unique<CrawlLink>(controller, *m_actions, *m_area))
    , m_findings(std::make_unique<FindingsLink>(controller, *m_area, *m_knobs, *m_life))
    , m_alarm(std::make_unique<DeadlockAlarm>(controller, *m_area))
    , m_dialogs(std::make_unique<WindowDialogs>(*this, m_choice, *m_life, settings))
{
    setWindowTitle(tr("Lanescope"));
    setMinimumSize(kSmallest);
    setCentralWidget(m_area);
    setStatusBar(m_status);
    new theme::FocusRing(this);
    createMenus();
    connectCommands();
    connectLinks();
    connectFrames();
    connectThemes();
    restoreState();
    showTables(m_source());
    m_area->pane().setFocus();
    m_pump.start();
}

MainWindow::~MainWindow() = default;

void MainWindow::createMenus()
{
    m_actions->attachTo(m_area->pane());
    m_area->side().addAction(m_actions->requestsByHost); // who has turned a knob of a crawl looks at the rows next
    m_actions->fill(*menuBar());
    menuBar()->setStyleSheet(QStringLiteral("QMenuBar { background: palette(window); padding: 1px 8px 0 8px; }"
                                            "QMenuBar::item { background: transparent; padding: 3px 8px; }"
                                            "QMenuBar::item:selected { background: palette(button); }"));
    // Actions work while the menu bar is hidden only if the window has them too.
    for (QAction* action : m_actions->all()) {
        if (action->shortcutContext() == Qt::WindowShortcut)
            addAction(action);
    }
}

void MainWindow::connectCommands()
{
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->search, &QAction::triggered, &m_area->gallery(), &gallery::Gallery::focusSearch);
    connect(m_actions->filterTable, &QAction::triggered, &m_area->tabs(), &BottomTabs::focusFilter);
    connect(m_actions->nextPart, &QAction::triggered, m_area, [this] { m_area->focusPart(1); });
    connect(m_actions->previousPart, &QAction::triggered, m_area, [this] { m_area->focusPart(-1); });
    for (std::size_t tab = 0; tab < m_actions->tabs.size(); ++tab) {
        connect(m_actions->tabs[tab], &QAction::triggered, &m_area->tabs(),
                [this, tab] { m_area->tabs().goTo(static_cast<int>(tab)); });
    }
    connect(m_actions->exportPicture, &QAction::triggered, this, &MainWindow::openExport);
    connect(m_actions->menuBarShown, &QAction::triggered, this, &MainWindow::setMenuBarShown);
    connect(m_actions->fullScreen, &QAction::triggered, this,
            [this](bool full) { setWindowState(windowState().setFlag(Qt::WindowFullScreen, full)); });
    connect(m_actions->copyStatus, &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(m_status->accessibleDescription()); });
}

void MainWindow::connectLinks()
{
    connect(m_life.get(), &RunLife::starting, m_alarm.get(), &DeadlockAlarm::reset);
    connect(m_life.get(), &RunLife::starting, m_selection.get(), &SelectionLink::reset);
    connect(m_alarm.get(), &DeadlockAlarm::waitWanted, m_selection.get(), &SelectionLink::showWait);
    connect(m_area->tabs().processes(), &panels::ProcessPanel::signalWanted, this, &MainWindow::signalProcess);
}

void MainWindow::connectFrames()
{
    connect(&m_pump, &FramePump::frame, &m_area->pane(), &timeline::TimelinePane::setSnapshot);
    connect(&m_pump, &FramePump::tablesDue, this, &MainWindow::showTables);
    connect(m_life.get(), &RunLife::changed, this, [this] {
        m_pump.wake();
        showTables(m_source());
    });
    connect(&m_area->pane().viewport(), &timeline::Viewport::pausedChanged, this, [this] { showTables(m_source()); });
}

void MainWindow::connectThemes()
{
    const auto themed = [this](QAction* action, theme::ThemeMode mode) {
        action->setChecked(m_settings.theme() == mode);
        connect(action, &QAction::triggered, this, [this, mode] {
            m_settings.setTheme(mode);
            theme::applyTheme(*qApp, mode);
        });
    };
    themed(m_actions->themeSystem, theme::ThemeMode::System);
    themed(m_actions->themeDark, theme::ThemeMode::Dark);
    themed(m_actions->themeLight, theme::ThemeMode::Light);
}

void MainWindow::restoreState()
{
    if (!restoreGeometry(m_settings.geometry()))
        resize(kFirstSize);
    m_area->restoreState(m_settings);
    m_area->shareRoom(size());
    setMenuBarShown(m_settings.menuBarShown());
}

void MainWindow::startFirst()
{
    startScenario(m_choice.standardScenario());
}

bool MainWindow::startScenario(const QString& id, std::vector<scenario::KnobValue> values)
{
    return m_life->startScenario(id, std::move(values));
}

bool MainWindow::showScenario(const QString& id)
{
    return m_life->showScenario(id);
}

void MainWindow::offerTour()
{
    m_dialogs->offerTour();
}

void MainWindow::signalProcess(qint64 pid, control::ProcessSignal signal)
{
    const auto sent = m_controller.signalProcess(pid, signal);
    if (!sent)
        banner().show(RunBanner::Tone::Warning, tr("The signal was not sent"), QString::fromStdString(sent.error()),
                      {});
    else if (sent.value() == control::SignalEffect::OnceContinued)
        banner().show(RunBanner::Tone::Info, tr("The signal waits"),
                      tr("Process %1 is stopped: it will hear of the signal once it is continued. Continue is in its "
                         "menu in the Processes tab.")
                          .arg(pid),
                      {});
}

void MainWindow::showTables(const store::SnapshotPtr& snapshot)
{
    m_area->bar().setStatus(m_life->status(*snapshot));
    m_status->show(*snapshot, m_frames);
    // A paused view is paused as a whole: the tables keep the moment the timeline shows.
    timeline::TimelinePane& pane = m_area->pane();
    const store::SnapshotPtr shown = pane.viewport().isPaused() ? pane.shownSnapshot() : snapshot;
    m_selection->setSnapshot(shown);
    m_findings->look(*snapshot);
    m_alarm->look(*shown);
}

void MainWindow::openExport()
{
    openExportDialog(m_area->pane(), sessionInfo(m_controller, m_choice, m_life->startedAt()), this);
}

void MainWindow::setMenuBarShown(bool shown)
{
    menuBar()->setVisible(shown);
    m_actions->menuBarShown->setChecked(shown);
    m_area->bar().setMenuButtonShown(!shown);
    m_settings.setMenuBarShown(shown);
}

void MainWindow::setSource(FramePump::Source source)
{
    m_source = std::move(source);
    m_pump.wake();
}

QImage MainWindow::grabSelf()
{
    return grab().toImage();
}

// The window paints all its parts in answer to one UpdateRequest: that is the frame.
bool MainWindow::event(QEvent* event)
{
    if (event->type() != QEvent::UpdateRequest)
        return QMainWindow::event(event);
    QElapsedTimer clock;
    clock.start();
    const bool done = QMainWindow::event(event);
    m_frames.add(clock.nsecsElapsed());
    m_pump.setFrameCost(m_frames.medianNs());
    return done;
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange) {
        m_pump.setWatched(!isMinimized());
        m_actions->fullScreen->setChecked(isFullScreen());
    }
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    m_pump.setWatched(true);
}

void MainWindow::hideEvent(QHideEvent* event)
{
    QMainWindow::hideEvent(event);
    m_pump.setWatched(false);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    m_area->shareRoom(size());
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_settings.setGeometry(saveGeometry());
    m_area->saveState(m_settings);
    QMainWindow::closeEvent(event);
}

} // namespace lanescope::window
