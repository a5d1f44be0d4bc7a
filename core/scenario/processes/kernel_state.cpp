// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/kernel_state.h"

#include "core/kernel/proc_text.h"
#include "core/kernel/small_file.h"

namespace lanescope::scenario {

char kernelState(pid_t pid)
{
    std::string text;
    if (!kernel::readSmallFile(("/proc/" + std::to_string(pid) + "/stat").c_str(), text))
        return 0;
    const auto stat = kernel::parseStat(text);
    return stat ? stat->state : '\0';
}

std::chrono::nanoseconds lackedCpu(pid_t pid)
{
    std::string text;
    if (!kernel::readSmallFile(("/proc/" + std::to_string(pid) + "/schedstat").c_str(), text))
        return {};
    const auto times = kernel::parseSchedstat(text);
    return std::chrono::nanoseconds(times ? static_cast<std::int64_t>(times->readyNs) : 0);
}

} // namespace lanescope::scenario
