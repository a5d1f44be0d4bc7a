// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of locks and threads in ranges against a look at everything that was told: counts and totals to the last
// nanosecond, percentiles to the 3 % of a bucket.
#include "tests/core/analysis/lock_plan.h"
#include "tests/core/nearest_rank.h"
#include "tests/core/store/brute_force.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

constexpr std::int64_t kPollNs = 8'000'000;

/// Tells a plan as a recording does: poll by poll, what is open by status words first, then what ended since, in no order.
SnapshotPtr played(MadeLoad& run, ObjectIndex object, const LockPlan& plan, std::mt19937_64& random)
{
    ObjectTrack& track = run.track(object);
    std::uint64_t poll = 0;
    const auto tell = [&](const std::vector<Told>& all, std::int64_t sinceNs, std::int64_t untilNs, auto&& open,
                          auto&& ended) {
        std::vector<Told> now;
        for (const Told& one : all) {
            if (one.startNs < untilNs && one.endNs > untilNs)
                open(one);
            if (one.endNs > sinceNs && one.endNs <= untilNs)
                now.push_back(one);
        }
        std::ranges::shuffle(now, random);
        std::ranges::for_each(now, ended);
    };
    const auto units = [](const Told& one) { return static_cast<std::uint64_t>(one.startNs); };
    std::int64_t untilNs = kBeginNs;
    while (untilNs < plan.endNs) {
        const std::int64_t sinceNs = untilNs;
        untilNs = std::min(untilNs + kPollNs, plan.endNs);
        ++poll;
        const auto wait = [&](const Told& one) {
            return ObjectTrack::WaitTold{
                static_cast<ThreadIndex>(one.thread), WaitKind::Lock, one.startNs, one.endNs, units(one), one.marked};
        };
        const auto hold = [&](const Told& one) {
            return ObjectTrack::HoldTold{
                static_cast<ThreadIndex>(one.thread), one.startNs, one.endNs, units(one), one.marked, one.shared};
        };
        tell(
            plan.holds, sinceNs, untilNs, [&](const Told& one) { track.noteOpenHold(hold(one), poll); },
            [&](const Told& one) { track.addHold(hold(one)); });
        tell(
            plan.waits, sinceNs, untilNs, [&](const Told& one) { track.noteOpenWait(wait(one), poll); },
            [&](const Told& one) { track.addWait(wait(one)); });
        track.advance(untilNs, poll);
    }
    track.refresh();
    return run.at(plan.endNs - kBeginNs);
}

bool percentilesAgree(const Distribution& found, const std::vector<Told>& all, Range range)
{
    std::vector<std::int64_t> lengths;
    for (const Told& one : all) {
        if (one.endNs >= range.fromNs && one.endNs < range.toNs)
            lengths.push_back(one.endNs - one.startNs);
    }
    std::ranges::sort(lengths);
    if (!CHECK_EQ(found.lengths.count(), lengths.size()) || lengths.empty())
        return lengths.empty();
    for (const std::size_t perMille : {500U, 990U}) {
        const auto exact = static_cast<double>(lengths[check::nearestRank(perMille, lengths.size()) - 1]);
        const auto told = static_cast<double>(found.lengths.percentileNs(static_cast<double>(perMille) / 1000));
        if (!CHECK(std::abs(told - exact) <= exact * 0.03 + 1))
            return false;
    }
    return true;
}

void checkLock(std::mt19937_64& random, trace::ObjectKind kind, bool withReaders)
{
    MadeLoad run;
    run.crew(LockPlan::kThreads);
    const ObjectIndex lock = run.object(kind, "lock");
    const LockPlan plan(random, withReaders ? 500 : 800, withReaders);
    const SnapshotPtr snapshot = played(run, lock, plan, random);
    const Object& object = snapshot->object(lock);
    for (int i = 0; i < kRanges; ++i) {
        const Range range = i == 0 ? Range{kBeginNs, plan.endNs} : randomRange(random, plan.endNs);
        const LockRange found = lockRange(*snapshot, object, range);
        LockRange exact = bruteForce(plan, range);
        addEnded(plan.holds, range, true, exact.holds);
        addEnded(plan.waits, range, false, exact.waits);
        const bool shares = CHECK(isNear(found.heldShare, exact.heldShare)) &&
                            CHECK(isNear(found.contendedShare, exact.contendedShare)) &&
                            CHECK(isNear(found.meanWaiters, exact.meanWaiters)) &&
                            CHECK(isNear(found.waitedShare, exact.waitedShare));
        // Of readers that end at one moment the order is anybody's, and with it who came before whom.
        const bool order = withReaders || (CHECK_EQ(found.holds.changed, exact.holds.changed) &&
                                           CHECK_EQ(found.holds.longestRun, exact.holds.longestRun));
        if (!shares || !order || !isSame(found.holds, exact.holds) || !isSame(found.waits, exact.waits) ||
            !percentilesAgree(object.log->holds.distribution(range.fromNs, range.toNs), plan.holds, range) ||
            !percentilesAgree(object.log->waits.distribution(range.fromNs, range.toNs), plan.waits, range))
            return check::say("range " + std::to_string(i));
    }
}

} // namespace

