// SPDX-License-Identifier: GPL-3.0-or-later
// Divisions of work a little above their thresholds, where they are found, and a little below, where they are not.
#include "tests/core/analysis/shown.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

/// Three of four wait so long in every 100 ms for the fourth.
MadeLoad barrier(double waitedOf100Ms, int meetings = 19)
{
    MadeLoad run;
    const auto crew = run.crew(4);
    const ObjectIndex object = run.object(ObjectKind::Barrier, "barrier", 4);
    for (int i = 0; i < meetings; ++i) {
        for (std::size_t k = 0; k < 3; ++k) {
            const double fromMs = i * 100 + 100 - waitedOf100Ms;
            run.waited(object, crew[k], fromMs, i * 100 + 100, false, WaitKind::Barrier);
            run.did(crew[k], State::SemaphoreWait, fromMs, i * 100 + 100, static_cast<std::uint32_t>(object),
                    static_cast<std::uint32_t>(crew[3]));
        }
    }
    return run;
}

/// One of a pool's tasks in a round: on which thread, from when to when, and in the end waiting for something.
struct Task {
    std::size_t thread;
    double fromMs;
    double toMs;
    double waitsMs = 0;
    State wait = State::JoinWait;
};

/// Rounds of 200 ms in which "main" waits, result after result, until the last of these tasks is done.
MadeLoad poolRounds(std::size_t threads, const std::vector<Task>& tasks, int rounds = 9)
{
    MadeLoad run;
    const ThreadIndex main = run.thread("main");
    const auto crew = run.crew(threads);
    const ObjectIndex pool = run.pool("pool", static_cast<std::int64_t>(threads), crew);
    std::vector<RowIndex> spans;
    for (const ThreadIndex thread : crew) {
        spans.push_back(run.store.addRow(RowKind::Tasks));
        run.store.thread(thread).taskRows = {spans.back()};
    }
    for (int round = 0; round < rounds; ++round) {
        const double at = round * 200;
        std::vector<double> freeFrom(threads, at);
        const auto idle = [&](std::size_t thread, double untilMs) {
            run.did(crew[thread], State::QueueGetWait, freeFrom[thread], untilMs, static_cast<std::uint32_t>(pool));
        };
        double lastMs = 0;
        for (const Task& task : tasks) {
            idle(task.thread, at + task.fromMs);
            run.did(crew[task.thread], State::Running, at + task.fromMs, at + task.toMs - task.waitsMs);
            if (task.waitsMs > 0)
                run.did(crew[task.thread], task.wait, at + task.toMs - task.waitsMs, at + task.toMs);
            run.store.row(spans[task.thread])
                .append(Interval::make(MadeLoad::ns(at + task.fromMs), MadeLoad::ns(at + task.toMs), State::Task, 0));
            freeFrom[task.thread] = at + task.toMs;
            lastMs = std::max(lastMs, task.toMs);
        }
        for (std::size_t thread = 0; thread < threads; ++thread)
            idle(thread, at + 200);
        run.did(main, State::JoinWait, at, at + lastMs / 2, kNone, static_cast<std::uint32_t>(crew[0]));
        run.did(main, State::Running, at + lastMs / 2, at + lastMs / 2 + 1);
        run.did(main, State::JoinWait, at + lastMs / 2 + 1, at + lastMs + 0.1, kNone,
                static_cast<std::uint32_t>(crew[tasks.back().thread]));
        run.did(main, State::Sleep, at + lastMs + 0.1, at + 200);
    }
    return run;
}

/// "main" waits until threads that lived for so long from 100 ms on have ended; each waited for a lock at first.
MadeLoad joined(const std::vector<double>& livesMs, double apartMs = 0, const std::vector<double>& waitsMs = {})
{
    MadeLoad run;
    const ThreadIndex main = run.thread("main");
    double startMs = 100;
    double lastMs = 0;
    std::size_t workers = 0;
    for (const double lifeMs : livesMs) {
        const ThreadIndex index = run.thread("worker");
        const double waitMs = workers < waitsMs.size() ? waitsMs[workers] : 0;
        ++workers;
        run.did(index, State::LockWait, startMs, startMs + waitMs);
        run.did(index, State::Running, startMs + waitMs, startMs + lifeMs);
        Thread& thread = run.store.thread(index);
        thread.startNs = MadeLoad::ns(startMs);
        thread.endNs = MadeLoad::ns(startMs + lifeMs);
        lastMs = std::max(lastMs, startMs + lifeMs);
        startMs += apartMs;
    }
    run.did(main, State::Running, 0, 100);
    run.did(main, State::JoinWait, 100, lastMs + 0.1);
    return run;
}

} // namespace

