// SPDX-License-Identifier: GPL-3.0-or-later
// What a status word told of a lock ends with its record, however short it was.
#include "core/store/lock_timeline.h"

#include "tests/core/check.h"

using namespace lanescope;
using namespace lanescope::store;

namespace {

constexpr ThreadIndex kThread{4};
constexpr std::uint64_t kUnits = 77;

/// A lock, its row and that of its waiters.
struct Lock {
    LockTimeline timeline;
    RowData row;
    RowData waiters;

    void advance(std::int64_t untilNs) { timeline.advance(untilNs, &row, &waiters); }
    double waitersNow()
    {
        return waiters.samples.size() > 0 ? waiters.samples.view()[waiters.samples.size() - 1].value : 0;
    }
};

} // namespace

// A status word knows the start of a wait less well than its record does: the record may say that it was over by then.
TEST_CASE(aWaitThatWasToldOfEndsHoweverShortItWas)
{
    for (const std::int64_t endNs : {1'000, 999, 1'001}) {
        Lock lock;
        lock.timeline.noteOpenWait(1'000, kUnits, kThread, 1);
        lock.timeline.addWait(998, endNs, kUnits, kThread);
        lock.advance(2'000'000);
        CHECK_EQ(lock.waitersNow(), 0.0);
        CHECK(!lock.timeline.hasOpen());
        // And the next one is one.
        lock.timeline.addWait(3'000'000, 4'000'000, kUnits + 1, kThread);
        lock.advance(3'500'000);
        CHECK_EQ(lock.waitersNow(), 1.0);
        CHECK_EQ(lock.timeline.maxWaiters(), 1U);
    }
}

TEST_CASE(aHoldThatWasToldOfEndsHoweverShortItWas)
{
    Lock lock;
    lock.timeline.noteOpenHold(1'000, kUnits, kThread, false, 1);
    lock.timeline.addHold(998, 1'000, kUnits, kThread, false);
    lock.advance(2'000'000);
    CHECK(!lock.row.open.has_value());
}

TEST_CASE(whatNobodyConfirmsOrItsThreadLeavesEnds)
{
    Lock lost;
    lost.timeline.noteOpenWait(1'000, kUnits, kThread, 1);
    lost.timeline.expireUnconfirmed(2, 900);
    lost.advance(2'000'000);
    CHECK_EQ(lost.waitersNow(), 0.0);
    Lock left;
    left.timeline.noteOpenWait(1'000, kUnits, kThread, 1);
    left.timeline.abandon(kThread, 1'000);
    left.advance(2'000'000);
    CHECK_EQ(left.waitersNow(), 0.0);
}
