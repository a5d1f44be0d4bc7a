// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/window/command_palette.h"

#include <QObject>

namespace lanescope::window {

class MainWindow;
class RunChoice;
class RunLife;
class Settings;
class WindowActions;

/// Opens what stands above the window for a while: commands, keys, tour, about, the menu of the bar. None of them
/// blocks, and each deletes itself. Threads: GUI. Lifetime: all it is made from must outlive it.
class WindowDialogs : public QObject {
    Q_OBJECT

public:
    WindowDialogs(MainWindow& window, const RunChoice& choice, RunLife& life, Settings& settings);

    /// Shows the tour if it was never seen.
    void offerTour();

private:
    void openPalette();
    std::vector<Command> commands() const;
    void openKeys();
    void openTour();
    void openAbout();
    void popUpMenu(const QPoint& globalPosition);

    MainWindow& m_window;
    const RunChoice& m_choice;
    RunLife& m_life;
    Settings& m_settings;
};

} // namespace lanescope::window
