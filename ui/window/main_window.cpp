// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_window.h"

#include "ui/charts/charts_panel.h"
#include "ui/gallery/gallery.h"
#include "ui/knobs/knob_panel.h"
#include "ui/panels/inspector.h"
#include "ui/panels/process_panel.h"
#include "ui/panels/range_panel.h"
#include "ui/panels/scenario_page.h"
#include "ui/panels/table_panel.h"
#include "ui/panels/wait_graph_panel.h"
#include "ui/timeline/timeline_navigator.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"
#include "ui/window/address_bar.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/command_palette.h"
#include "ui/window/export_run.h"
#include "ui/window/keys_dialog.h"
#include "ui/window/run_banner.h"
#include "ui/window/run_bar.h"
#include "ui/window/run_words.h"
#include "ui/window/side_panel.h"
#include "ui/window/status_line.h"
#include "ui/window/tour_stops.h"
#include "ui/window/window_actions.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QElapsedTimer>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

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
{
    setWindowTitle(tr("Lanescope"));
    setMinimumSize(kSmallest);
    createParts();
    createDocks();
    createActions();
    connectRun();
    connectKnobs();
    connectSelection();
    connectView();
    restoreState();
    onStateChanged();
    m_pane->setFocus();
    m_pump.start();
}

MainWindow::~MainWindow() = default;

void MainWindow::createParts()
{
    m_bar = new RunBar(*m_actions, this);
    m_banner = new RunBanner(this);
    m_address = new AddressBar(this);
    m_gallery = new gallery::Gallery(m_choice.scenarios(), this);
    m_pane = new timeline::TimelinePane(this);
    m_tabs = new BottomTabs(this);
    m_side = new SidePanel(this);
    m_status = new StatusLine(this);
}

void MainWindow::createDocks()
{
    m_rows = new QSplitter(Qt::Vertical, this);
    m_rows->addWidget(m_pane);
    m_rows->addWidget(m_tabs);
    m_rows->setStretchFactor(0, 1);
    m_rows->setChildrenCollapsible(false);
    m_rows->setCollapsible(1, true);
    m_pane->setMinimumHeight(180);

    auto* centre = new QWidget(this);
    auto* middle = new QVBoxLayout(centre);
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(0);
    middle->addWidget(m_banner);
    middle->addWidget(m_address);
    middle->addWidget(m_rows, 1);

    m_columns = new QSplitter(Qt::Horizontal, this);
    for (QSplitter* splitter : {m_rows, m_columns})
        splitter->setHandleWidth(1);
    m_columns->addWidget(m_gallery);
    m_columns->addWidget(centre);
    m_columns->addWidget(m_side);
    m_columns->setStretchFactor(1, 1);
    centre->setMinimumWidth(400);
    m_gallery->setMinimumWidth(150);
    m_side->setMinimumWidth(200);

    auto* whole = new QWidget(this);
    auto* layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_columns, 1);
    setCentralWidget(whole);
    setStatusBar(m_status);
}

void MainWindow::createActions()
{
    m_actions->attachTo(*m_pane);
    m_actions->fill(*menuBar());
    menuBar()->setStyleSheet(QStringLiteral("QMenuBar { background: palette(window); padding: 1px 8px 0 8px; }"
                                            "QMenuBar::item { background: transparent; padding: 3px 8px; }"
                                            "QMenuBar::item:selected { background: palette(button); }"));
    // Actions work while the menu bar is hidden only if the window has them too.
    for (QAction* action : m_actions->all()) {
        if (action->shortcutContext() == Qt::WindowShortcut)
            addAction(action);
    }
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->search, &QAction::triggered, m_gallery, &gallery::Gallery::focusSearch);
    connect(m_actions->palette, &QAction::triggered, this, &MainWindow::openPalette);
    connect(m_actions->keys, &QAction::triggered, this, &MainWindow::openKeys);
    connect(m_actions->tour, &QAction::triggered, this, &MainWindow::openTour);
    connect(m_actions->about, &QAction::triggered, this, &MainWindow::openAbout);
    connect(m_actions->exportPicture, &QAction::triggered, this, &MainWindow::openExport);
    connect(m_actions->menuBarShown, &QAction::triggered, this, &MainWindow::setMenuBarShown);
    connect(m_actions->fullScreen, &QAction::triggered, this,
            [this](bool full) { setWindowState(windowState().setFlag(Qt::WindowFullScreen, full)); });
    connect(m_actions->copyStatus, &QAction::triggered, this, [this] {
        QGuiApplication::clipboard()->setText(m_status->accessibleDescription());
    });
    connect(m_bar, &RunBar::menuWanted, this, &MainWindow::popUpMenu);
}

