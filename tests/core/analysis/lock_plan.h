// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Ranges at random, what a lock went through at random, and what its figures must be by a look at all of it.

#include "core/analysis/range_figures.h"
#include "tests/core/analysis/made_load.h"

#include <cmath>

namespace lanescope::analysis::testing {

inline constexpr int kRanges = 60;

struct Told {
    std::size_t thread;
    std::int64_t startNs;
    std::int64_t endNs;
    bool marked = false; // holds: contended; waits: again
    bool shared = false;
};

inline std::int64_t upTo(std::mt19937_64& random, std::int64_t most)
{
    return 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most));
}

inline bool isNear(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

/// Who held a lock and who waited for it, at random: exclusive, or by several at once.
struct LockPlan {
    static constexpr std::size_t kThreads = 7;
    std::vector<Told> holds;
    std::vector<Told> waits;
    std::int64_t endNs = kBeginNs;

    LockPlan() = default;
    LockPlan(std::mt19937_64& random, std::size_t count, bool withReaders)
    {
        std::int64_t nowNs = kBeginNs;
        for (std::size_t i = 0; i < count; ++i) {
            const bool shared = withReaders && random() % 4 != 0;
            nowNs += random() % 3 == 0 ? 0 : upTo(random, 200'000);
            const std::int64_t lengthNs = upTo(random, 1LL << (random() % 20));
            const std::size_t readers = shared ? 1 + random() % 3 : 1;
            const std::size_t first = random() % kThreads;
            for (std::size_t k = 0; k < readers; ++k)
                holds.push_back(
                    {(first + k) % kThreads, nowNs, nowNs + upTo(random, lengthNs), random() % 3 != 0, shared});
            for (std::size_t k = holds.size() - readers; k < holds.size(); ++k)
                nowNs = std::max(nowNs, holds[k].endNs);
        }
        endNs = nowNs + 100'000;
        for (std::size_t thread = 0; thread < kThreads; ++thread) {
            for (std::int64_t at = kBeginNs; at < endNs;) {
                const std::int64_t startNs = at + upTo(random, 900'000);
                at = startNs + upTo(random, 700'000);
                if (at < endNs)
                    waits.push_back({thread, startNs, at, random() % 4 == 0});
            }
        }
    }
};

inline Range randomRange(std::mt19937_64& random, std::int64_t endNs)
{
    const std::int64_t length = endNs - kBeginNs;
    const std::int64_t a = kBeginNs - 1'000'000 + upTo(random, length + 1'000'000);
    const std::int64_t b = kBeginNs + upTo(random, length);
    return a == b ? Range{a, a + 1} : Range{std::min(a, b), std::max(a, b)};
}

/// What holds between two neighbouring moments of a plan, added up.
inline LockRange bruteForce(const LockPlan& plan, Range range)
{
    std::vector<std::int64_t> moments{range.fromNs, range.toNs};
    for (const auto* all : {&plan.holds, &plan.waits}) {
        for (const Told& one : *all) {
            moments.push_back(one.startNs);
            moments.push_back(one.endNs);
        }
    }
    std::erase_if(moments, [&](std::int64_t ns) { return ns < range.fromNs || ns > range.toNs; });
    std::ranges::sort(moments);
    LockRange sum;
    const auto during = [](std::int64_t ns, const std::vector<Told>& all) {
        return std::ranges::count_if(all, [ns](const Told& one) { return one.startNs <= ns && ns < one.endNs; });
    };
    for (std::size_t i = 1; i < moments.size(); ++i) {
        const auto share = static_cast<double>(moments[i] - moments[i - 1]) / range.lengthNs();
        if (moments[i] == moments[i - 1])
            continue;
        const auto holders = during(moments[i - 1], plan.holds);
        const auto waiters = during(moments[i - 1], plan.waits);
        sum.heldShare += holders > 0 ? share : 0;
        sum.contendedShare += holders > 0 && waiters > 0 ? share : 0;
        sum.meanWaiters += share * static_cast<double>(waiters);
        sum.waitedShare += waiters > 0 ? share : 0;
    }
    return sum;
}

// Of what ended in the range; those told of in the order of their ends.
inline void addEnded(std::vector<Told> all, Range range, bool areHolds, OccurrenceSummary& sum)
{
    std::ranges::stable_sort(all, {}, &Told::endNs);
    std::uint32_t run = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].endNs < range.fromNs || all[i].endNs >= range.toNs)
            continue;
        const bool changed = areHolds && i > 0 && !all[i].shared && all[i].thread != all[i - 1].thread;
        ++sum.count;
        sum.totalNs += all[i].endNs - all[i].startNs;
        sum.longestNs = std::max(sum.longestNs, all[i].endNs - all[i].startNs);
        sum.marked += all[i].marked ? 1 : 0;
        sum.changed += changed ? 1 : 0;
        run = all[i].marked && changed ? run + 1 : 0;
        sum.longestRun = std::max(sum.longestRun, run);
    }
}

inline bool isSame(const OccurrenceSummary& found, const OccurrenceSummary& exact)
{
    return CHECK_EQ(found.count, exact.count) && CHECK_EQ(found.totalNs, exact.totalNs) &&
           CHECK_EQ(found.longestNs, exact.longestNs) && CHECK_EQ(found.marked, exact.marked);
}

} // namespace lanescope::analysis::testing
