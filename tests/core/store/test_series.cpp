// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/store/brute_force.h"

#include <malloc.h>
#include <mutex>
#include <thread>

using namespace lanescope::store;
using namespace lanescope::store::testing;

namespace {

// Sizes at which a block, a chunk or the smallest, growing chunks begin and end.
std::vector<std::size_t> interestingSizes(std::mt19937_64& random)
{
    std::vector<std::size_t> sizes = {0, 1, 31, 32, 33, 63, 64, 65, 95, 96, 97, 4063, 4064, 4065, 8159, 8160, 8161};
    for (int i = 0; i < 12; ++i)
        sizes.push_back(random() % 30'000);
    return sizes;
}

template <class Series, class Entry>
void checkAgainst(Series& series, const std::vector<Entry>& all, std::mt19937_64& random)
{
    for (const Entry& entry : all)
        series.append(entry);
    const auto view = series.view();
    if (!CHECK_EQ(view.size(), all.size()) || !CHECK_EQ(series.size(), all.size()))
        return;
    if (!same(view.summarise(0, all.size()), sumOf(all, 0, all.size())))
        return;
    for (int i = 0; i < 200; ++i) {
        const std::size_t a = random() % (all.size() + 1);
        const std::size_t b = i % 3 == 0 ? std::min(all.size(), a + random() % 70) : random() % (all.size() + 1);
        const auto [first, last] = std::minmax(a, b);
        if (!same(view.summarise(first, last), sumOf(all, first, last)))
            return lanescope::check::say("range " + std::to_string(first) + ".." + std::to_string(last));
    }
}

Interval numbered(std::uint32_t i)
{
    return Interval::make(std::int64_t{i} * 10, std::int64_t{i} * 10 + 3, State::Running, i);
}

// Every value is its number, so that a view can be checked without a model.
void checkNumbered(const SeriesView<Interval, IntervalSummary>& view)
{
    const std::size_t size = view.size();
    const IntervalSummary sum = view.summarise(0, size);
    CHECK_EQ(sum.count, size);
    CHECK_EQ(sum.of(State::Running), static_cast<std::int64_t>(size) * 3);
    if (size == 0)
        return;
    CHECK_EQ(view[size / 2].subject, view[0].subject + size / 2);
    CHECK_EQ(view[size - 1].subject, view[0].subject + size - 1);
}

void readWhileWritten(IntervalSeries& series)
{
    std::mutex mutex; // guards `published`
    auto published = series.view();
    std::atomic<bool> done = false;
    std::jthread reader([&] {
        std::size_t rounds = 0;
        do {
            auto view = [&] {
                const std::lock_guard lock(mutex);
                return published;
            }();
            checkNumbered(view);
            ++rounds;
        } while (!done.load(std::memory_order_acquire));
        CHECK(rounds > 0);
    });
    for (std::uint32_t i = 0; i < 200'000; ++i) {
        series.append(numbered(i));
        if (i % 9973 == 0)
            series.dropOldest([](const Interval& interval) { return interval.endNs(); });
        if (i % 97 == 0) {
            const std::lock_guard lock(mutex);
            published = series.view();
        }
    }
    done.store(true, std::memory_order_release);
}

} // namespace

TEST_CASE(intervalsAgreeWithBruteForce)
{
    std::mt19937_64 random(lanescope::check::seed());
    for (const std::size_t size : interestingSizes(random)) {
        IntervalSeries series;
        checkAgainst(series, randomIntervals(random, size), random);
    }
}

TEST_CASE(samplesAgreeWithBruteForce)
{
    std::mt19937_64 random(lanescope::check::seed());
    for (const std::size_t size : interestingSizes(random)) {
        SampleSeries series;
        checkAgainst(series, randomSamples(random, size), random);
    }
}

TEST_CASE(everyRangeAroundChunkBordersAgrees)
{
    std::mt19937_64 random(lanescope::check::seed());
    const std::vector<Interval> all = randomIntervals(random, 300); // chunks of 32, 64, 128 and a part of the next
    IntervalSeries series;
    for (const Interval& interval : all)
        series.append(interval);
    const auto view = series.view();
    for (std::size_t first = 0; first <= all.size(); ++first)
        for (std::size_t last = first; last <= all.size(); ++last)
            if (!same(view.summarise(first, last), sumOf(all, first, last)))
                return;
}

TEST_CASE(eachEntryComesBack)
{
    std::mt19937_64 random(lanescope::check::seed());
    const std::vector<Interval> all = randomIntervals(random, 20'000);
    IntervalSeries series;
    for (const Interval& interval : all)
        series.append(interval);
    const auto view = series.view();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!CHECK(view[i].subject == all[i].subject && view[i].startNs == all[i].startNs &&
                   view[i].endNs() == all[i].endNs() && view[i].state() == all[i].state()))
            return;
    const auto odd = view.partitionPoint([](const Interval& i) { return i.subject < 12'345; });
    CHECK_EQ(odd, 12'345);
}

// A view is what was there when it was taken, whatever is appended or dropped after.
TEST_CASE(viewsStayAsTheyWere)
{
    std::mt19937_64 random(lanescope::check::seed());
    const std::vector<Interval> all = randomIntervals(random, 30'000);
    IntervalSeries series;
    std::vector<std::pair<std::size_t, SeriesView<Interval, IntervalSummary>>> views;
    std::size_t dropped = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        series.append(all[i]);
        if (random() % 500 == 0)
            views.emplace_back(dropped, series.view());
        if (random() % 3000 == 0) {
            const std::size_t before = series.size();
            series.dropOldest([](const Interval& interval) { return interval.endNs(); });
            dropped += before - series.size();
        }
    }
    CHECK(dropped > 0 && views.size() > 10);
    for (const auto& [first, view] : views) {
        if (view.empty())
            continue;
        CHECK_EQ(view[0].subject, all[first].subject);
        if (!same(view.summarise(0, view.size()), sumOf(all, first, first + view.size())))
            return;
    }
}

TEST_CASE(droppingTheOldestKeepsTheRestAndSaysUntilWhen)
{
    std::mt19937_64 random(lanescope::check::seed());
    const std::vector<Interval> all = randomIntervals(random, 20'000);
    IntervalSeries series;
    for (const Interval& interval : all)
        series.append(interval);
    const std::size_t bytesBefore = series.bytes();
    std::size_t first = 0;
    const auto endOf = [](const Interval& interval) { return interval.endNs(); };
    while (series.dropOldest(endOf)) {
        const auto view = series.view();
        first = all.size() - view.size();
        CHECK_EQ(view.goneBeforeNs(), all[first - 1].endNs());
        if (!same(view.summarise(0, view.size()), sumOf(all, first, all.size())))
            return;
        const std::size_t a = random() % (view.size() + 1);
        if (!same(view.summarise(a, view.size()), sumOf(all, first + a, all.size())))
            return;
        CHECK(series.bytes() < bytesBefore);
    }
    CHECK_EQ(series.sealedChunks(), 0);
    CHECK(!series.empty()); // the open chunk stays
    series.append(all.back());
    CHECK_EQ(series.view().goneBeforeNs(), all[first - 1].endNs());
}

TEST_CASE(viewsMayBeReadWhileTheWriterGoesOn)
{
    IntervalSeries series;
    readWhileWritten(series);
}

TEST_CASE(memoryStaysWithin32BytesAnInterval)
{
    constexpr std::size_t kMany = 1'000'000;
    const struct mallinfo2 before = ::mallinfo2();
    IntervalSeries series;
    for (std::uint32_t i = 0; i < kMany; ++i)
        series.append(numbered(i));
    const struct mallinfo2 after = ::mallinfo2();
    CHECK(series.bytes() <= 32 * kMany);
    // What the allocator says, chunk tables and its own overhead included; sanitizers bring their own, which
    // says 0.
    const std::size_t real = after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
    lanescope::check::say("bytes per interval: stated " + std::to_string(static_cast<double>(series.bytes()) / kMany) +
                          ", allocated " + std::to_string(static_cast<double>(real) / kMany));
    CHECK(real <= 32 * kMany);
    CHECK(real == 0 || series.bytes() <= real + kMany / 10);
}
