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
/// with a single look. It looks at fixed moments of the recording, however late their snapshot comes, so that what is found
/// hangs on what was recorded and not on who had time to look. Threads: one at a time.
class FindingWatch {
public:
    static constexpr std::size_t kMostPast = 200;

    /// What was missed for longer than this is not looked at any more.
    static constexpr std::int64_t kMostMissedNs = 60'000'000'000;

    /// Looks at every moment since the last time. One look costs what findingsIn() does over kWindowNs.
    void update(const store::Snapshot& snapshot);

    /// The gravest first, then the oldest.
    const std::vector<Finding>& current() const { return m_current; }
    /// In the order in which they left, each as it was while its cause was there; the last kMostPast.
    const std::vector<Finding>& past() const { return m_past; }

private:
    struct Seen {
        Finding finding;
        std::int64_t firstNs = 0;       ///< the look at which it was seen first
        std::int64_t lastNs = 0;        ///< … and last
        std::int64_t standsNs = 0;      ///< until then nothing was judged that could have shown it to be gone
        std::deque<Finding> looks = {}; ///< as it was at the newest ones, back to kWindowNs before the last

        bool persists() const;
        Finding asItWas() const;
    };
    void take(const Finding& finding, std::int64_t nowNs);
    bool takeStopped(const store::Snapshot& snapshot);
    void lookUntil(const store::Snapshot& snapshot);
    void lookAt(const store::Snapshot& snapshot, std::int64_t atNs);
    void keepWhatIsThere(std::int64_t atNs);
    void takePotentialDeadlocks(const store::Snapshot& snapshot);
    void leave(std::int64_t atNs);
    template <class HasLeft>
    void leaveIf(HasLeft&& hasLeft);
    void publish(const store::Snapshot& snapshot);

    std::vector<Seen> m_seen;
    std::vector<Finding> m_current;
    std::vector<Finding> m_past;
    store::Table<store::OrderEdge> m_order; // looked through for potential deadlocks
    PotentialGroups m_groups;               // what was found in it
    std::vector<Finding> m_potential;       // … as it is told
    std::int64_t m_lastNs = 0;
    std::optional<std::int64_t> m_frozenUntilNs = 0; // a process was stopped until then; nothing: one is
    std::int64_t m_lookedNs = 0;                     // the last moment that was looked at
};

} // namespace lanescope::analysis
