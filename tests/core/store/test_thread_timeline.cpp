// SPDX-License-Identifier: GPL-3.0-or-later
// A wait of a thread is one interval of its row, and stays the same one when it ends.
#include "core/store/thread_timeline.h"

#include "tests/core/check.h"

using namespace lanescope;
using namespace lanescope::store;

namespace {

constexpr std::uint32_t kLock = 3;

ThreadWait waitFrom(std::int64_t startNs, std::int64_t endNs)
{
    return {startNs, endNs, State::LockWait, kLock, kNone};
}

std::vector<Interval> intervalsOf(RowData& row)
{
    std::vector<Interval> all;
    for (std::size_t i = 0; i < row.intervals.size(); ++i)
        all.push_back(row.intervals.view()[i]);
    return all;
}

} // namespace

TEST_CASE(aWaitThatBeginsOnACpuIsOneInterval)
{
    ThreadTimeline timeline(0);
    RowData row;
    timeline.addSwitch(0, CpuState::OnCpu);
    timeline.addSwitch(1'003'000, CpuState::Off); // it takes some microseconds to fall asleep
    timeline.addSwitch(8'000'000, CpuState::OnCpu);
    timeline.addWait(waitFrom(1'000'000, 8'001'000));
    timeline.finish(9'000'000);
    timeline.advance(9'000'000, std::nullopt, row);
    const auto all = intervalsOf(row);
    CHECK_EQ(all.size(), 3);
    CHECK_EQ(all[1].startNs, 1'000'000);
    CHECK_EQ(all[1].endNs(), 8'001'000);
    CHECK(all[1].state() == State::LockWait);
}

