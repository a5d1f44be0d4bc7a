// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of ranges against a look at everything that was told: counts and totals to the last nanosecond, percentiles to
// the 3 % of a bucket.
#include "core/analysis/range_figures.h"
#include "tests/core/analysis/made_load.h"
#include "tests/core/store/brute_force.h"
#include "tests/core/store/collected.h"
#include "tests/core/store/played_plan.h"

#include <cmath>
#include <deque>
#include <unistd.h>

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

constexpr std::int64_t kPollNs = 8'000'000;
constexpr int kRanges = 60;

struct Told {
    std::size_t thread;
    std::int64_t startNs;
    std::int64_t endNs;
    bool marked = false; // holds: contended; waits: again
    bool shared = false;
};

std::int64_t upTo(std::mt19937_64& random, std::int64_t most)
{
    return 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most));
}

bool isNear(double a, double b)
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

/// What holds between two neighbouring moments of a plan, added up.
LockRange bruteForce(const LockPlan& plan, Range range)
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
        const auto beyond = std::max<std::ptrdiff_t>(waiters - (holders == 0 ? 1 : 0), 0);
        sum.heldShare += holders > 0 ? share : 0;
        sum.contendedShare += holders > 0 && waiters > 0 ? share : 0;
        sum.meanWaiters += share * static_cast<double>(beyond);
        sum.waitedShare += beyond > 0 ? share : 0;
    }
    return sum;
}

// Of what ended in the range; those told of in the order of their ends.
void addEnded(std::vector<Told> all, Range range, bool areHolds, OccurrenceSummary& sum)
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

bool isSame(const OccurrenceSummary& found, const OccurrenceSummary& exact)
{
    return CHECK_EQ(found.count, exact.count) && CHECK_EQ(found.totalNs, exact.totalNs) &&
           CHECK_EQ(found.longestNs, exact.longestNs) && CHECK_EQ(found.marked, exact.marked);
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
    for (const double share : {0.5, 0.99}) {
        const auto exact =
            static_cast<double>(lengths[static_cast<std::size_t>(share * static_cast<double>(lengths.size() - 1))]);
        if (!CHECK(std::abs(static_cast<double>(found.lengths.percentileNs(share)) - exact) <= exact * 0.03 + 1))
            return false;
    }
    return true;
}

