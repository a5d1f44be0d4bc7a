// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/deadlock_watch.h"

#include <algorithm>
#include <cstdlib>

namespace lanescope::analysis {
namespace {

// Status words are turned into nanoseconds anew each time, with a calibration that gets better meanwhile.
constexpr std::int64_t kSameMomentNs = 1'000'000;

} // namespace

void DeadlockWatch::update(const store::Snapshot& snapshot)
{
    update(snapshot, waitForGraph(snapshot));
}

void DeadlockWatch::update(const store::Snapshot& snapshot, const WaitForGraph& graph)
{
    if (snapshot.endNs <= m_lastNs)
        return;
    m_lastNs = snapshot.endNs;
    std::vector<Found> now;
    for (const Deadlock& deadlock : graph.deadlocks) {
        const auto before = std::ranges::find_if(m_seen, [&](const Found& found) {
            return found.deadlock.identity == deadlock.identity &&
                   std::abs(found.deadlock.sinceNs - deadlock.sinceNs) < kSameMomentNs;
        });
        now.push_back({deadlock, before == m_seen.end() ? snapshot.endNs : before->seenNs});
    }
    m_seen = std::move(now);
    m_persisting.clear();
    for (const Found& found : m_seen) {
        // Seen twice; how long it has been there the waits themselves tell.
        const bool seenBefore = found.seenNs < snapshot.endNs;
        if (seenBefore && snapshot.endNs - found.deadlock.sinceNs >= kPersistsNs)
            m_persisting.push_back(found);
    }
    std::ranges::sort(m_persisting, {}, [](const Found& found) { return found.deadlock.sinceNs; });
}

} // namespace lanescope::analysis
