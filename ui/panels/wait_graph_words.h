// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/deadlock_watch.h"
#include "ui/panels/wait_graph.h"

namespace lanescope::panels {

/// The wait-for graph of a snapshot with the names and sentences that the view shows. Holds stand in it only where they
/// matter: of what somebody waits for, and of threads that wait themselves. `sure`: the deadlocks that persist; a ring
/// that was read just once may never have been there. Pure. Threads: any.
WaitGraph wordedGraph(const store::Snapshot& snapshot, const analysis::WaitForGraph& graph,
                      const std::vector<analysis::DeadlockWatch::Found>& sure);

} // namespace lanescope::panels