TEST_CASE(lockFiguresAreThoseOfBruteForce)
{
    std::mt19937_64 random(check::seed());
    checkLock(random, trace::ObjectKind::Mutex, false);
    checkLock(random, trace::ObjectKind::ReadWriteLock, true);
}

TEST_CASE(readersPartOfTheHoldsIsThatOfTheNewestOnes)
{
    MadeLoad run;
    const auto crew = run.crew(3);
    const ObjectIndex lock = run.object(trace::ObjectKind::ReadWriteLock, "lock");
    run.held(lock, crew[0], 10, 40, false, true);
    run.held(lock, crew[1], 20, 50, false, true);
    run.held(lock, crew[2], 60, 80);
    run.held(lock, crew[0], 90, 100, false, true);
    const SnapshotPtr snapshot = run.look(200);
    const auto share = [&](double fromMs, double toMs) {
        return lockRange(*snapshot, snapshot->object(lock), {MadeLoad::ns(fromMs), MadeLoad::ns(toMs)}).sharedHolds;
    };
    CHECK(isNear(share(0, 200), 70.0 / 90));
    CHECK(isNear(share(0, 85), 60.0 / 80));
    CHECK(isNear(share(55, 85), 0));
    CHECK(isNear(share(110, 200), 0));
}

TEST_CASE(timesOfThreadsAreThoseOfBruteForceWithoutOurOwn)
{
    std::mt19937_64 random(check::seed());
    MadeLoad run;
    const auto crew = run.crew(5);
    run.store.thread(crew[4]).isOurOwn = true;
    std::vector<std::vector<Interval>> all(crew.size());
    std::int64_t endNs = kBeginNs;
    for (std::size_t i = 0; i < crew.size(); ++i) {
        for (Interval interval : store::testing::randomIntervals(random, 2000)) {
            interval.startNs += kBeginNs;
            interval.subject = kNone;
            all[i].push_back(interval);
            run.store.row(run.store.thread(crew[i]).stateRow).append(interval);
            endNs = std::max(endNs, interval.endNs());
        }
    }
    run.store.thread(crew[1]).endNs = all[1].back().endNs();
    const SnapshotPtr snapshot = run.at(endNs - kBeginNs);
    for (int i = 0; i < kRanges; ++i) {
        const Range range = randomRange(random, endNs);
        std::array<std::int64_t, kBuckets> exact{};
        for (std::size_t k = 0; k + 1 < crew.size(); ++k) {
            for (const Interval& interval : all[k])
                exact[bucketOf(interval.state())] += std::max<std::int64_t>(
                    std::min(interval.endNs(), range.toNs) - std::max(interval.startNs, range.fromNs), 0);
        }
        if (!CHECK(threadTimes(*snapshot, range).ns == exact))
            return check::say("range " + std::to_string(i));
    }
}

namespace {

/// Two threads that wait for each other's lock for good, as status words tell it; poll by poll.
struct Crossed {
    MadeLoad run;
    std::vector<ThreadIndex> crew = run.crew(2);
    ObjectIndex lock = run.object(ObjectKind::Mutex, "A");
    std::uint64_t poll = 0;

