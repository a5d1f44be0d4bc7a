// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::timeline {

/// The processes of a run as lines stand below each other: each followed by its children and theirs, those of one parent
/// in the order of their start. By who started whom: an orphan keeps its place. ProcessIndices. Pure. O(processes)
std::vector<std::uint32_t> processOrder(const store::Snapshot& snapshot);

} // namespace lanescope::timeline
