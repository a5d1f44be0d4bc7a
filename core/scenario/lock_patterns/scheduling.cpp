// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/lock_patterns/scheduling.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

namespace lanescope::scenario {

std::vector<int> allowedCpus()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    std::vector<int> cpus;
    if (::sched_getaffinity(::getpid(), sizeof set, &set) == 0) {
        for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
            if (CPU_ISSET(cpu, &set))
                cpus.push_back(cpu);
        }
    }
    return cpus;
}

void useCpus(const std::vector<int>& cpus)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const int cpu : cpus)
        CPU_SET(cpu, &set);
    ::sched_setaffinity(0, sizeof set, &set); // 0: the calling thread, not the process
}

bool setNice(int nice)
{
    return ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice) == 0;
}

} // namespace lanescope::scenario