void MainWindow::connectRun()
{
    connect(&m_controller, &control::RunController::stateChanged, this, &MainWindow::onStateChanged);
    connect(&m_controller, &control::RunController::finished, this, &MainWindow::onFinished);
    connect(m_gallery, &gallery::Gallery::chosen, this, [this](const QString& id) { startScenario(id); });
    connect(m_actions->startStop, &QAction::triggered, this, [this] {
        if (m_inRun)
            m_controller.stop();
        else
            launch();
    });
    connect(m_actions->restart, &QAction::triggered, this, &MainWindow::launch);
    connect(m_actions->pauseRun, &QAction::triggered, this, [this](bool pause) {
        if (pause)
            m_controller.pause();
        else
            m_controller.resume();
    });
    connect(m_actions->nextScenario, &QAction::triggered, this, [this] { startScenario(m_gallery->neighbour(1)); });
    connect(m_actions->previousScenario, &QAction::triggered, this,
            [this] { startScenario(m_gallery->neighbour(-1)); });
    connect(m_banner, &RunBanner::restartWanted, this, &MainWindow::launch);
    connect(m_banner, &RunBanner::logWanted, m_tabs, &BottomTabs::showLog);
    connect(m_banner, &RunBanner::showWanted, this, [this] {
        if (!m_toldRing.empty())
            showWait(store::ThreadIndex{m_toldRing.front()});
    });
    const auto endStuckRun = [this] { m_controller.endAsDeadlock(m_tabs->waits()->graph().sentence); };
    connect(m_banner, &RunBanner::endWanted, this, endStuckRun);
    connect(m_tabs->waits(), &panels::WaitGraphPanel::endWanted, this, endStuckRun);
}

void MainWindow::connectKnobs()
{
    knobs::KnobPanel* panel = &m_side->knobs();
    connect(m_actions->resetKnobs, &QAction::triggered, panel, &knobs::KnobPanel::resetAll);
    connect(panel, &knobs::KnobPanel::liveChanged, this,
            [this](const QString& name, const scenario::KnobValue& value) {
                m_choice.setValue(name, value);
                m_controller.setKnob(name, value);
            });
    connect(panel, &knobs::KnobPanel::restartChanged, this, [this, panel] {
        m_choice.setValues(panel->values());
        m_address->setText(m_choice.targetText());
        if (m_inRun || m_choice.target())
            launch();
    });
    connect(&m_controller, &control::RunController::knobApplied, this,
            [this, panel](const QString& name, const scenario::KnobValue& value) {
                panel->showApplied(name, value);
                m_choice.setValue(name, value);
            });
    connect(&m_side->page(), &panels::ScenarioPage::knobWanted, this, &MainWindow::turnByLink);
    connect(m_address, &AddressBar::entered, this, [this, panel](const QString& text) {
        if (!m_choice.target())
            return;
        m_choice.setValue(m_choice.target()->name, {0, text});
        panel->showApplied(m_choice.target()->name, {0, text});
        launch();
    });
}

