// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/potential_deadlock.h"
#include "ui/panels/waits/wait_graph.h"

namespace lanescope::panels {

/// Who waits for whom at the end of a snapshot (analysis::waitForGraph), with the names and sentences that the view shows:
/// from each thread to the object it waits for, from each object to the threads that have it, alone or shared. Holds
/// stand in it only where they matter: of what somebody waits for, and of threads that wait themselves. Many threads that
/// wait for the same and have the same are one crowd (GraphCrowds); those that were one in `before` stay so for longer.
/// Orders of locks that could deadlock are edges between objects.
///
/// A ring is called a deadlock once it has lasted for kPersistsNs: the words it is read from are written one after the
/// other, and a ring that was never there must not be named. Pure. O(e log e), see analysis::waitForGraph.
WaitGraph readWaitGraph(const store::Snapshot& snapshot, const std::vector<analysis::PotentialDeadlock>& potential = {},
                        const WaitGraph& before = {});

inline constexpr std::int64_t kPersistsNs = 500'000'000;

} // namespace lanescope::panels
