// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace lanescope::kernel {

/// The files of /proc as values. Pure functions of a text; nothing comes back when the text is not what the
/// kernel writes. Threads: any. Units: ticks are 1/sysconf(_SC_CLK_TCK) seconds, pages are the machine's.

/// What we use of /proc/PID/stat and /proc/PID/task/TID/stat.
struct StatLine {
    pid_t id = 0; ///< of the process or of the thread
    std::string comm;
    char state = '?'; ///< R S D T t Z X I …
    pid_t parentPid = 0;
    std::uint64_t userTicks = 0;
    std::uint64_t systemTicks = 0;
    std::int64_t threads = 0;
    std::uint64_t startTicks = 0; ///< since the machine was booted
    std::int64_t residentPages = 0;
    int lastCpu = 0;
};

/// /proc/PID/task/TID/schedstat. A kernel without scheduler statistics writes three zeros.
struct SchedLine {
    std::uint64_t onCpuNs = 0;    ///< time on a CPU, of a running thread up to the last timer tick
    std::uint64_t readyNs = 0;    ///< time it could have run and had no CPU
    std::uint64_t timeslices = 0; ///< how often it was put on a CPU
};

/// The name may hold anything, parentheses, spaces and line ends too.
std::optional<StatLine> parseStat(std::string_view text);

std::optional<SchedLine> parseSchedstat(std::string_view text);

/// The numbers in a `children` file, and nothing else.
std::vector<pid_t> parsePids(std::string_view text);

/// A directory entry that is a process or thread id.
std::optional<pid_t> parsePid(std::string_view text);

} // namespace lanescope::kernel
