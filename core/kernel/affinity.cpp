// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/affinity.h"

#include <sched.h>

#include <array>

namespace lanescope::kernel {

std::vector<std::uint16_t> allowedCpus(pid_t tid)
{
    // 8,192 is the most that a kernel for any machine of today is built for; for a larger one the call fails.
    std::array<cpu_set_t, 8> masks;
    std::vector<std::uint16_t> numbers;
    if (::sched_getaffinity(tid, sizeof masks, masks.data()) != 0)
        return numbers;
    for (std::uint16_t cpu = 0; cpu < masks.size() * CPU_SETSIZE; ++cpu) {
        if (CPU_ISSET_S(cpu, sizeof masks, masks.data()))
            numbers.push_back(cpu);
    }
    return numbers;
}

} // namespace lanescope::kernel
