// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/trace_ids.h"

#include <algorithm>
#include <unordered_set>

namespace lanescope::session {
namespace {

constexpr std::int32_t kFirstMadeUp = 5'000'000; // above the largest id Linux gives out (2^22)

/// Hands out each id once.
class Ids {
public:
    std::int32_t unique(std::int32_t wanted)
    {
        if (wanted > 0 && wanted < kFirstMadeUp && m_taken.insert(wanted).second)
            return wanted;
        return m_next++;
    }
    void startAt(std::int32_t next) { m_next = next; }
    std::int32_t next() const { return m_next; }

private:
    std::unordered_set<std::int32_t> m_taken;
    std::int32_t m_next = kFirstMadeUp;
};

} // namespace

TraceIds::TraceIds(const store::Snapshot& snapshot)
{
    Ids pids;
    for (const store::Process& process : *snapshot.processes)
        m_pids.push_back(pids.unique(process.pid));
    m_mainTids = m_pids;

    Ids tids;
    tids.startAt(pids.next());
    std::vector<bool> hasMain(m_pids.size());
    for (const store::Thread& thread : *snapshot.threads) {
        const std::int32_t tid = tids.unique(thread.tid);
        m_tids.push_back(tid);
        const auto process = static_cast<std::size_t>(thread.process);
        if (!hasMain[process]) {
            hasMain[process] = true;
            m_mainTids[process] = tid;
        }
    }
    m_machinePid = tids.next();
}

} // namespace lanescope::session
