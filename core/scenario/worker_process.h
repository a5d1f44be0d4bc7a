// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/child_process.h"

#include <functional>

namespace lanescope::scenario {

/// What a lab executable does when it is started as a worker of a scenario instead of as a host of a run.
using WorkerMain = std::function<int(const QStringList& arguments)>;

/// Registers the main function behind `lanescope-lab --worker NAME`. Call before the event loop starts.
void registerWorker(const QString& name, WorkerMain work);

/// Runs a registered worker and returns its exit code; -1 when there is none of that name.
int runWorker(const QString& name, const QStringList& arguments);

/// This very executable as that worker, for a child of the run.
sync::Program workerProgram(const QString& name, const QStringList& arguments = {});

/// Prepares `process` to run it: recorded, in the group of the run, and ended by the kernel when the lab dies.
void prepareWorker(QProcess& process, const QString& name, const QStringList& arguments);

} // namespace lanescope::scenario
