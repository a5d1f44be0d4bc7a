// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/histogram.h"

#include "tests/core/check.h"
#include "tests/core/nearest_rank.h"

#include <cmath>

using lanescope::store::Histogram;

namespace {

constexpr std::int64_t kLongest = (std::int64_t{1} << 44) - 1;

std::int64_t randomDuration(std::mt19937_64& random)
{
    return static_cast<std::int64_t>(random() >> (20 + random() % 44)); // every magnitude up to 2^44
}

} // namespace

TEST_CASE(everyValueLiesInItsBucket)
{
    std::mt19937_64 random(lanescope::check::seed());
    std::vector<std::int64_t> values;
    for (std::int64_t power = 1; power <= kLongest; power *= 2)
        for (const std::int64_t near : {power - 1, power, power + 1, power + power / 3})
            values.push_back(near);
    for (int i = 0; i < 200'000; ++i)
        values.push_back(randomDuration(random));
    for (const std::int64_t value : values) {
        const std::size_t bucket = Histogram::bucket(value);
        if (!CHECK(bucket < Histogram::kBuckets && Histogram::lowerNs(bucket) <= value) ||
            !CHECK(value < Histogram::lowerNs(bucket + 1) || bucket == Histogram::kBuckets - 1))
            return lanescope::check::say("value " + std::to_string(value));
    }
}

TEST_CASE(bucketsAreNarrow)
{
    for (std::size_t bucket = 0; bucket < Histogram::kBuckets; ++bucket) {
        const std::int64_t low = Histogram::lowerNs(bucket);
        const std::int64_t width = Histogram::lowerNs(bucket + 1) - low;
        CHECK(width == 1 || static_cast<double>(width) <= static_cast<double>(low) * 0.032);
        CHECK_EQ(Histogram::bucket(low), bucket);
    }
}

TEST_CASE(percentilesAgreeWithSorting)
{
    std::mt19937_64 random(lanescope::check::seed());
    for (const std::size_t count : {1, 2, 3, 100, 5000}) {
        Histogram histogram;
        std::vector<std::int64_t> values;
        std::int64_t total = 0;
        for (std::size_t i = 0; i < count; ++i) {
            values.push_back(std::min(randomDuration(random), kLongest / 2));
            histogram.add(values.back());
            total += values.back();
        }
        std::ranges::sort(values);
        CHECK_EQ(histogram.count(), count);
        CHECK_EQ(histogram.totalNs(), total);
        CHECK_EQ(histogram.maxNs(), values.back());
        for (const std::size_t perMille : {0U, 10U, 70U, 250U, 500U, 900U, 990U, 999U, 1000U}) {
            const auto exact = static_cast<double>(values[lanescope::check::nearestRank(perMille, count) - 1]);
            const auto told = static_cast<double>(histogram.percentileNs(static_cast<double>(perMille) / 1000));
            CHECK(std::abs(told - exact) <= 0.032 * exact + 0.5);
        }
    }
}

// Of few the tail is the largest: whoever looks for what went wrong finds it.
TEST_CASE(theTailOfFewIsTheLargest)
{
    Histogram histogram;
    for (int i = 0; i < 14; ++i)
        histogram.add(20);
    histogram.add(11'000'000);
    CHECK_EQ(histogram.percentileNs(0.99), histogram.maxNs());
    CHECK_EQ(histogram.percentileNs(0.5), 20);
    for (int i = 0; i < 85; ++i)
        histogram.add(20);
    CHECK_EQ(histogram.percentileNs(0.99), 20); // the 99th of 100
}

TEST_CASE(mergedIsAsIfAddedToOne)
{
    std::mt19937_64 random(lanescope::check::seed());
    Histogram one;
    Histogram parts[3];
    for (int i = 0; i < 10'000; ++i) {
        const std::int64_t value = randomDuration(random);
        one.add(value);
        parts[random() % 3].add(value);
    }
    Histogram merged;
    for (const Histogram& part : parts)
        merged.merge(part);
    for (std::size_t bucket = 0; bucket < Histogram::kBuckets; ++bucket)
        CHECK_EQ(merged.countIn(bucket), one.countIn(bucket));
    CHECK(merged.count() == one.count() && merged.totalNs() == one.totalNs() && merged.maxNs() == one.maxNs());
}

TEST_CASE(emptyNegativeAndEndlessDurations)
{
    Histogram histogram;
    CHECK_EQ(histogram.percentileNs(0.5), 0);
    CHECK_EQ(histogram.meanNs(), 0.0);
    histogram.add(-7);
    CHECK_EQ(histogram.percentileNs(1), 0);
    // Segments may state any duration: the total stays at the top instead of overflowing.
    constexpr std::int64_t kEndless = std::numeric_limits<std::int64_t>::max() / 2;
    for (int i = 0; i < 4; ++i)
        histogram.add(kEndless);
    CHECK_EQ(histogram.totalNs(), std::numeric_limits<std::int64_t>::max());
    CHECK_EQ(histogram.maxNs(), kEndless);
    CHECK_EQ(histogram.percentileNs(1), kEndless);
    Histogram other = histogram;
    other.merge(histogram);
    CHECK_EQ(other.totalNs(), std::numeric_limits<std::int64_t>::max());
}
