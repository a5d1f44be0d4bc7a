// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <string>
#include <sys/types.h>

namespace lanescope::sync {

/// How a process ended: by itself with a code, or by a signal. Plain value.
struct ProcessEnd {
    int exitCode = 0;
    int signal = 0; ///< 0: by itself

    /// One number for both, as Process.exitcode in Python: -9 for SIGKILL.
    int asInPython() const { return signal != 0 ? -signal : exitCode; }
    bool operator==(const ProcessEnd&) const = default;
};

/// Whether this process may wait for the end of another, with the reasons Python gives when it may not.
/// `pid` 0: not started. `parentPid`: the process that started it.
Status mayJoin(const std::string& name, pid_t pid, pid_t parentPid);

/// Whether it may be started: once only.
Status mayStart(const std::string& name, pid_t pid);

} // namespace lanescope::sync
