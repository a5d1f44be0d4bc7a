// SPDX-License-Identifier: GPL-3.0-or-later
// Depths and counters come thread by thread; the row has them in the order of time, whatever their values.
#include "core/store/queue_timeline.h"

#include "tests/core/check.h"

using namespace lanescope;
using namespace lanescope::store;
using trace::DepthChange;

namespace {

/// Where a timeline writes.
struct Written {
    RowData row;
    QueueFigures figures;
    OccurrenceLog stays;
    OccurrenceLog full;
    Store store;
    ItemCount items{store, store.addObject({})};

    QueueTimeline::Target target() { return {row, figures, stays, full, items}; }
};

constexpr ThreadIndex kAnybody{0};

} // namespace

TEST_CASE(changesOfSeveralThreadsComeInTheOrderOfTime)
{
    std::mt19937_64 random(lanescope::check::seed());
    QueueTimeline timeline;
    Written written;
    std::int64_t nowNs = 0;
    std::size_t added = 0;
    for (int poll = 0; poll < 50; ++poll) {
        for (int thread = 0; thread < 3; ++thread) { // each in its own order
            std::int64_t timeNs = nowNs;
            for (int i = 0; i < 20; ++i) {
                timeNs += static_cast<std::int64_t>(random() % 50);
                timeline.add({timeNs, static_cast<double>(timeNs), DepthChange::None, kAnybody});
                ++added;
            }
        }
        nowNs += 1000;
        timeline.advance(nowNs, written.target());
    }
    const auto samples = written.row.samples.view();
    if (!CHECK_EQ(samples.size(), added))
        return;
    for (std::size_t i = 0; i < samples.size(); ++i)
        if (!CHECK(samples[i].value == static_cast<double>(samples[i].timeNs) &&
                   (i == 0 || samples[i - 1].timeNs <= samples[i].timeNs)))
            return;
    CHECK(!timeline.pending());
}

// A counter may be below zero, and a segment that lies may say so of a queue.
TEST_CASE(valuesBelowZeroHurtNothing)
{
    QueueTimeline timeline;
    Written written;
    timeline.add({10, 1, DepthChange::Put, kAnybody});
    timeline.add({20, -5, DepthChange::None, kAnybody});
    timeline.add({30, -6, DepthChange::Get, kAnybody});
    timeline.add({40, 1, DepthChange::Put, kAnybody});
    timeline.add({90, 0, DepthChange::Get, kAnybody});
    timeline.advance(100, written.target());
    CHECK_EQ(written.row.samples.size(), 5);
    CHECK(written.figures.puts == 2 && written.figures.gets == 2);
    CHECK_EQ(written.figures.sojourn.count(), 1);
    CHECK_EQ(written.figures.sojourn.maxNs(), 50);
}

TEST_CASE(itemsOfOneMomentCountEach)
{
    QueueTimeline timeline;
    Written written;
    timeline.add({10, 3, DepthChange::Put, kAnybody, 3});
    timeline.add({20, 2, DepthChange::Get, kAnybody});
    timeline.add({30, 4, DepthChange::Put, kAnybody, 2});
    timeline.add({60, 0, DepthChange::Get, kAnybody, 4});
    timeline.advance(100, written.target());
    CHECK_EQ(written.row.samples.size(), 4);
    CHECK(written.figures.puts == 5 && written.figures.gets == 5);
    CHECK_EQ(written.figures.sojourn.count(), 5);
    // As a FIFO serves them: 10 ns, two times 50 and two times 30.
    CHECK_EQ(written.figures.sojourn.totalNs(), 170);
}

