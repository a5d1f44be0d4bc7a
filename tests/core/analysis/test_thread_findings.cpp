// SPDX-License-Identifier: GPL-3.0-or-later
// Patterns of threads and loops a little above their thresholds, where they are found, and a little below, where they are not.
#include "tests/core/analysis/shown.h"

#include <thread>

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

double cpus()
{
    return std::max(1.0, static_cast<double>(std::thread::hardware_concurrency()));
}

/// Twice as many threads as there are CPUs, each of them so long in these states.
MadeLoad crowd(double runningMs, double readyMs)
{
    MadeLoad run;
    for (const ThreadIndex thread : run.crew(static_cast<std::size_t>(2 * cpus()))) {
        run.did(thread, State::Running, 0, runningMs);
        run.did(thread, State::Ready, runningMs, runningMs + readyMs);
        run.did(thread, State::Sleep, runningMs + readyMs, kWindowMs);
    }
    return run;
}

MadeLoad busyWith(double runningMs, double progress)
{
    MadeLoad run;
    run.did(run.thread("diner"), State::Running, 0, runningMs);
    const ObjectIndex counter = run.object(ObjectKind::None, "progress");
    run.counter(counter, 0, 0);
    run.counter(counter, 1900, progress);
    return run;
}

/// A loop that was so late at those moments, for so long of it because it got no CPU.
MadeLoad lag(const std::vector<std::pair<double, double>>& samples, double starvedMs = 0)
{
    MadeLoad run;
    const ThreadIndex loop = run.thread("loop");
    for (const auto& [atMs, lagMs] : samples)
        run.did(loop, State::Ready, atMs - starvedMs, atMs);
    const ObjectIndex counter = run.object(ObjectKind::None, "loop lag ms");
    run.counter(counter, 0, 0);
    for (const auto& [atMs, lagMs] : samples) {
        run.counter(counter, atMs, lagMs);
        run.counter(counter, atMs + 10, 0);
    }
    return run;
}

} // namespace

TEST_CASE(moreWhoWantToRunThanCpusIsOversubscription)
{
    CHECK(shows(crowd(1000, 410), FindingKind::Oversubscription));
    CHECK(!shows(crowd(1400, 270), FindingKind::Oversubscription)); // hardly ever without a CPU
    CHECK(shows(crowd(500, 1300), FindingKind::Oversubscription));
}

// Who would wait for something else most of the time, on as many CPUs as he likes, lacks a CPU because of others.
TEST_CASE(whoTakesTheCpusMayBeOthers)
{
    CHECK(shows(crowd(640, 1000), FindingKind::Oversubscription));
    CHECK(!shows(crowd(600, 1000), FindingKind::Oversubscription));
}

// With a CPU of its own it would have been done sooner, and not have wanted more.
TEST_CASE(whoHasDoneItsWorkWantsNoMore)
{
    for (const bool haveEnded : {false, true}) {
        MadeLoad run = crowd(640, 1000);
        for (std::uint32_t i = 0; haveEnded && i < run.store.threads.size(); ++i)
            run.store.thread(ThreadIndex{i}).endNs = MadeLoad::ns(kWindowMs - 1);
        CHECK_EQ(shows(std::move(run), FindingKind::Oversubscription), !haveEnded);
    }
}

TEST_CASE(computingWithoutProgressIsALivelock)
{
    CHECK(shows(busyWith(1020, 1), FindingKind::Livelock));
    CHECK(!shows(busyWith(980, 1), FindingKind::Livelock));
    CHECK(!shows(busyWith(1020, 2), FindingKind::Livelock));
}

TEST_CASE(aLoopThatIsLateAgainOrByMuchLags)
{
    CHECK(shows(lag({{400, 51}, {1400, 51}}), FindingKind::EventLoopLag));
    CHECK(!shows(lag({{400, 49}, {1400, 51}}), FindingKind::EventLoopLag));
    CHECK(!shows(lag({{400, 51}, {600, 51}}), FindingKind::EventLoopLag));
    CHECK(shows(lag({{1400, 501}}), FindingKind::EventLoopLag));
    CHECK(!shows(lag({{1400, 499}}), FindingKind::EventLoopLag));
    CHECK(shows(lag({{400, 100}, {1400, 100}}, 49), FindingKind::EventLoopLag));
    CHECK(!shows(lag({{400, 100}, {1400, 100}}, 51), FindingKind::EventLoopLag));
}

// The first sample of a loop that has just been freed tells of the time before.
TEST_CASE(howLateALoopWasBeforeTheRangeIsNoEvidence)
{
    CHECK(!shows(lag({{240, 34'000}}), FindingKind::EventLoopLag));
    CHECK(!shows(lag({{40, 34'000}, {1400, 60}}), FindingKind::EventLoopLag));
    MadeLoad run = lag({{240, 34'000}, {1400, 60}});
    const std::vector<Finding> findings = foundIn(run);
    const Finding* stillLate = of(findings, FindingKind::EventLoopLag);
    CHECK(stillLate != nullptr && stillLate->text.find("34") != std::string::npos); // … but it is how late it was
}

// A sample tells the worst since the one before, which may have been long before its own moment.
TEST_CASE(aLoopThatGotNoCpuSinceTheLastSampleDoesNotLag)
{
    for (const bool isStarved : {false, true}) {
        MadeLoad run;
        const ThreadIndex loop = run.thread("loop");
        const ObjectIndex counter = run.object(ObjectKind::None, "loop lag ms");
        for (const double atMs : {600.0, 1600.0}) {
            run.did(loop, isStarved ? State::Ready : State::Running, atMs - 190, atMs - 130);
            run.counter(counter, atMs - 200, 0);
            run.counter(counter, atMs, 100);
        }
        CHECK(shows(std::move(run), FindingKind::EventLoopLag) != isStarved);
    }
}
