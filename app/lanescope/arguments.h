// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_controller.h"

#include <QStringList>

namespace lanescope::app {

/// Exit codes of the command line.
enum class Exit { Done = 0, RunFailed = 1, BadUsage = 2, Deadlock = 3 };

/// What `run` and `crawl` were asked to do, checked.
struct RunOptions {
    control::RunRequest request;
    QString outFolder;
    QString saveFile;
    bool json = false;
    bool quiet = false;
    bool help = false;
};

/// `words` are those after "run" or "crawl". The error is one line that names what is wrong and what is right.
Result<RunOptions> parseRun(const QStringList& words);
Result<RunOptions> parseCrawl(const QStringList& words);

/// The help of one scenario, made from its knobs.
QString scenarioHelp(const scenario::ScenarioInfo& info);

/// Reads "NAME=VALUE" into the values of a request; empty when it was right, else what is wrong.
QString applySetting(const scenario::ScenarioInfo& info, const QString& setting, control::RunRequest& request);

/// A request for the scenario with every knob at its standard value.
control::RunRequest standardRequest(const scenario::ScenarioInfo& info);

} // namespace lanescope::app