void MainWindow::connectSelection()
{
    timeline::TimelineView* view = &m_pane->view();
    connect(view, &timeline::TimelineView::picked, this, &MainWindow::inspect);
    connect(view, &timeline::TimelineView::clicked, this, &MainWindow::inspect);
    connect(m_tabs, &BottomTabs::objectChosen, view, &timeline::TimelineView::revealObject);
    connect(m_tabs, &BottomTabs::threadChosen, this, [this, view](store::ThreadIndex thread) {
        const auto snapshot = m_pane->shownSnapshot();
        if (static_cast<std::size_t>(thread) < snapshot->threads->size())
            view->revealRow(snapshot->thread(thread).stateRow);
    });
    connect(m_tabs, &BottomTabs::waitChosen, this, &MainWindow::showWait);
    connect(m_tabs, &BottomTabs::processChosen, view, [view](store::ProcessIndex process) {
        view->revealLine({timeline::LineKind::Process, static_cast<std::uint32_t>(process)});
    });
    connect(m_tabs->processes(), &panels::ProcessPanel::signalWanted, this, &MainWindow::signalProcess);
    connect(m_tabs, &BottomTabs::momentChosen, this, &MainWindow::showMoment);
    timeline::Viewport* viewport = &m_pane->viewport();
    connect(viewport, &timeline::Viewport::pausedChanged, this, [this] { showTables(m_source()); });
    connect(viewport, &timeline::Viewport::selectionChanged, this, [this, viewport] {
        const auto range = viewport->selection().value_or(timeline::TimeRange{});
        m_tabs->charts().setRange(range.fromNs, range.toNs);
        showRange();
    });
    connect(viewport, &timeline::Viewport::cursorsChanged, this, &MainWindow::showRange);
    panels::RangePanel* range = &m_side->range();
    connect(range, &panels::RangePanel::objectChosen, view, &timeline::TimelineView::revealObject);
    connect(range, &panels::RangePanel::zoomWanted, this, [this, viewport] {
        if (const auto wanted = singledOut())
            viewport->show(*wanted);
    });
    connect(range, &panels::RangePanel::clearWanted, viewport, [viewport] {
        viewport->setSelection(std::nullopt);
        viewport->setCursor(timeline::Viewport::Cursor::First, std::nullopt);
        viewport->setCursor(timeline::Viewport::Cursor::Second, std::nullopt);
    });
}

void MainWindow::connectView()
{
    connect(&m_pump, &FramePump::frame, this, &MainWindow::showFrame);
    connect(m_columns, &QSplitter::splitterMoved, this, [this] { m_columnsChosen = true; });
    connect(m_rows, &QSplitter::splitterMoved, this, [this] { m_rowsChosen = true; });
    connect(&m_pump, &FramePump::tablesDue, this, &MainWindow::showTables);
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
    m_columnsChosen = m_columns->restoreState(m_settings.columns());
    m_rowsChosen = m_rows->restoreState(m_settings.rows());
    shareRoom();
    m_side->restoreState(m_settings.side());
    m_tabs->setCurrentIndex(m_settings.tab());
    setMenuBarShown(m_settings.menuBarShown());
}

// Until somebody moves a splitter, the sides give way when the window is small.
void MainWindow::shareRoom()
{
    if (!m_columnsChosen) {
        const int left = std::clamp(width() / 6, 160, m_gallery->sizeHint().width());
        const int right = std::clamp(width() / 4, 240, m_side->sizeHint().width());
        m_columns->setSizes({left, width() - left - right, right});
    }
    if (!m_rowsChosen) {
        const int below = std::clamp(height() / 4, 140, 250);
        m_rows->setSizes({height() - below, below});
    }
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    shareRoom();
}

void MainWindow::saveState()
{
    m_settings.setGeometry(saveGeometry());
    if (m_columnsChosen)
        m_settings.setColumns(m_columns->saveState());
    if (m_rowsChosen)
        m_settings.setRows(m_rows->saveState());
    m_settings.setSide(m_side->saveState());
    m_settings.setTab(m_tabs->currentIndex());
}

void MainWindow::startFirst() { startScenario(m_choice.standardScenario()); }

bool MainWindow::startScenario(const QString& id, std::vector<scenario::KnobValue> values)
{
    if (!showScenario(id))
        return false;
    if (!values.empty()) {
        m_choice.setValues(std::move(values));
        showScenario(id);
    }
    launch();
    return true;
}

bool MainWindow::showScenario(const QString& id)
{
    if (!m_choice.choose(id))
        return false;
    const scenario::ScenarioInfo& info = *m_choice.scenario();
    m_gallery->setCurrent(id);
    m_side->setScenario(info, m_choice.values());
    if (m_address->isAncestorOf(focusWidget()))
        m_pane->setFocus(); // or hiding it would put the focus anywhere
    m_address->setKnob(m_choice.target(), m_choice.targetText());
    m_bar->setTitle(info.title);
    setWindowTitle(tr("%1 – Lanescope").arg(info.title));
    onStateChanged();
    return true;
}

