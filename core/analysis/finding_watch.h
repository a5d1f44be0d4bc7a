// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/finding.h"
#include "core/analysis/potential_groups.h"

#include <deque>

namespace lanescope::analysis {

/// The patterns in a range, the gravest first; without deadlocks, which need several looks. Pure. thresholds.h says when
/// each is one. O((objects + threads) · log n)
std::vector<Finding> findingsIn(const store::Snapshot& snapshot, Range range);

/// That records were dropped, over the whole run: figures are too small, and whoever reads them must know.
Finding droppedFinding(const store::Snapshot& snapshot);

/// Follows what is found in a run while it goes on: what is there now, and what was and is gone. Neither comes nor goes
/// with a single look. Threads: one at a time.
class FindingWatch {
public:
    static constexpr std::size_t kMostPast = 200;

    /// Looks at the newest stretch of the run. One look costs what findingsIn() does over kWindowNs.
    void update(const store::Snapshot& snapshot);

    /// The gravest first, then the oldest.
    const std::vector<Finding>& current() const { return m_current; }
    /// In the order in which they left, each as it was while its cause was there; the last kMostPast.
    const std::vector<Finding>& past() const { return m_past; }

private:
    struct Seen {
        Finding finding;
        std::int64_t firstNs = 0; ///< the look at which it was seen first
        std::int64_t lastNs = 0;
        std::deque<Finding> looks = {}; ///< as it was at the newest ones, back to kWindowNs before the last

        Finding asItWas() const;
    };
    void take(const Finding& finding, std::int64_t nowNs);
    bool takeStopped(const store::Snapshot& snapshot);
    void takePatterns(const store::Snapshot& snapshot);
    void keepWhatIsThere(std::int64_t nowNs);
    void takePotentialDeadlocks(const store::Snapshot& snapshot);
    void leave(std::int64_t nowNs);
    void publish(const store::Snapshot& snapshot);

    std::vector<Seen> m_seen;
    std::vector<Finding> m_current;
    std::vector<Finding> m_past;
    store::Table<store::OrderEdge> m_order; // looked through for potential deadlocks
    PotentialGroups m_groups;               // what was found in it
    std::vector<Finding> m_potential;       // … as it is told
    std::int64_t m_lastNs = 0;
    std::optional<std::int64_t> m_frozenUntilNs = 0; // a process was stopped until then; nothing: one is
};

} // namespace lanescope::analysis
