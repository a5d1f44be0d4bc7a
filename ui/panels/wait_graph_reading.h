// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/panels/wait_graph.h"

namespace lanescope::panels {

/// Who waits for whom at the end of a snapshot, with the names and sentences that the view shows: from each thread to the
/// object it waits for, from each object to the thread that has it alone. Holds stand in it only where they matter: of
/// what somebody waits for, and of threads that wait themselves.
///
/// A ring is called a deadlock once each of its waits has lasted for kPersistsNs: the words it is read from are written
/// one after the other, and a ring that was never there must not be named. Pure. O(threads + objects) Threads: any.
WaitGraph readWaitGraph(const store::Snapshot& snapshot);

inline constexpr std::int64_t kPersistsNs = 500'000'000;

} // namespace lanescope::panels
