// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/panels/figure_run.h"
#include "ui/window/main_window.h"

#include <QTemporaryDir>

#include <memory>

namespace lanescope::test {

/// The window with a real controller in Idle and settings of its own; nothing here starts a process. A test opens it
/// anew for each of its functions.
class WindowFixture {
protected:
    void makeScenarios();
    void open();
    void close();
    /// Gives the window a run of two seconds and waits until it shows it.
    void showRun();
    /// What all labels say that are seen.
    QString visibleText() const;

    QTemporaryDir m_folder;
    std::vector<scenario::ScenarioInfo> m_scenarios;
    std::unique_ptr<window::Settings> m_settings;
    std::unique_ptr<control::RunController> m_controller;
    std::unique_ptr<window::MainWindow> m_window;
    FigureRun m_run;
};

} // namespace lanescope::test