TEST_CASE(whoAlwaysComesLastMakesAnImbalance)
{
    CHECK(shows(barrier(48), FindingKind::Imbalance));
    CHECK(!shows(barrier(44), FindingKind::Imbalance));
    CHECK(!shows(barrier(99, 1), FindingKind::Imbalance));
    MadeLoad run = barrier(60);
    const auto findings = foundIn(run);
    const Finding* finding = of(findings, FindingKind::Imbalance);
    if (CHECK(finding != nullptr && finding->threads.size() == 1))
        CHECK_EQ(finding->threads[0], ThreadIndex{3});
}

// At the end of a run somebody lets all of them go who never worked with them.
TEST_CASE(whoEndsABarrierOnceIsNotTheOneWhoAlwaysComesLast)
{
    MadeLoad run = barrier(60);
    const ThreadIndex main = run.thread("main");
    for (std::size_t k = 0; k < 3; ++k) {
        run.waited(ObjectIndex{0}, ThreadIndex{static_cast<std::uint32_t>(k)}, 1940, 1960, false, WaitKind::Barrier);
        run.did(ThreadIndex{static_cast<std::uint32_t>(k)}, State::SemaphoreWait, 1940, 1960, 0,
                static_cast<std::uint32_t>(main));
    }
    const auto findings = foundIn(run);
    const Finding* finding = of(findings, FindingKind::Imbalance);
    if (CHECK(finding != nullptr && finding->threads.size() == 1))
        CHECK_EQ(finding->threads[0], ThreadIndex{3});
}

TEST_CASE(aPoolWhoseThreadsEndFarApartIsUnevenlyFed)
{
    const auto parts = [](double longMs) {
        return poolRounds(4, {{0, 1, 41}, {1, 1, 41}, {2, 1, 41}, {3, 1, 1 + longMs}});
    };
    CHECK(shows(parts(80), FindingKind::Imbalance));  // 80 by 50
    CHECK(!shows(parts(60), FindingKind::Imbalance)); // 60 by 45
    MadeLoad run = parts(80);
    const auto findings = foundIn(run);
    const Finding* finding = of(findings, FindingKind::Imbalance);
    if (CHECK(finding != nullptr && finding->threads.size() == 1 && finding->objects.size() == 1)) {
        CHECK_EQ(finding->threads[0], ThreadIndex{4});
        CHECK_EQ(finding->objects[0], ObjectIndex{0});
    }
}

// A parent that waits for its child has its thread, but does not work.
TEST_CASE(whoWaitsWithinATaskDoesNotWork)
{
    const auto parts = [](State wait) {
        return poolRounds(4, {{0, 1, 41}, {1, 1, 41}, {2, 1, 41}, {3, 1, 81, 40, wait}});
    };
    for (const State wait : {State::JoinWait, State::LockWait, State::ConditionWait, State::SemaphoreWait})
        CHECK(!shows(parts(wait), FindingKind::Imbalance));
    CHECK(shows(parts(State::Io), FindingKind::Imbalance));
}

// A parent and then its child, and another child that could not begin before its own parent had: two in a row for one thread.
TEST_CASE(whatHasToComeInOrderIsNotDividedUnevenly)
{
    CHECK(!shows(poolRounds(4, {{0, 1, 81, 40, State::JoinWait}, {1, 41, 81}, {1, 82, 122}}), FindingKind::Imbalance));
    CHECK(
        shows(poolRounds(4, {{0, 1, 81, 40, State::QueueGetWait}, {1, 41, 81}, {1, 82, 122}}), FindingKind::Imbalance));
}

// Five equal tasks for four threads are two for one of them, whoever divides them.
TEST_CASE(whatTheNumberOfTasksExplainsIsNoImbalance)
{
    CHECK(!shows(poolRounds(4, {{0, 1, 41}, {1, 1, 41}, {2, 1, 41}, {3, 1, 41}, {0, 42, 82}}), FindingKind::Imbalance));
    CHECK(!shows(poolRounds(4, {{0, 1, 101}}), FindingKind::Imbalance)); // nothing was divided
    CHECK(!shows(poolRounds(4, {{0, 1, 5}, {1, 1, 5}, {2, 1, 5}, {3, 1, 15}}),
                 FindingKind::Imbalance)); // hardly any work
}

TEST_CASE(threadsThatBeginTogetherAndEndApartAreAnImbalanceForWhoJoinsThem)
{
    CHECK(shows(joined({300, 300, 300, 700}), FindingKind::Imbalance));       // 700 by 400
    CHECK(!shows(joined({300, 300, 300, 520}), FindingKind::Imbalance));      // 520 by 355
    CHECK(!shows(joined({300, 300, 300, 700}, 150), FindingKind::Imbalance)); // one after the other
    CHECK(!shows(joined({700}), FindingKind::Imbalance));
    CHECK(!shows(joined({40, 40, 40, 190}), FindingKind::Imbalance));                           // hardly any work
    CHECK(!shows(joined({300, 300, 300, 700}, 0, {0, 0, 0, 300}), FindingKind::Imbalance));     // it waited
    CHECK(!shows(joined({690, 690, 690, 700}, 0, {600, 600, 600, 0}), FindingKind::Imbalance)); // all end together
}
