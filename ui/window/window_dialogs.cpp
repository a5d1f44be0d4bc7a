// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/window_dialogs.h"

#include "ui/timeline/timeline_pane.h"
#include "ui/window/keys_dialog.h"
#include "ui/window/main_window.h"
#include "ui/window/run_bar.h"
#include "ui/window/run_life.h"
#include "ui/window/tour_stops.h"
#include "ui/window/window_actions.h"

#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>

namespace lanescope::window {

WindowDialogs::WindowDialogs(MainWindow& window, const RunChoice& choice, RunLife& life, Settings& settings)
    : m_window(window)
    , m_choice(choice)
    , m_life(life)
    , m_settings(settings)
{
    const WindowActions& actions = window.actions();
    connect(actions.palette, &QAction::triggered, this, &WindowDialogs::openPalette);
    connect(actions.keys, &QAction::triggered, this, &WindowDialogs::openKeys);
    connect(actions.tour, &QAction::triggered, this, &WindowDialogs::openTour);
    connect(actions.about, &QAction::triggered, this, &WindowDialogs::openAbout);
    connect(&window.bar(), &RunBar::menuWanted, this, &WindowDialogs::popUpMenu);
}

void WindowDialogs::openPalette()
{
    (new CommandPalette(commands(), &m_window))->open();
}

std::vector<Command> WindowDialogs::commands() const
{
    std::vector<Command> all;
    for (const WindowActions::Menu& menu : m_window.actions().menus()) {
        for (QAction* action : menu.actions) {
            if (!action || action == m_window.actions().palette)
                continue;
            all.push_back({QString(action->text()).remove(u'&'), QString(menu.title).remove(u'&'),
                           action->shortcut().toString(QKeySequence::NativeText), action->isEnabled(),
                           [action] { action->trigger(); }});
        }
    }
    for (const scenario::ScenarioInfo& info : m_choice.scenarios()) {
        all.push_back(
            {info.title, tr("Scenario · %1 · %2").arg(info.group, info.id), {}, true, [&life = m_life, id = info.id] {
                 life.startScenario(id);
             }});
    }
    return all;
}

void WindowDialogs::openKeys()
{
    (new KeysDialog(m_window.actions(), &m_window))->open();
}

void WindowDialogs::openTour()
{
    m_settings.setTourSeen(true);
    if (m_window.findChild<Tour*>())
        return;
    auto* tour = new Tour(tourStops(m_window), &m_window);
    connect(tour, &Tour::ended, &m_window.pane(), qOverload<>(&QWidget::setFocus));
}

void WindowDialogs::offerTour()
{
    if (!m_settings.tourSeen())
        openTour();
}

void WindowDialogs::openAbout()
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About Lanescope"),
                                tr("<b>Lanescope %1</b><br>An instrument for concurrency: it runs real threads, "
                                   "processes and crawls, and shows what each of them is doing.<br><br>Licence: GPL, "
                                   "version 3 or later.")
                                    .arg(QCoreApplication::applicationVersion()),
                                QMessageBox::Close, &m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void WindowDialogs::popUpMenu(const QPoint& globalPosition)
{
    auto* menu = new QMenu(&m_window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QAction* top : m_window.menuBar()->actions())
        menu->addMenu(top->menu());
    menu->popup(globalPosition);
}

} // namespace lanescope::window
