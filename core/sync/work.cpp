// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/work.h"

#include <ctime>

namespace lanescope::sync {

std::chrono::nanoseconds threadCpuTime()
{
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

void workFor(std::chrono::duration<double, std::micro> cpuTime)
{
    if (cpuTime.count() <= 0)
        return;
    const auto until = threadCpuTime() + cpuTime;
    while (threadCpuTime() < until) {
    }
}

} // namespace lanescope::sync
