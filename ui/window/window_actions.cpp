// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/window_actions.h"

#include "ui/timeline/timeline_navigator.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"

#include <QMenu>
#include <QMenuBar>

namespace lanescope::window {

WindowActions::WindowActions(QObject* parent)
    : QObject(parent)
    , themes(new QActionGroup(this))
{
    makeRun();
    makeTimeline();
    makeView();
    makePanels();
    makeHelp();
    m_menus = {
        {tr("&Run"),
         {startStop, restart, pauseRun, pauseCrawl, nullptr, resetKnobs, nullptr, nextScenario, previousScenario,
          search, nullptr, exportPicture, nullptr, quit}},
        {tr("&Timeline"),
         {pauseView, followLive, fit, zoomIn, zoomOut, zoomToSelection, nullptr, nextContention, previousContention,
          jumpToBlocker, nullptr, requestsByHost, blockedNow, showEnded, showOwn, openAll, closeAll}},
        {tr("&View"),
         {filterTable, nullptr, themeSystem, themeDark, themeLight, nullptr, menuBarShown, fullScreen, nullptr,
          copyStatus}},
        {tr("&Panels"), {nextPart, previousPart, nullptr}},
        {tr("&Help"), {tour, keys, palette, nullptr, about}},
    };
    m_menus[3].actions.insert(m_menus[3].actions.end(), tabs.begin(), tabs.end());
}

QAction* WindowActions::make(const QString& text, const QKeySequence& shortcut, const QString& tip)
{
    auto* action = new QAction(text, this);
    action->setShortcut(shortcut);
    action->setToolTip(shortcut.isEmpty() ? tip : tr("%1 (%2)").arg(tip, shortcut.toString(QKeySequence::NativeText)));
    action->setStatusTip({});
    return action;
}

QAction* WindowActions::check(const QString& text, const QKeySequence& shortcut, const QString& tip)
{
    QAction* action = make(text, shortcut, tip);
    action->setCheckable(true);
    return action;
}

void WindowActions::makeRun()
{
    startStop = make(tr("Start"), QKeySequence(tr("F5")), tr("Start the scenario, or stop the run"));
    restart = make(tr("Restart"), QKeySequence(tr("Ctrl+R")), tr("End the run and start it again"));
    pauseRun = check(tr("Pause run"), QKeySequence(tr("Ctrl+P")),
                     tr("Stop every process of the run where it is, until resumed"));
    pauseCrawl = check(tr("Pause all requests"), QKeySequence(tr("Ctrl+Shift+P")),
                       tr("Start no request of the crawl until this is taken back; what is on the wire goes on"));
    resetKnobs = make(tr("Reset all knobs"), {}, tr("Give every knob its standard value"));
    nextScenario = make(tr("Next scenario"), QKeySequence(tr("Ctrl+PgDown")), tr("Run the next scenario"));
    previousScenario = make(tr("Previous scenario"), QKeySequence(tr("Ctrl+PgUp")), tr("Run the previous scenario"));
    search = make(tr("Search scenarios"), QKeySequence(tr("/")), tr("Search the gallery"));
    exportPicture = make(tr("Export…"), QKeySequence(tr("Ctrl+E")),
                         tr("Save the timeline, a table or a chart as PNG, SVG, PDF or CSV"));
    quit = make(tr("Quit"), QKeySequence::Quit, tr("End the run and close the window"));
    quit->setMenuRole(QAction::QuitRole);
}

void WindowActions::makeTimeline()
{
    pauseView =
        check(tr("Pause view"), QKeySequence(Qt::Key_Space), tr("Keep what is on the screen while the run goes on"));
    followLive = check(tr("Follow live"), QKeySequence(Qt::Key_End), tr("Keep the newest moment in sight"));
    fit = make(tr("Show the whole run"), QKeySequence(Qt::Key_F), tr("Show the whole run"));
    zoomIn = make(tr("Zoom in"), QKeySequence(Qt::Key_W), tr("Show less time, larger"));
    zoomOut = make(tr("Zoom out"), QKeySequence(Qt::Key_S), tr("Show more time"));
    zoomToSelection = make(tr("Zoom to selection"), QKeySequence(Qt::Key_Z), tr("Show the selected range"));
    nextContention = make(tr("Next contention"), QKeySequence(Qt::Key_N), tr("Go to the next wait for something held"));
    previousContention = make(tr("Previous contention"), QKeySequence(Qt::SHIFT | Qt::Key_N),
                              tr("Go to the previous wait for something held"));
    jumpToBlocker =
        make(tr("Jump to the blocker"), QKeySequence(Qt::Key_B), tr("Go to the thread that ended the picked wait"));
    blockedNow = check(tr("Only threads blocked now"), {}, tr("Hide the rows of threads that are not waiting"));
    showOwn = check(tr("Show Lanescope's own threads"), {}, tr("Show the threads that record the run"));
    showEnded = check(tr("Show ended threads and processes"), QKeySequence(Qt::Key_E),
                      tr("Give what ended before the time that is shown its rows, too"));
    requestsByHost = check(tr("Requests by host"), QKeySequence(Qt::Key_H),
                           tr("Show what waits at each host of a crawl, instead of its slots"));
    openAll = make(tr("Open all rows"), {}, tr("Unfold every group"));
    closeAll = make(tr("Close all rows"), {}, tr("Fold every group"));
}

void WindowActions::makeView()
{
    themeSystem = check(tr("As the desktop"), {}, tr("Dark or light, as the desktop is"));
    themeDark = check(tr("Dark"), {}, tr("Light text on a dark ground"));
    themeLight = check(tr("Light"), {}, tr("Dark text on a light ground"));
    for (QAction* theme : {themeSystem, themeDark, themeLight})
        themes->addAction(theme);
    filterTable = make(tr("Filter the table"), QKeySequence(QKeySequence::Find),
                       tr("Keep the rows of the table below that have some words"));
    menuBarShown = check(tr("Menu bar"), QKeySequence(tr("Ctrl+M")), tr("Show the menu bar"));
    fullScreen = check(tr("Full screen"), QKeySequence(tr("F11")), tr("Use the whole screen"));
    copyStatus = make(tr("Copy the status line"), {}, tr("Copy what the status bar says"));
}

void WindowActions::makePanels()
{
    nextPart = make(tr("Next part of the window"), QKeySequence(tr("F6")),
                    tr("From the scenarios to the timeline, the panels below it, the knobs"));
    previousPart = make(tr("Previous part of the window"), QKeySequence(tr("Shift+F6")), tr("The other way round"));
    const QStringList titles{tr("Findings"),  tr("Locks"),    tr("Waits"), tr("Queues"), tr("Threads"),
                             tr("Processes"), tr("Requests"), tr("Crawl"), tr("Charts"), tr("Log")};
    for (const QString& title : titles) {
        const int key = (static_cast<int>(tabs.size()) + 1) % 10; // the tenth is 0
        tabs.push_back(make(tr("Panel: %1").arg(title), QKeySequence(QStringLiteral("Ctrl+%1").arg(key)),
                            tr("Show this panel and go to it")));
    }
}

void WindowActions::makeHelp()
{
    tour = make(tr("Tour of the window"), QKeySequence(tr("F1")), tr("A short walk through the window"));
    palette = make(tr("Commands…"), QKeySequence(tr("Ctrl+K")), tr("Find a command or a scenario by name"));
    keys = make(tr("Keys…"), QKeySequence(tr("?")), tr("All keys on one page"));
    about = make(tr("About Lanescope"), {}, tr("Version and licence"));
    about->setMenuRole(QAction::AboutRole);
}

// Single letters must not be taken from a text field, so they work only inside the timeline.
void WindowActions::attachTo(timeline::TimelinePane& pane)
{
    for (QAction* action : {pauseView, followLive, fit, zoomIn, zoomOut, zoomToSelection, nextContention,
                            previousContention, jumpToBlocker, requestsByHost, showEnded}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        pane.addAction(action);
    }
    using Navigator = timeline::TimelineNavigator;
    Navigator* navigator = &pane.view().navigator();
    connect(fit, &QAction::triggered, navigator, &Navigator::fit);
    connect(zoomIn, &QAction::triggered, navigator, &Navigator::zoomIn);
    connect(zoomOut, &QAction::triggered, navigator, &Navigator::zoomOut);
    connect(zoomToSelection, &QAction::triggered, navigator, &Navigator::zoomToSelection);
    connect(nextContention, &QAction::triggered, navigator, &Navigator::nextContention);
    connect(previousContention, &QAction::triggered, navigator, &Navigator::previousContention);
    connect(jumpToBlocker, &QAction::triggered, navigator, &Navigator::jumpToBlocker);
    connectRows(pane.view());
    connectViewport(pane.viewport());
}

// Which rows there are.
void WindowActions::connectRows(timeline::TimelineView& shown)
{
    timeline::TimelineView* view = &shown;
    connect(blockedNow, &QAction::toggled, view, &timeline::TimelineView::setOnlyBlocked);
    connect(showOwn, &QAction::toggled, view, &timeline::TimelineView::setShowOwn);
    connect(showEnded, &QAction::toggled, view, &timeline::TimelineView::setShowEnded);
    connect(requestsByHost, &QAction::toggled, view, [view](bool byHost) {
        view->setRequestRows(byHost ? timeline::RequestRows::ByHost : timeline::RequestRows::BySlot);
    });
    connect(view, &timeline::TimelineView::requestRowsChanged, requestsByHost,
            [this](timeline::RequestRows rows) { requestsByHost->setChecked(rows == timeline::RequestRows::ByHost); });
    connect(openAll, &QAction::triggered, view, [view] { view->setAllOpen(true); });
    connect(closeAll, &QAction::triggered, view, [view] { view->setAllOpen(false); });
}

void WindowActions::connectViewport(timeline::Viewport& viewport)
{
    connect(pauseView, &QAction::triggered, &viewport, &timeline::Viewport::setPaused);
    connect(followLive, &QAction::triggered, &viewport, &timeline::Viewport::setFollowLive);
    connect(&viewport, &timeline::Viewport::pausedChanged, this, [this](bool paused) {
        pauseView->setChecked(paused);
        pauseView->setText(paused ? tr("Resume view") : tr("Pause view"));
    });
    connect(&viewport, &timeline::Viewport::followChanged, followLive, &QAction::setChecked);
    followLive->setChecked(viewport.followsLive());
}

void WindowActions::fill(QMenuBar& bar) const
{
    for (const Menu& menu : m_menus) {
        QMenu* shown = bar.addMenu(menu.title);
        for (QAction* action : menu.actions) {
            if (action)
                shown->addAction(action);
            else
                shown->addSeparator();
        }
    }
}

std::vector<QAction*> WindowActions::all() const
{
    std::vector<QAction*> every;
    for (const Menu& menu : m_menus) {
        for (QAction* action : menu.actions) {
            if (action)
                every.push_back(action);
        }
    }
    return every;
}

} // namespace lanescope::window
