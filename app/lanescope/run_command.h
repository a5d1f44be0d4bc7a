// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/lanescope/arguments.h"
#include "app/lanescope/progress_line.h"

#include <QDateTime>
#include <QObject>
#include <QTimer>

namespace lanescope::app {

/// `lanescope run` and `lanescope crawl`: one run without a window, with progress on standard error and the
/// result on standard output. Ctrl+C stops the run in good order; a second one ends it at once.
/// Threads: main. Lifetime: until exit() was called with the code.
class RunCommand : public QObject {
    Q_OBJECT

public:
    explicit RunCommand(RunOptions options);
    /// Whether what the run is to leave behind can be written: better known before a long run than after it.
    Status prepare() const;
    void start();

private:
    void showProgress();
    void finished(const control::RunResult& result);
    Exit writeFiles(const control::RunResult& result, QStringList& files);
    static Exit exitFor(control::RunOutcome outcome, const scenario::ScenarioInfo* scenario);

    const RunOptions m_options;
    control::RunController m_controller;
    ProgressLine m_progress;
    QTimer m_timer;
    QDateTime m_startedAt;
};

/// Runs an event loop round one RunCommand; the exit code of the program.
int executeRun(const RunOptions& options);

} // namespace lanescope::app