    // Held by the first one since 100 ms, waited for by the second one since 200 ms.
    SnapshotPtr look(double ms, bool goesOn = true)
    {
        ObjectTrack& track = run.track(lock);
        ++poll;
        track.forgetNow();
        if (goesOn) {
            track.noteOpenHold({crew[0], MadeLoad::ns(100), MadeLoad::ns(ms), 100, false, false}, poll);
            track.noteOpenWait({crew[1], WaitKind::Lock, MadeLoad::ns(200), MadeLoad::ns(ms), 200, false}, poll);
            track.noteNow(1, 0, false);
        }
        track.advance(MadeLoad::ns(ms), poll);
        track.refresh();
        return run.at(static_cast<std::int64_t>(ms * 1e6));
    }
    const Object& object(const SnapshotPtr& snapshot) const { return snapshot->object(lock); }
};

bool isNear(double value, double wanted, double allowed)
{
    return std::abs(value - wanted) <= allowed;
}

constexpr double kAllowed = 1.0 / 50; // what goes on is made anew when it is longer by a 64th

} // namespace

TEST_CASE(whatGoesOnCountsSoFar)
{
    Crossed made;
    for (double ms = 210; ms < 3000; ms += 10)
        made.look(ms);
    const SnapshotPtr snapshot = made.look(3000);
    const Object& object = made.object(snapshot);
    CHECK_EQ(object.lock->wait.count(), 1);
    CHECK(isNear(static_cast<double>(object.lock->wait.totalNs()), 2.8e9, kAllowed * 2.8e9));
    CHECK_EQ(object.lock->hold.count(), 1);
    CHECK(isNear(static_cast<double>(object.lock->hold.totalNs()), 2.9e9, kAllowed * 2.9e9));
    CHECK_EQ(object.lock->acquisitions, 1);
    CHECK_EQ(object.lock->contended, 1);
    CHECK(isNear(contendedShare(object).value_or(0), 0.5, 1e-9));
    const double waited = lockRange(*snapshot, object, {kBeginNs, snapshot->endNs}).waitedShare;
    CHECK(isNear(static_cast<double>(object.lock->wait.totalNs()) / 3e9, waited, kAllowed));
}

TEST_CASE(whatAThreadDiedInCountsUpToItsDeath)
{
    Crossed made;
    made.look(1000);
    for (const ThreadIndex thread : made.crew)
        made.run.track(made.lock).abandon(thread, MadeLoad::ns(1200));
    const SnapshotPtr snapshot = made.look(3000, false);
    const LockFigures& figures = *made.object(snapshot).lock;
    CHECK_EQ(figures.wait.totalNs(), 1000 * kMs);
    CHECK_EQ(figures.hold.totalNs(), 1100 * kMs);
    CHECK_EQ(figures.contended, 1);
}

// The kernel tells of a death at once; what was in the ring comes later.
TEST_CASE(aRecordOfTheDeadReplacesWhatWasTakenForUnfinished)
{
    Crossed made;
    made.look(1000);
    for (const ThreadIndex thread : made.crew)
        made.run.track(made.lock).abandon(thread, MadeLoad::ns(1200));
    made.run.track(made.lock).addWait(
        {made.crew[1], WaitKind::Lock, MadeLoad::ns(200), MadeLoad::ns(1100), 200, false});
    made.run.track(made.lock).addHold({made.crew[0], MadeLoad::ns(100), MadeLoad::ns(1100), 100, false, false});
    const SnapshotPtr snapshot = made.look(3000, false);
    const LockFigures& figures = *made.object(snapshot).lock;
    CHECK_EQ(figures.wait.count(), 1);
    CHECK_EQ(figures.wait.totalNs(), 900 * kMs);
    CHECK_EQ(figures.hold.count(), 1);
    CHECK_EQ(figures.hold.totalNs(), 1000 * kMs);
    CHECK_EQ(figures.acquisitions, 1);
}

TEST_CASE(whatCameToAnEndCountsOnce)
{
    Crossed made;
    made.look(1000);
    made.run.track(made.lock).addWait(
        {made.crew[1], WaitKind::Lock, MadeLoad::ns(200), MadeLoad::ns(1100), 200, false});
    made.run.track(made.lock).addHold({made.crew[0], MadeLoad::ns(100), MadeLoad::ns(1100), 100, false, false});
    const SnapshotPtr snapshot = made.look(1200, false);
    const LockFigures& figures = *made.object(snapshot).lock;
    CHECK_EQ(figures.wait.count(), 1);
    CHECK_EQ(figures.wait.totalNs(), 900 * kMs);
    CHECK_EQ(figures.contended, 0); // the hold says of itself that it did not wait
    CHECK_EQ(figures.acquisitions, 1);
}
