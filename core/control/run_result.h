// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/cures.h"
#include "core/control/run_request.h"

#include <QJsonObject>
#include <QStringList>

namespace lanescope::control {

enum class RunOutcome { Completed, Stopped, Deadlock, Failed };

/// "completed", "stopped", "deadlock", "failed": the words of the JSON.
QString outcomeWord(RunOutcome outcome);

/// Something that was noticed about the run, as the report has it.
struct Finding {
    QString kind; ///< "deadlock", "pool starved by its own tasks"
    QString text;
    double startS = 0; ///< from the start of the run
    double endS = 0;
    QStringList objects;
    QStringList threads;
    QStringList alike;          ///< so similar that they are told here only
    bool isOver = false;        ///< it had left before the run ended
    bool isApproximate = false; ///< records were dropped meanwhile
    std::optional<Cure> cure;   ///< what to try against it
    QString words;              ///< where no knob helps: what does
};

/// How a run ended. Plain data. Threads: as a value.
struct RunResult {
    RunOutcome outcome = RunOutcome::Completed;
    QString message;                  ///< for people; empty when all went well
    QJsonObject result;               ///< what the scenario reported
    std::vector<TimedChange> changes; ///< of live knobs, by whatever hand, as the lab applied them
    std::vector<Finding> findings;
    double durationS = 0; ///< without pauses
};

} // namespace lanescope::control
