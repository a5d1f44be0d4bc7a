// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Plain lists of intervals and samples with the answers that the index must give, worked out by looking at
// all.

#include "core/store/snapshot.h"
#include "tests/core/check.h"

#include <cmath>

namespace lanescope::store::testing {

constexpr State kThreadStates[] = {State::Running, State::Ready, State::LockWait, State::Sleep, State::Io};

/// Intervals in order, some touching, some with gaps, some of no length.
inline std::vector<Interval> randomIntervals(std::mt19937_64& random, std::size_t count)
{
    std::vector<Interval> all;
    all.reserve(count);
    std::int64_t timeNs = static_cast<std::int64_t>(random() % 1'000'000);
    for (std::size_t i = 0; i < count; ++i) {
        timeNs += random() % 3 == 0 ? 0 : static_cast<std::int64_t>(random() % 1000);
        const std::int64_t endNs = timeNs + (random() % 20 == 0 ? 0 : static_cast<std::int64_t>(random() % 2000));
        all.push_back(Interval::make(timeNs, endNs, kThreadStates[random() % std::size(kThreadStates)],
                                     static_cast<std::uint32_t>(i)));
        timeNs = endNs;
    }
    return all;
}

inline std::vector<Sample> randomSamples(std::mt19937_64& random, std::size_t count)
{
    std::vector<Sample> all;
    std::int64_t timeNs = static_cast<std::int64_t>(random() % 1'000'000);
    for (std::size_t i = 0; i < count; ++i) {
        timeNs += random() % 5 == 0 ? 0 : static_cast<std::int64_t>(random() % 1000); // several at one moment
        all.push_back({timeNs, static_cast<double>(random() % 100) - 20});
    }
    return all;
}

inline bool same(const IntervalSummary& a, const IntervalSummary& b)
{
    return CHECK(a.ns == b.ns) && CHECK_EQ(a.count, b.count) && CHECK_EQ(a.longestNs, b.longestNs);
}

inline bool same(const SampleSummary& a, const SampleSummary& b)
{
    if (!CHECK_EQ(a.count, b.count) || a.count == 0)
        return a.count == b.count;
    const double scale = std::max(1.0, std::abs(a.area) + std::abs(b.area));
    return CHECK_EQ(a.min, b.min) && CHECK_EQ(a.max, b.max) && CHECK_EQ(a.first, b.first) && CHECK_EQ(a.last, b.last) &&
           CHECK_EQ(a.firstNs, b.firstNs) && CHECK_EQ(a.lastNs, b.lastNs) &&
           CHECK(std::abs(a.area - b.area) < 1e-9 * scale);
}

inline IntervalSummary sumOf(const std::vector<Interval>& all, std::size_t first, std::size_t last)
{
    IntervalSummary sum;
    for (std::size_t i = first; i < last; ++i)
        sum.add(all[i]);
    return sum;
}

inline SampleSummary sumOf(const std::vector<Sample>& all, std::size_t first, std::size_t last)
{
    SampleSummary sum;
    for (std::size_t i = first; i < last; ++i) {
        const Sample& sample = all[i];
        if (sum.count == 0) {
            sum.first = sample.value;
            sum.firstNs = sample.timeNs;
        } else {
            sum.area += sum.last * static_cast<double>(sample.timeNs - sum.lastNs);
        }
        sum.min = std::min(sum.min, sample.value);
        sum.max = std::max(sum.max, sample.value);
        sum.last = sample.value;
        sum.lastNs = sample.timeNs;
        ++sum.count;
    }
    return sum;
}

} // namespace lanescope::store::testing