TEST_CASE(twoWaitsOneAfterTheOtherAreTwoIntervals)
{
    ThreadTimeline timeline(0);
    RowData row;
    timeline.addWait(waitFrom(1'000, 2'000));
    timeline.addWait(waitFrom(2'000, 3'000));
    timeline.finish(3'000);
    timeline.advance(3'000, std::nullopt, row);
    CHECK_EQ(intervalsOf(row).size(), 3);
}

TEST_CASE(aWaitThatGoesOnKeepsItsStartWhenTheClockIsReadBetter)
{
    ThreadTimeline timeline(0);
    RowData row;
    for (const std::int64_t startNs : {1'000'000, 1'000'300, 999'800, 1'000'600}) { // readings of one moment
        timeline.advance(2'000'000, waitFrom(startNs, 0), row);
        CHECK(row.open.has_value());
        CHECK_EQ(row.open->startNs, 1'000'000);
    }
    timeline.addWait(waitFrom(1'000'400, 5'000'000));
    timeline.finish(5'000'000);
    timeline.advance(5'000'000, std::nullopt, row);
    const auto all = intervalsOf(row);
    CHECK_EQ(all.back().startNs, 1'000'000);
    CHECK_EQ(all.back().endNs(), 5'000'000);
    CHECK(all.back().state() == State::LockWait);
}

// The kernel's layer said at once that it is off its CPU; that it waits, and since when, was read two readings later.
TEST_CASE(aWaitThatIsSeenLateBeginsWhereItBegan)
{
    ThreadTimeline timeline(0);
    RowData row;
    timeline.addSwitch(0, CpuState::OnCpu);
    timeline.addSwitch(3'000'000, CpuState::Off);
    timeline.advance(8'000'000, std::nullopt, row);
    timeline.advance(16'000'000, std::nullopt, row);
    timeline.advance(24'000'000, waitFrom(2'999'000, 0), row);
    CHECK(row.open.has_value());
    CHECK(row.open->state == State::LockWait);
    CHECK_EQ(row.open->startNs, 3'000'000);
    timeline.addWait(waitFrom(2'999'000, 30'000'000));
    timeline.finish(30'000'000);
    timeline.advance(30'000'000, std::nullopt, row);
    const auto all = intervalsOf(row);
    CHECK_EQ(all.size(), 2);
    CHECK(all[0].state() == State::Running && all[1].state() == State::LockWait);
    CHECK_EQ(all[1].startNs, all[0].endNs());
}

namespace {

constexpr ThreadWait kLoopWait{1'000'000, 0, State::Io, kNone, kNone};

State openState(const RowData& row)
{
    return row.open ? row.open->state : State::OtherWait;
}

} // namespace

// The loop sleeps from 1 to 4 ms and then runs what woke it; that its wait is over is told when it comes round.
TEST_CASE(anEventLoopThatIsOnItsCpuRunsAlthoughItsWaitIsStillOpen)
{
    ThreadTimeline timeline(0);
    RowData row;
    timeline.addSwitch(0, CpuState::OnCpu);
    timeline.addSwitch(1'000'000, CpuState::Off);
    timeline.advance(3'000'000, kLoopWait, row);
    CHECK(openState(row) == State::Io);
    CHECK_EQ(row.open->startNs, 1'000'000);
    timeline.addSwitch(4'000'000, CpuState::OnCpu);
    timeline.advance(100'000'000, kLoopWait, row);
    CHECK(openState(row) == State::Running);
    CHECK_EQ(row.open->startNs, 4'000'000);
    CHECK_EQ(timeline.runningNs(), 97'000'000);
    // Its record comes: nothing of what was drawn changes.
    timeline.addWait({1'000'000, 150'000'000, State::Io, kNone, kNone});
    timeline.finish(160'000'000);
    timeline.advance(160'000'000, std::nullopt, row);
    const auto all = intervalsOf(row);
    CHECK_EQ(all.size(), 3);
    CHECK(all[1].state() == State::Io);
    CHECK_EQ(all[1].endNs(), 4'000'000);
    CHECK(all[2].state() == State::Running);
    CHECK_EQ(all[2].endNs(), 160'000'000);
}

// /proc says as much, when it was read.
TEST_CASE(anEventLoopThatProcSaysRunsIsNotDrawnAsWaiting)
{
    ThreadTimeline timeline(0);
    RowData row;
    timeline.addShare({20'000'000, 19'000'000, 0, true});
    timeline.addShare({40'000'000, 20'000'000, 0, true});
    timeline.advance(40'000'000, kLoopWait, row);
    CHECK(openState(row) == State::Running);
    CHECK(timeline.runningNs() >= 38'000'000);
}

TEST_CASE(anEventLoopOfWhichNobodySaysMoreWaitsUntilItSaysOtherwise)
{
    ThreadTimeline timeline(0);
    RowData row;
    timeline.advance(40'000'000, kLoopWait, row);
    CHECK(openState(row) == State::Io);
    CHECK_EQ(row.open->startNs, 1'000'000);
}

// Of a thread that had ended before /proc was read its waits are known, and nothing else.
TEST_CASE(whatNobodyHasLookedAtIsAGap)
{
    ThreadTimeline timeline(0);
    RowData row;
    timeline.expectShares();
    timeline.addWait(waitFrom(1'000, 2'000));
    timeline.addWait(waitFrom(5'000, 6'000));
    timeline.finish(9'000);
    timeline.advance(9'000, std::nullopt, row);
    CHECK(timeline.finished());
    CHECK(timeline.lacksShares());
    CHECK_EQ(timeline.runningNs(), 0);
    const auto all = intervalsOf(row);
    if (!CHECK_EQ(all.size(), 2))
        return;
    CHECK_EQ(all[0].endNs(), 2'000);
    CHECK_EQ(all[1].startNs, 5'000);
    CHECK(all[0].state() == State::LockWait && all[1].state() == State::LockWait);
}

TEST_CASE(whatProcTellsEndsTheGap)
{
    ThreadTimeline timeline(0);
    RowData row;
    timeline.expectShares();
    timeline.addShare({8'000, 8'000, 0, true});
    timeline.finish(9'000);
    timeline.advance(9'000, std::nullopt, row);
    CHECK(!timeline.lacksShares());
    CHECK(timeline.runningNs() >= 8'000);
}
