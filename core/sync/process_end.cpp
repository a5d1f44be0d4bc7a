// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/process_end.h"

#include <unistd.h>

namespace lanescope::sync {

Status mayJoin(const std::string& name, pid_t pid, pid_t parentPid)
{
    if (pid == 0)
        return Error{"'" + name + "' cannot be joined before it is started: can only join a started process."};
    if (pid == ::getpid())
        return Error{"'" + name +
                     "' cannot wait for its own end, it would wait for ever: can only join a child "
                     "process."};
    if (parentPid != ::getpid())
        return Error{"'" + name + "' was started by process " + std::to_string(parentPid) +
                     ", only that one can wait for it: can only join a child process."};
    return Done{};
}

Status mayStart(const std::string& name, pid_t pid)
{
    if (pid != 0)
        return Error{"'" + name + "' was started before: cannot start a process twice. Make a new one."};
    return Done{};
}

} // namespace lanescope::sync
