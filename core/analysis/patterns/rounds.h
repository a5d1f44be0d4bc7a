// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/range_figures.h"

#include <unordered_map>

namespace lanescope::analysis::patterns {

/// How evenly work was divided among threads, summed over the rounds in which one thread waited for all of it.
struct Division {
    store::ThreadIndex waiter{};
    std::optional<store::ObjectIndex> pool;    ///< whose threads worked; of a join none
    std::optional<store::ThreadIndex> slowest; ///< in the round in which one worked longest
    double longestNs = 0;                      ///< … and for how long
    double slowestNs = 0;                      ///< what the slowest worked in each
    double meanNs = 0;                         ///< what all of them worked on average
    /// What the slowest would have worked, had all tasks been alike: five tasks for four threads are two for one of them.
    double evenNs = 0;
    std::size_t workers = 0;
};

/// The rounds of a range: what somebody waits for from one join to the next, the newest kMostRounds of each waiter.
class Rounds {
public:
    static constexpr std::size_t kMostRounds = 32;

    Rounds(const store::Snapshot& snapshot, Range range); ///< O((threads + rounds) · log n)

    /// By pool: rounds end when the last awaited result is there. O(rounds · workers · log n)
    std::vector<Division> inPools() const;
    /// By waiter: threads that began together, all of which ended before one join did. O(rounds · threads)
    std::vector<Division> inJoins() const;

private:
    struct Round {
        store::ThreadIndex waiter{};
        std::optional<store::ObjectIndex> pool;
        Range range;
    };
    void addRoundsOf(store::ThreadIndex waiter, Range range);
    std::optional<store::ObjectIndex> poolOf(std::uint32_t thread) const;
    void addPoolRound(const Round& round, Division& sum) const;
    void addJoinRound(const Round& round, Division& sum) const;
    std::vector<store::ThreadIndex> endedIn(const Round& round) const;
    double workedIn(const store::Thread& thread) const;
    double tasksEndedIn(const store::Thread& thread, Range range) const;

    const store::Snapshot& m_snapshot;
    std::unordered_map<std::uint32_t, store::ObjectIndex> m_poolOf; // by ThreadIndex
    std::vector<Round> m_rounds;
};

} // namespace lanescope::analysis::patterns
