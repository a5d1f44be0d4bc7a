// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <sys/types.h>
#include <vector>

namespace lanescope::kernel {

/// The numbers of the CPUs on which a thread may run at this moment, ascending: its affinity mask within its cpuset. Empty
/// when it is gone. 0: the calling thread. Quotas of a control group are not in it. Threads: any. One system call.
std::vector<std::uint16_t> allowedCpus(pid_t tid);

} // namespace lanescope::kernel