Range randomRange(std::mt19937_64& random, std::int64_t endNs)
{
    const std::int64_t length = endNs - kBeginNs;
    const std::int64_t a = kBeginNs - 1'000'000 + upTo(random, length + 1'000'000);
    const std::int64_t b = kBeginNs + upTo(random, length);
    return a == b ? Range{a, a + 1} : Range{std::min(a, b), std::max(a, b)};
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

struct Change {
    std::int64_t timeNs;
    double depth;
    bool isPut;
};

/// What queueRange() must say of these changes, by looking at all of them.
QueueRange bruteForce(const std::vector<Change>& changes, double capacity, Range range)
{
    QueueRange sum;
    std::deque<std::int64_t> inside;
    std::uint64_t puts = 0;
    double before = 0;
    double area = 0;
    const auto hold = [&](double depth, std::int64_t fromNs, std::int64_t toNs) {
        const auto ns = static_cast<double>(std::min(toNs, range.toNs) - std::max(fromNs, range.fromNs));
        if (ns <= 0)
            return;
        area += ns * depth;
        sum.maxDepth = std::max(sum.maxDepth, depth);
        sum.fullShare += depth >= capacity ? ns / range.lengthNs() : 0;
    };
    std::int64_t sinceNs = kBeginNs;
    for (const Change& change : changes) {
        hold(before, sinceNs, change.timeNs);
        const bool counts = change.timeNs >= range.fromNs && change.timeNs < range.toNs;
        puts += counts && change.isPut ? 1 : 0;
        if (change.isPut) {
            inside.push_back(change.timeNs);
        } else {
            if (counts) {
                ++sum.stays.count;
                sum.stays.totalNs += change.timeNs - inside.front();
                sum.stays.longestNs = std::max(sum.stays.longestNs, change.timeNs - inside.front());
            }
            inside.pop_front();
        }
        before = change.depth;
        sinceNs = change.timeNs;
    }
    hold(before, sinceNs, range.toNs);
    sum.meanDepth = area / range.lengthNs();
    sum.putsPerS = static_cast<double>(puts) / range.lengthNs() * 1e9;
    sum.getsPerS = static_cast<double>(sum.stays.count) / range.lengthNs() * 1e9;
    if (sum.stays.count >= kFewestStaysForLittle && area > 0)
        sum.littlesLawError = std::abs(area - static_cast<double>(sum.stays.totalNs)) / area;
    return sum;
}

// The beginning of a range may be the very moment of a change, too.
Range queueRangeOf(std::mt19937_64& random, const std::vector<Change>& changes)
{
    Range range = randomRange(random, changes.back().timeNs + 1'000'000);
    if (random() % 3 == 0)
        range.fromNs = changes[random() % changes.size()].timeNs;
    if (range.fromNs >= range.toNs)
        std::swap(range.fromNs, range.toNs);
    return range.fromNs == range.toNs ? Range{range.fromNs, range.fromNs + 1} : range;
}

std::vector<Change> madeChanges(std::mt19937_64& random, std::size_t count, double capacity)
{
    std::vector<Change> all;
    std::int64_t nowNs = kBeginNs;
    double depth = 0;
    for (std::size_t i = 0; i < count; ++i) {
        nowNs += upTo(random, 400'000);
        const bool isPut = depth == 0 || (depth < capacity && random() % 100 < 52);
        depth += isPut ? 1 : -1;
        all.push_back({nowNs, depth, isPut});
    }
    return all;
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

TEST_CASE(queueFiguresAreThoseOfBruteForce)
{
    std::mt19937_64 random(check::seed());
    constexpr double kCapacity = 12;
    MadeLoad run;
    const auto crew = run.crew(4);
    const ObjectIndex queue = run.object(trace::ObjectKind::Queue, "queue", static_cast<std::int64_t>(kCapacity));
    const std::vector<Change> changes = madeChanges(random, 3000, kCapacity);
    const std::int64_t endNs = changes.back().timeNs + 1'000'000;
    std::size_t told = 0;
    for (std::int64_t untilNs = kBeginNs; untilNs < endNs;) {
        untilNs = std::min(untilNs + kPollNs, endNs);
        const std::size_t first = told;
        while (told < changes.size() && changes[told].timeNs <= untilNs)
            ++told;
        // One thread's records after the other's.
        for (std::size_t thread = 0; thread < crew.size(); ++thread) {
            for (std::size_t i = first; i < told; ++i) {
                if (i % crew.size() == thread)
                    run.track(queue).addDepth(changes[i].timeNs, changes[i].depth,
                                              changes[i].isPut ? trace::DepthChange::Put : trace::DepthChange::Get,
                                              crew[thread]);
            }
        }
        run.track(queue).advance(untilNs, 0);
    }
    const SnapshotPtr snapshot = run.look(static_cast<double>(endNs - kBeginNs) / 1e6);
    for (int i = 0; i < kRanges; ++i) {
        const Range range = i == 0 ? Range{kBeginNs, endNs} : queueRangeOf(random, changes);
        const QueueRange found = queueRange(*snapshot, snapshot->object(queue), range);
        const QueueRange exact = bruteForce(changes, kCapacity, range);
        const bool good = isSame(found.stays, exact.stays) && CHECK(isNear(found.meanDepth, exact.meanDepth)) &&
                          CHECK(isNear(found.putsPerS, exact.putsPerS)) &&
                          CHECK(isNear(found.getsPerS, exact.getsPerS)) &&
                          CHECK(isNear(found.fullShare, exact.fullShare)) && CHECK_EQ(found.maxDepth, exact.maxDepth) &&
                          CHECK_EQ(found.littlesLawError.has_value(), exact.littlesLawError.has_value()) &&
                          CHECK(isNear(found.littlesLawError.value_or(0), exact.littlesLawError.value_or(0)));
        if (!good)
            return check::say("range " + std::to_string(i));
    }
}

TEST_CASE(whoWaitsToPutAndToGetIsToldApart)
{
    MadeLoad run;
    const auto crew = run.crew(3);
    const ObjectIndex queue = run.object(trace::ObjectKind::Queue, "queue", 1);
    run.depth(queue, crew[0], 10, 1, trace::DepthChange::Put);
    run.waited(queue, crew[0], 20, 60, false, WaitKind::QueuePut);
    run.waited(queue, crew[1], 30, 60, false, WaitKind::QueuePut);
    run.depth(queue, crew[2], 60, 0, trace::DepthChange::Get);
    run.waited(queue, crew[2], 70, 90, false, WaitKind::QueueGet);
    const SnapshotPtr snapshot = run.look(110);
    const QueueRange found = queueRange(*snapshot, snapshot->object(queue), {MadeLoad::ns(10), MadeLoad::ns(110)});
    CHECK(isNear(found.blockedPutters, 0.7));
    CHECK(isNear(found.blockedGetters, 0.2));
    CHECK_EQ(found.putWaits.count, 2);
    CHECK_EQ(found.getWaits.count, 1);
    CHECK(isNear(found.fullShare, 0.5));
    CHECK(isNear(found.emptyShare, 0.5));
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

/// Moments in the middle of long holds: far from every end that a record tells, whatever the clock's calibration says.
std::vector<std::int64_t> quietMomentsUs(const store::testing::Plan& plan)
{
    constexpr std::int64_t kLongUs = 2 * store::testing::kToleranceNs / 1000 + 60;
    std::vector<std::int64_t> moments;
    for (const auto& hold : plan.holds) {
        if (hold.endUs - hold.startUs >= kLongUs)
            moments.push_back((hold.startUs + hold.endUs) / 2);
    }
    return moments;
}

/// The plan from one moment to another, as what was told of it.
LockPlan lockOf(const store::testing::Plan& plan, std::int64_t baseNs)
{
    LockPlan lock;
    for (const auto& hold : plan.holds)
        lock.holds.push_back({hold.thread, baseNs + hold.startUs * 1000, baseNs + hold.endUs * 1000, hold.contended});
    for (const auto& wait : plan.waits)
        lock.waits.push_back({wait.thread, baseNs + wait.startUs * 1000, baseNs + wait.endUs * 1000, wait.again});
    return lock;
}

bool isCloseTo(double share, double exact, Range range)
{
    return std::abs(share - exact) * range.lengthNs() <=
           4.0 * static_cast<double>(store::testing::kToleranceNs) + 0.03 * exact * range.lengthNs();
}

} // namespace

TEST_CASE(rangesOfARecordingAreThoseOfItsPlan)
{
    namespace made = store::testing;
    std::mt19937_64 random(check::seed());
    const trace::testing::SegmentFolder folder;
    const made::Plan plan(random(), made::kPlanThreads);
    trace::Ticks base = 0;
    made::play(folder.path(), plan, [&base](trace::Ticks ticks) { base = ticks; });
    const auto collector = made::collectorOf(folder.path());
    if (!collector)
        return;
    made::announce(folder);
    const SnapshotPtr snapshot = collector->finish();
    const std::int64_t baseNs = trace::Calibration::measure().toNs(base);
    const LockPlan exactly = lockOf(plan, baseNs);
    const auto lock = made::objectNamed(*snapshot, ::getpid(), "the lock");
    const std::vector<std::int64_t> moments = quietMomentsUs(plan);
    if (!CHECK(lock.has_value()) || !CHECK(moments.size() > 20))
        return;
    for (int i = 0; i < kRanges; ++i) {
        const std::int64_t a = moments[random() % moments.size()];
        const std::int64_t b = moments[random() % moments.size()];
        if (a == b)
            continue;
        const Range range{baseNs + std::min(a, b) * 1000, baseNs + std::max(a, b) * 1000};
        const LockRange found = lockRange(*snapshot, snapshot->object(*lock), range);
        LockRange exact = bruteForce(exactly, range);
        addEnded(exactly.holds, range, true, exact.holds);
        addEnded(exactly.waits, range, false, exact.waits);
        const bool good =
            CHECK_EQ(found.holds.count, exact.holds.count) && CHECK_EQ(found.waits.count, exact.waits.count) &&
            CHECK_EQ(found.holds.marked, exact.holds.marked) && CHECK_EQ(found.holds.changed, exact.holds.changed) &&
            CHECK_EQ(found.waits.marked, exact.waits.marked) &&
            CHECK(isCloseTo(found.heldShare, exact.heldShare, range)) &&
            CHECK(isCloseTo(found.contendedShare, exact.contendedShare, range)) &&
            CHECK(isCloseTo(found.meanWaiters, exact.meanWaiters, range));
        if (!good)
            return check::say("range " + std::to_string(i));
    }
}
