// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

namespace lanescope::panels {

/// "lanescope-lab", "process 4711".
QString processName(const store::Process& process);

/// How a process does, or how it ended: "asleep", "stopped", "exited with code 3", "was killed by signal 9 (SIGKILL)",
/// "zombie (exited with code 0), its parent has not asked how it ended". Threads: any.
QString processState(const store::Process& process);

} // namespace lanescope::panels
