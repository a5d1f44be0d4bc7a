// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/deadlock_watch.h"
#include "tests/core/analysis/made_run.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

// Two threads that hold a lock each and have waited for the other's for so long.
MadeRun crossed(std::int64_t waitedSinceMs)
{
    MadeRun run;
    const ThreadIndex one = run.thread("one");
    const ThreadIndex two = run.thread("two");
    const ObjectIndex a = run.object(ObjectKind::Mutex, "a");
    const ObjectIndex b = run.object(ObjectKind::Mutex, "b");
    run.holds(one, a);
    run.holds(two, b);
    run.waits(one, b, WaitKind::Lock, kBeginNs + waitedSinceMs * kMs);
    run.waits(two, a, WaitKind::Lock, kBeginNs + waitedSinceMs * kMs);
    return run;
}

} // namespace

TEST_CASE(oneReadingIsNotBelieved)
{
    DeadlockWatch watch;
    watch.update(*crossed(100).at(5000 * kMs));
    CHECK(watch.persisting().empty());
    watch.update(*crossed(100).at(5000 * kMs)); // the same one again
    CHECK(watch.persisting().empty());
    watch.update(*crossed(100).at(5001 * kMs));
    CHECK_EQ(watch.persisting().size(), 1);
}

TEST_CASE(halfASecondMakesIt)
{
    DeadlockWatch watch;
    MadeRun run = crossed(1000);
    for (std::int64_t ms = 1010; ms < 1500; ms += 70)
        watch.update(*run.at(ms * kMs));
    CHECK(watch.persisting().empty());
    watch.update(*run.at(1500 * kMs));
    if (CHECK_EQ(watch.persisting().size(), 1)) {
        CHECK_EQ(watch.persisting()[0].deadlock.sinceNs, kBeginNs + 1000 * kMs);
        CHECK_EQ(watch.persisting()[0].seenNs, kBeginNs + 1010 * kMs);
    }
    watch.update(*MadeRun().at(1600 * kMs));
    CHECK(watch.persisting().empty());
}

// The same threads meet at the same locks again and again, each time for a moment.
TEST_CASE(newWaitsBeginAnew)
{
    DeadlockWatch watch;
    for (std::int64_t ms = 100; ms < 3000; ms += 100)
        watch.update(*crossed(ms - 90).at(ms * kMs));
    CHECK(watch.persisting().empty());
}

TEST_CASE(identityIsThatOfThreadsAndObjectsInAnyOrder)
{
    DeadlockWatch watch;
    MadeRun run = crossed(0);
    const std::uint64_t identity = waitForGraph(*run.at(600 * kMs)).deadlocks.at(0).identity;
    std::swap(run.present.waits[0], run.present.waits[1]);
    std::swap(run.present.holds[0], run.present.holds[1]);
    run.waits(run.thread("behind"), ObjectIndex{0}); // whoever comes later changes nothing
    const Deadlock again = waitForGraph(*run.at(700 * kMs)).deadlocks.at(0);
    CHECK_EQ(again.identity, identity);
    CHECK_EQ(again.behind.size(), 1);
    MadeRun other = crossed(0);
    const ObjectIndex c = other.object(ObjectKind::Mutex, "c");
    other.holds(ThreadIndex{1}, c);
    other.present.waits[0].object = static_cast<std::uint32_t>(c);
    CHECK(waitForGraph(*other.at(600 * kMs)).deadlocks.at(0).identity != identity);
}
