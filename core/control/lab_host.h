// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lanescope::control {

/// The lab's side of a run: connects to the controller, waits for "start", runs the scenario on the calling
/// (main) thread and reports its result. A thread of its own answers the controller all the while, so a
/// scenario that hangs does not make the lab deaf. Returns the exit code of the process.
int hostRun(const QString& controlSocket);

} // namespace lanescope::control
