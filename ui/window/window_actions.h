// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QActionGroup>
#include <QObject>

#include <vector>

class QMenuBar;

namespace lanescope::timeline {
class TimelinePane;
class TimelineView;
class Viewport;
} // namespace lanescope::timeline

namespace lanescope::window {

/// Every command of the window with its text, shortcut and help, in the menus they belong to. The window
/// connects them; menus, palette and the table of keys are made from the same list. Threads: GUI.
class WindowActions : public QObject {
    Q_OBJECT

public:
    struct Menu {
        QString title;
        std::vector<QAction*> actions; ///< nullptr: a separator
    };

    explicit WindowActions(QObject* parent);

    /// Gives the commands of the timeline the keys that work while it has the focus.
    void attachTo(timeline::TimelinePane& pane);
    const std::vector<Menu>& menus() const { return m_menus; }
    void fill(QMenuBar& bar) const;
    /// In the order of the menus, without separators.
    std::vector<QAction*> all() const;

    QAction* startStop;
    QAction* restart;
    QAction* pauseRun;
    QAction* pauseCrawl;
    QAction* nextScenario;
    QAction* previousScenario;
    QAction* resetKnobs;
    QAction* exportPicture;
    QAction* quit;

    std::vector<QAction*> tabs; ///< in the order of BottomTabs
    QAction* nextPart;
    QAction* previousPart;

    QAction* search;
    QAction* filterTable;
    QAction* copyStatus;

    QAction* pauseView;
    QAction* followLive;
    QAction* fit;
    QAction* zoomIn;
    QAction* zoomOut;
    QAction* zoomToSelection;
    QAction* nextContention;
    QAction* previousContention;
    QAction* jumpToBlocker;
    QAction* blockedNow;
    QAction* showOwn;
    QAction* showEnded;
    QAction* requestsByHost;
    QAction* openAll;
    QAction* closeAll;

    QAction* menuBarShown;
    QAction* fullScreen;
    QActionGroup* themes;
    QAction* themeSystem;
    QAction* themeDark;
    QAction* themeLight;

    QAction* tour;
    QAction* palette;
    QAction* keys;
    QAction* about;

private:
    QAction* make(const QString& text, const QKeySequence& keys, const QString& tip);
    QAction* check(const QString& text, const QKeySequence& keys, const QString& tip);
    void makeRun();
    void makeTimeline();
    void makeView();
    void makePanels();
    void makeHelp();
    void connectRows(timeline::TimelineView& shown);
    void connectViewport(timeline::Viewport& viewport);

    std::vector<Menu> m_menus;
};

} // namespace lanescope::window
