// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace lanescope::sync {

/// An id for an arrow in the recording that no other one of the run has, in whatever process: trace::flowOut() where it
/// begins, trace::flowIn() where it ends. Threads: any.
std::uint64_t nextFlow();

/// The process that asked for it.
inline pid_t processOf(std::uint64_t flow)
{
    return static_cast<pid_t>(flow >> 32);
}

} // namespace lanescope::sync
