// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lanescope::store {

/// What the kernel says of a thread.
enum class CpuState : std::uint8_t { Unknown, OnCpu, Preempted, Off };

} // namespace lanescope::store