void MainWindow::launch()
{
    if (!m_choice.scenario())
        return;
    if (m_choice.target() && m_choice.targetText().isEmpty()) {
        if (m_inRun)
            m_controller.stop();
        m_address->ask(tr("Type where to start, then press Enter. Standard settings are polite: robots.txt is obeyed, "
                          "and requests to one host keep their distance."));
        return;
    }
    m_banner->hide();
    m_toldRing.clear();
    m_tabs->reset();
    m_side->inspector().clear();
    m_pane->viewport().setPaused(false);
    m_startedAt = QDateTime::currentDateTimeUtc();
    m_controller.start(m_choice.request());
    m_pump.wake();
}

void MainWindow::onStateChanged()
{
    using control::RunState;
    const RunState state = m_controller.state();
    m_inRun = state == RunState::Starting || state == RunState::Running || state == RunState::Paused ||
              state == RunState::Stopping;
    m_actions->startStop->setText(m_inRun ? tr("Stop") : tr("Start"));
    m_actions->startStop->setEnabled(m_choice.scenario() && state != RunState::Stopping);
    m_actions->restart->setEnabled(m_choice.scenario() && state != RunState::Idle);
    m_actions->pauseRun->setEnabled(state == RunState::Running || state == RunState::Paused);
    m_actions->pauseRun->setChecked(state == RunState::Paused);
    m_actions->pauseRun->setText(state == RunState::Paused ? tr("Resume run") : tr("Pause run"));
    m_actions->resetKnobs->setEnabled(m_choice.scenario() != nullptr);
    m_bar->setRunning(m_inRun);
    m_pump.wake();
    showTables(m_source());
}

void MainWindow::onFinished(const control::RunResult& result)
{
    if (const auto words = bannerFor(result))
        m_banner->show(words->tone, words->title, words->text);
}

// Picks what the thread does now: the wait that goes on, and with it the arrow to who has what it waits for.
void MainWindow::showWait(store::ThreadIndex thread)
{
    const auto snapshot = m_pane->shownSnapshot();
    if (static_cast<std::size_t>(thread) >= snapshot->threads->size())
        return;
    const store::RowIndex row = snapshot->thread(thread).stateRow;
    timeline::Pick pick{row, std::nullopt};
    if (const auto& open = snapshot->row(row).open)
        pick.interval = store::Interval::make(open->startNs, snapshot->endNs, open->state, open->subject);
    m_pane->view().revealRow(row);
    m_pane->view().navigator().pick(pick);
}

// A ring of threads that wait for each other never ends by itself; it is named as soon as it is sure.
void MainWindow::tellDeadlock(const store::Snapshot& snapshot)
{
    const panels::WaitGraph& graph = m_tabs->waits()->graph();
    if (!snapshot.live || graph.ring == m_toldRing)
        return;
    m_toldRing = graph.ring;
    if (m_toldRing.empty())
        m_banner->hide(); // a knob has freed it
    else
        m_banner->show(RunBanner::Tone::Alarm, tr("These threads wait for each other and cannot go on"), graph.sentence,
                       {RunBanner::ShowIt | RunBanner::EndRun});
}

void MainWindow::signalProcess(qint64 pid, control::ProcessSignal signal)
{
    if (const Status sent = m_controller.signalProcess(pid, signal); !sent)
        m_banner->show(RunBanner::Tone::Warning, tr("The signal was not sent"), QString::fromStdString(sent.error()), {});
}

// A link of the page turns a knob as a hand would: a live one at once, one of the others with a new run.
void MainWindow::turnByLink(const QString& name, const QString& value)
{
    knobs::KnobRow* row = m_side->knobs().row(name);
    if (!row)
        return;
    const auto parsed = row->knob().parse(value);
    m_side->showKnob(name);
    if (parsed)
        m_side->knobs().turn(name, parsed.value());
    else
        row->setNote(QString::fromStdString(parsed.error()), knobs::NoteSeverity::Info);
}

void MainWindow::showFrame(const store::SnapshotPtr& snapshot) { m_pane->setSnapshot(snapshot); }

void MainWindow::showTables(const store::SnapshotPtr& snapshot)
{
    const scenario::ScenarioInfo* ran = m_controller.scenario();
    const bool another = ran && m_choice.scenario() && ran->id != m_choice.scenario()->id && !m_inRun;
    m_bar->setStatus(another ? tr("not started · below: the last run of “%1”").arg(ran->title)
                             : runStatus(m_controller.state(), m_controller.result(), *snapshot,
                                         m_controller.request().seed));
    m_status->show(*snapshot, m_frames);
    // A paused view is paused as a whole: the tables keep the moment the timeline shows.
    const store::SnapshotPtr shown = m_pane->viewport().isPaused() ? m_pane->shownSnapshot() : snapshot;
    m_tabs->setSnapshot(shown);
    tellDeadlock(*shown);
    m_side->inspector().setSnapshot(shown);
    m_side->range().setSnapshot(shown);
}