// A segment that lies about how many there were does not get memory for them.
TEST_CASE(noMoreThanTheDepthAreInside)
{
    QueueTimeline timeline;
    Written written;
    timeline.add({10, 1, DepthChange::Put, kAnybody, 65'536});
    timeline.add({20, 0, DepthChange::Get, kAnybody, 65'536});
    timeline.add({30, -1, DepthChange::Put, kAnybody, 9});
    timeline.advance(100, written.target());
    CHECK_EQ(written.figures.sojourn.count(), 1);
}

TEST_CASE(timeFullIsFromTheLastPutToTheNextGet)
{
    QueueTimeline timeline;
    Written written;
    timeline.setCapacity(2);
    timeline.add({10, 1, DepthChange::Put, kAnybody});
    timeline.add({20, 2, DepthChange::Put, kAnybody});
    timeline.add({50, 1, DepthChange::Get, ThreadIndex{7}});
    timeline.add({80, 2, DepthChange::Put, kAnybody});
    timeline.advance(100, written.target());
    written.full.advance(100);
    CHECK_EQ(written.full.view().coveredNs(0, 100), 30);
    CHECK(written.figures.fullSinceNs == 80);
    CHECK_EQ(written.figures.putters.size(), 1);
    CHECK_EQ(written.figures.getters.size(), 1);
}

// A stack: whoever gets one says how long it was in it.
TEST_CASE(ofItemsThatOvertakeEachHasItsOwnStay)
{
    QueueTimeline timeline;
    Written written;
    timeline.add({10'000, 1, DepthChange::Put, kAnybody});
    timeline.add({20'000, 2, DepthChange::Put, kAnybody});
    timeline.add({30'000, 1, DepthChange::GetAnyOrder, kAnybody, 1, 10'200}); // put at 20'000, read a little off
    timeline.add({40'000, 2, DepthChange::Put, kAnybody});
    timeline.add({50'000, 1, DepthChange::GetAnyOrder, kAnybody, 1, 10'000});
    timeline.advance(60'000, written.target());
    CHECK_EQ(written.figures.gets, 2);
    CHECK_EQ(written.figures.sojourn.totalNs(), 20'200);
    CHECK_EQ(written.figures.sojourn.maxNs(), 10'200); // as a FIFO would serve them: 30'000
    CHECK(written.figures.stayAccount == StayAccount::EachTold);
    CHECK(written.figures.oldestPutNs == 10'000);
    timeline.add({100'000, 0, DepthChange::GetAnyOrder, kAnybody, 1, 90'000});
    timeline.advance(110'000, written.target());
    CHECK(!written.figures.oldestPutNs);
    CHECK_EQ(written.figures.sojourn.maxNs(), 90'000);
}

// Half a microsecond lies between their puts, and a stay of seconds is known to some microseconds only.
TEST_CASE(aFifoOfItemsThatCameAtOnceIsNoStack)
{
    QueueTimeline timeline;
    Written written;
    constexpr std::int64_t kStayNs = 2'000'000'000;
    for (int item = 0; item < 20; ++item)
        timeline.add({1'000'000 + item * 500, item + 1.0, DepthChange::Put, kAnybody});
    for (int item = 0; item < 20; ++item) {
        const std::int64_t offNs = item % 2 == 0 ? 3'000 : -3'000;
        timeline.add(
            {1'000'000 + item * 500 + kStayNs, 19.0 - item, DepthChange::GetAnyOrder, kAnybody, 1, kStayNs + offNs});
    }
    timeline.advance(2 * kStayNs, written.target());
    CHECK_EQ(written.figures.gets, 20);
    CHECK(written.figures.stayAccount == StayAccount::InOrder);
    CHECK(!written.figures.oldestPutNs);
}

TEST_CASE(whoTellsOfItemsInOrderIsAFifo)
{
    QueueTimeline timeline;
    Written written;
    timeline.add({10, 1, DepthChange::Put, kAnybody});
    timeline.add({20, 2, DepthChange::Put, kAnybody});
    timeline.add({30, 1, DepthChange::GetAnyOrder, kAnybody, 1, 20});
    timeline.add({40, 0, DepthChange::GetAnyOrder, kAnybody, 1, 20});
    timeline.advance(60, written.target());
    CHECK(written.figures.stayAccount == StayAccount::InOrder);
}

TEST_CASE(whereNobodyTellsWhichOvertookOnlyTheMeanIsKnown)
{
    QueueTimeline timeline;
    Written written;
    timeline.add({10, 2, DepthChange::Put, kAnybody, 2});
    timeline.add({30, 1, DepthChange::GetAnyOrder, kAnybody});
    timeline.add({40, 0, DepthChange::GetAnyOrder, kAnybody});
    timeline.advance(60, written.target());
    CHECK(written.figures.stayAccount == StayAccount::MeanOnly);
    CHECK_EQ(written.figures.sojourn.totalNs(), 50); // as many puts as gets: so it is whatever the order
}

// Nor does one that tells again and again of as many as a record can, in a queue without end.
TEST_CASE(howManyItemsAreFollowedIsBounded)
{
    constexpr std::uint32_t kMostOfARecord = 1U << 16;
    constexpr std::size_t kRecords = QueueTimeline::kMostFollowed / kMostOfARecord + 8;
    QueueTimeline timeline;
    Written written;
    for (const DepthChange change : {DepthChange::Put, DepthChange::Get}) {
        for (std::size_t i = 0; i < kRecords; ++i)
            timeline.add({static_cast<std::int64_t>(i + (change == DepthChange::Get ? kRecords : 0)), 1e18, change,
                          kAnybody, kMostOfARecord});
    }
    timeline.advance(2 * kRecords, written.target());
    CHECK_EQ(written.figures.puts, kRecords * kMostOfARecord);
    CHECK_EQ(written.figures.sojourn.count(), QueueTimeline::kMostFollowed);
}
