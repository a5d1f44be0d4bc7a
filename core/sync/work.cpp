// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/work.h"

#include <ctime>

namespace lanescope::sync {
namespace {

double cpuMicroseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

} // namespace

void workFor(std::chrono::duration<double, std::micro> cpuTime)
{
    if (cpuTime.count() <= 0)
        return;
    const double until = cpuMicroseconds() + cpuTime.count();
    while (cpuMicroseconds() < until) {
    }
}

} // namespace lanescope::sync
