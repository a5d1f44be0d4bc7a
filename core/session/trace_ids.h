// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <vector>

namespace lanescope::session {

/// Process and thread ids for files that know nothing but these: no two processes and no two threads share
/// one, although the system may have used an id twice during the run. Ids are the real ones wherever they
/// can be. Threads: immutable after construction.
class TraceIds {
public:
    explicit TraceIds(const store::Snapshot& snapshot);

    std::int32_t pid(store::ProcessIndex process) const { return m_pids[static_cast<std::size_t>(process)]; }
    std::int32_t tid(store::ThreadIndex thread) const { return m_tids[static_cast<std::size_t>(thread)]; }
    /// The first thread of a process, for events that belong to all of it; its pid if it has none.
    std::int32_t mainTid(store::ProcessIndex process) const { return m_mainTids[static_cast<std::size_t>(process)]; }
    /// A process id for what belongs to the machine: the CPUs. `cpuTid(n)` is the thread id of the n-th one.
    std::int32_t machinePid() const { return m_machinePid; }
    std::int32_t cpuTid(std::size_t index) const { return m_machinePid + 1 + static_cast<std::int32_t>(index); }

private:
    std::vector<std::int32_t> m_pids;
    std::vector<std::int32_t> m_tids;
    std::vector<std::int32_t> m_mainTids;
    std::int32_t m_machinePid = 0;
};

} // namespace lanescope::session
