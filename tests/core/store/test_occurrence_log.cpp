// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/occurrence_log.h"
#include "tests/core/check.h"
#include "tests/core/nearest_rank.h"

#include <map>

using namespace lanescope;
using namespace lanescope::store;

namespace {

std::vector<Occurrence> made(std::size_t count, std::mt19937_64& random)
{
    std::vector<Occurrence> all;
    std::int64_t now = 1000;
    std::uint32_t last = 99;
    for (std::size_t i = 0; i < count; ++i) {
        now += 1 + static_cast<std::int64_t>(random() % 1000);
        const auto thread = static_cast<std::uint32_t>(random() % 7);
        Occurrence one = Occurrence::make(now, static_cast<std::int64_t>(random() % (1 << (random() % 24))), thread);
        one.marked = random() % 4 != 0;
        one.changed = i > 0 && thread != last;
        last = thread;
        all.push_back(one);
    }
    return all;
}

// Counts and totals as they are, percentiles to the 3 % of a bucket.
bool agrees(const OccurrenceView& view, const std::vector<Occurrence>& all, std::int64_t fromNs, std::int64_t toNs)
{
    std::vector<std::int64_t> lengths;
    std::map<std::uint32_t, ThreadShare> shares;
    OccurrenceSummary sum;
    std::uint32_t run = 0;
    std::uint32_t longest = 0;
    for (const Occurrence& one : all) {
        if (one.endNs < fromNs || one.endNs >= toNs)
            continue;
        lengths.push_back(one.lengthNs());
        ThreadShare& share = shares[static_cast<std::uint32_t>(one.threadBits)];
        ++share.count;
        share.totalNs += one.lengthNs();
        sum.totalNs += one.lengthNs();
        sum.marked += static_cast<std::uint32_t>(one.marked);
        sum.changed += static_cast<std::uint32_t>(one.changed);
        run = one.isHandOver() ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    std::ranges::sort(lengths);
    const OccurrenceSummary found = view.summary(fromNs, toNs);
    const Distribution distribution = view.distribution(fromNs, toNs);
    bool good = found.count == lengths.size() && found.totalNs == sum.totalNs && found.marked == sum.marked &&
                found.changed == sum.changed && found.longestRun == longest &&
                found.longestNs == (lengths.empty() ? 0 : lengths.back()) &&
                distribution.lengths.count() == lengths.size() && distribution.shares.size() == shares.size();
    for (const ThreadShare& share : distribution.shares)
        good = good && shares[share.thread].count == share.count && shares[share.thread].totalNs == share.totalNs;
    for (const std::size_t perMille : {500U, 900U, 990U}) {
        if (lengths.empty())
            break;
        const auto exact = static_cast<double>(lengths[check::nearestRank(perMille, lengths.size()) - 1]);
        const auto told = static_cast<double>(distribution.lengths.percentileNs(static_cast<double>(perMille) / 1000));
        good = good && std::abs(told - exact) <= exact / 32 + 1;
    }
    return good;
}

} // namespace

TEST_CASE(anyRangeIsThatOfBruteForce)
{
    std::mt19937_64 random(check::seed());
    for (const std::size_t count : {std::size_t{0}, std::size_t{5}, std::size_t{4096}, std::size_t{30'000}}) {
        const std::vector<Occurrence> all = made(count, random);
        OccurrenceLog log;
        std::vector<Occurrence> told = all;
        std::ranges::shuffle(told, random); // threads tell in no order
        for (const Occurrence& one : told)
            log.add(one);
        CHECK_EQ(log.pending(), count > 0);
        log.advance(std::numeric_limits<std::int64_t>::max());
        const OccurrenceView view = log.view();
        const std::int64_t end = all.empty() ? 1 : all.back().endNs;
        CHECK(agrees(view, all, 0, end + 1));
        for (int i = 0; i < 30; ++i) {
            const auto from = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(end));
            const auto to = from + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(end));
            if (!CHECK(agrees(view, all, from, to)))
                return;
        }
    }
}

TEST_CASE(whatIsGoneLeavesTheRestRight)
{
    std::mt19937_64 random(check::seed());
    std::vector<Occurrence> all = made(40'000, random);
    OccurrenceLog log;
    std::size_t dropped = 0;
    std::size_t told = 0;
    while (told < all.size()) {
        for (std::size_t i = 0; i < 5000 && told < all.size(); ++i)
            log.add(all[told++]);
        log.advance(all[told - 1].endNs);
        const std::size_t before = log.bytes();
        if (log.dropOldest()) {
            ++dropped;
            CHECK(log.bytes() < before);
        }
    }
    CHECK(dropped > 5);
    const OccurrenceView view = log.view();
    const std::int64_t goneNs = view.goneBeforeNs();
    CHECK(view.size() < all.size() && view[0].endNs > goneNs);
    std::erase_if(all, [goneNs](const Occurrence& one) { return one.endNs <= goneNs; });
    CHECK_EQ(view.size(), all.size());
    for (int i = 0; i < 20; ++i) {
        const std::int64_t from = all[random() % all.size()].endNs;
        const std::int64_t to = all[random() % all.size()].endNs;
        if (!CHECK(agrees(view, all, std::min(from, to), std::max(from, to))))
            return;
    }
}

TEST_CASE(aViewStaysAsItWasTaken)
{
    std::mt19937_64 random(check::seed());
    const std::vector<Occurrence> all = made(10'000, random);
    OccurrenceLog log;
    std::vector<OccurrenceView> views;
    for (std::size_t i = 0; i < all.size(); ++i) {
        log.add(all[i]);
        log.advance(all[i].endNs);
        if (i % 1999 == 0)
            views.push_back(log.view());
    }
    for (std::size_t k = 0; k < views.size(); ++k) {
        const std::vector<Occurrence> then(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(k * 1999 + 1));
        CHECK(agrees(views[k], then, 0, then.back().endNs + 1));
    }
}

TEST_CASE(coverIsClippedAtBothEnds)
{
    OccurrenceLog log;
    log.add(Occurrence::make(200, 100, 0)); // 100 … 200
    log.add(Occurrence::make(400, 100, 0)); // 300 … 400
    log.advance(1000);
    const OccurrenceView view = log.view();
    CHECK_EQ(view.coveredNs(0, 1000), 200);
    CHECK_EQ(view.coveredNs(150, 350), 100);
    CHECK_EQ(view.coveredNs(310, 320), 10);
    CHECK_EQ(view.coveredNs(210, 290), 0);
    CHECK_EQ(view.coveredNs(50, 120), 20);
}

TEST_CASE(whatReachesAcrossAMomentIsFoundAsBruteForceDoes)
{
    std::mt19937_64 random(check::seed());
    const std::vector<Occurrence> all = made(20'000, random);
    OccurrenceLog log;
    for (const Occurrence& one : all)
        log.add(one);
    log.advance(all.back().endNs);
    const OccurrenceView view = log.view();
    for (int i = 0; i < 100; ++i) {
        const std::int64_t at = all[random() % all.size()].endNs - static_cast<std::int64_t>(random() % 500);
        std::vector<std::int64_t> expected;
        for (const Occurrence& one : all) {
            if (one.startNs() < at && one.endNs >= at)
                expected.push_back(one.endNs);
        }
        std::vector<std::int64_t> found;
        view.forEachAcross(at, [&found](const Occurrence& one) { found.push_back(one.endNs); });
        if (!CHECK(found == expected))
            return;
    }
}
