// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <algorithm>
#include <thread>

namespace lanescope::store {

/// How many CPUs the run could use: those of this machine, for one is in the table only once the run was seen on it; more
/// where a recording comes from a larger machine.
inline std::size_t cpuCount(const Snapshot& snapshot)
{
    return std::max<std::size_t>(snapshot.cpus->size(), std::thread::hardware_concurrency());
}

} // namespace lanescope::store