void MainWindow::inspect(const timeline::Hit& hit)
{
    if (hit.kind == timeline::Hit::Kind::Nothing)
        return m_side->inspector().clear();
    m_side->inspector().setSnapshot(m_pane->shownSnapshot());
    m_side->inspector().inspect(hit);
    m_side->showSelection();
    m_tabs->select(hit);
}

// A dragged range, or what lies between the two cursors.
std::optional<timeline::TimeRange> MainWindow::singledOut() const
{
    using timeline::Viewport;
    const Viewport& viewport = m_pane->viewport();
    const auto first = viewport.cursor(Viewport::Cursor::First);
    const auto second = viewport.cursor(Viewport::Cursor::Second);
    if (!viewport.selection() && first && second)
        return timeline::TimeRange{std::min(*first, *second), std::max(*first, *second)};
    return viewport.selection();
}

void MainWindow::showRange()
{
    m_side->range().setSnapshot(m_pane->shownSnapshot());
    m_side->range().setRange(singledOut());
}

void MainWindow::showMoment(std::int64_t timeNs)
{
    timeline::Viewport& viewport = m_pane->viewport();
    const std::int64_t half = viewport.visible().spanNs() / 2;
    viewport.show({timeNs - half, timeNs + half});
    viewport.setCursor(timeline::Viewport::Cursor::First, timeNs);
}

void MainWindow::openPalette()
{
    std::vector<Command> commands;
    for (const WindowActions::Menu& menu : m_actions->menus()) {
        for (QAction* action : menu.actions) {
            if (!action || action == m_actions->palette)
                continue;
            commands.push_back({QString(action->text()).remove(u'&'), QString(menu.title).remove(u'&'),
                                action->shortcut().toString(QKeySequence::NativeText), action->isEnabled(),
                                [action] { action->trigger(); }});
        }
    }
    for (const scenario::ScenarioInfo& info : m_choice.scenarios()) {
        commands.push_back({info.title, tr("Scenario · %1 · %2").arg(info.group, info.id), {}, true,
                            [this, id = info.id] { startScenario(id); }});
    }
    (new CommandPalette(std::move(commands), this))->open();
}

void MainWindow::openKeys() { (new KeysDialog(*m_actions, this))->open(); }

void MainWindow::openTour()
{
    m_settings.setTourSeen(true);
    if (findChild<Tour*>())
        return;
    auto* tour = new Tour(tourStops(*this), this);
    connect(tour, &Tour::ended, m_pane, qOverload<>(&QWidget::setFocus));
}

void MainWindow::offerTour()
{
    if (!m_settings.tourSeen())
        openTour();
}

void MainWindow::openExport()
{
    openExportDialog(*m_pane, sessionInfo(m_controller, m_choice, m_startedAt), this);
}

void MainWindow::openAbout()
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About Lanescope"),
                                tr("<b>Lanescope %1</b><br>An instrument for concurrency: it runs real threads, "
                                   "processes and crawls, and shows what each of them is doing.<br><br>Licence: GPL, "
                                   "version 3 or later.")
                                    .arg(QCoreApplication::applicationVersion()),
                                QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::popUpMenu(const QPoint& globalPosition)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QAction* top : menuBar()->actions())
        menu->addMenu(top->menu());
    menu->popup(globalPosition);
}

void MainWindow::setMenuBarShown(bool shown)
{
    menuBar()->setVisible(shown);
    m_actions->menuBarShown->setChecked(shown);
    m_bar->setMenuButtonShown(!shown);
    m_settings.setMenuBarShown(shown);
}

void MainWindow::setSource(FramePump::Source source)
{
    m_source = std::move(source);
    m_pump.wake();
}

QImage MainWindow::grabSelf() { return grab().toImage(); }

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

void MainWindow::closeEvent(QCloseEvent* event)
{
    saveState();
    QMainWindow::closeEvent(event);
}

} // namespace lanescope::window
