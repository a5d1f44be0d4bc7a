// SPDX-License-Identifier: GPL-3.0-or-later
// Patterns of queues a little above their thresholds, where they are found, and a little below, where they are not.
#include "tests/core/analysis/shown.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

/// The first queue has ten places and is full but for `roomMs` of every `everyMs`, and for so long of them the producer waits
/// for room; the one behind it is this deep of ten.
MadeLoad stages(double roomMs, double depthBehind, int gets = 19, double waitsMs = 30, double everyMs = 100)
{
    MadeLoad run;
    const ThreadIndex producer = run.thread("producer");
    const ThreadIndex stage = run.thread("stage");
    const ThreadIndex consumer = run.thread("consumer");
    const ObjectIndex before = run.object(ObjectKind::Queue, "before", 10);
    const ObjectIndex behind = run.object(ObjectKind::Queue, "behind", 10);
    for (int i = 1; i <= 10; ++i)
        run.depth(before, producer, i * 0.1, i, DepthChange::Put);
    for (int i = 1; i <= depthBehind; ++i)
        run.depth(behind, stage, i * 0.1, i, DepthChange::Put);
    run.depth(behind, consumer, 1.5, depthBehind - 1, DepthChange::Get);
    run.depth(behind, stage, 1.6, depthBehind, DepthChange::Put);
    for (int i = 1; i <= gets; ++i) {
        run.waited(before, producer, i * everyMs - waitsMs, i * everyMs, false, WaitKind::QueuePut);
        run.depth(before, stage, i * everyMs, 9, DepthChange::Get);
        run.depth(before, producer, i * everyMs + roomMs, 10, DepthChange::Put);
    }
    return run;
}

/// From one item at the beginning by one every now and then; the last `removed` go in the end.
MadeLoad growing(int growth, int removed = 0, bool forItself = false)
{
    MadeLoad run;
    const ThreadIndex producer = run.thread("producer");
    const ThreadIndex consumer = forItself ? producer : run.thread("consumer");
    const ObjectIndex queue = run.object(ObjectKind::Queue, "queue");
    run.depth(queue, producer, 0, 1, DepthChange::Put);
    run.depth(queue, producer, 1, 2, DepthChange::Put);
    run.depth(queue, consumer, 2, 1, DepthChange::Get);
    const int steps = growth + removed;
    for (int i = 1; i <= steps; ++i)
        run.depth(queue, producer, 10 + i * 1400.0 / steps, 1 + i, DepthChange::Put);
    for (int i = 1; i <= removed; ++i)
        run.depth(queue, consumer, 1450 + i * 500.0 / removed, 1 + steps - i, DepthChange::Get);
    return run;
}

} // namespace

TEST_CASE(aStageWithAFullQueueBeforeItIsTheBottleneck)
{
    CHECK(shows(stages(47, 4), FindingKind::BottleneckStage));
    CHECK(!shows(stages(56, 4), FindingKind::BottleneckStage));
    CHECK(!shows(stages(47, 6), FindingKind::BottleneckStage)); // held up by the one behind it
    CHECK(!shows(stages(47, 4, 9), FindingKind::BottleneckStage));
    CHECK(shows(stages(47, 4, 19, 11), FindingKind::BottleneckStage));
    CHECK(!shows(stages(47, 4, 19, 10), FindingKind::BottleneckStage)); // hardly anybody lacks room
    MadeLoad run = stages(47, 4);
    const auto findings = foundIn(run);
    const Finding* finding = of(findings, FindingKind::BottleneckStage);
    if (CHECK(finding != nullptr && finding->threads.size() == 1 && finding->objects.size() == 1)) {
        CHECK_EQ(finding->threads[0], ThreadIndex{1});
        CHECK_EQ(finding->objects[0], ObjectIndex{0});
    }
}

TEST_CASE(aSlowStageIsTheBottleneckIfThereWasNeverRoom)
{
    CHECK(shows(stages(1, 4, 3, 400, 500), FindingKind::BottleneckStage));
    CHECK(shows(stages(1, 4, 2, 600, 700), FindingKind::BottleneckStage));
    CHECK(!shows(stages(1, 4, 1, 600, 700), FindingKind::BottleneckStage));  // it may be stuck
    CHECK(!shows(stages(60, 4, 3, 400, 500), FindingKind::BottleneckStage)); // at times there was
}

// Whichever part of its gets falls into the window: 3 of 500 ms in 2 s are no 1.5 a second.
TEST_CASE(aSlowStageTakesWhatLiesBetweenItsGets)
{
    for (const int gets : {2, 3, 4}) {
        MadeLoad run = stages(1, 4, gets, 400, 500);
        const auto findings = foundIn(run);
        const Finding* finding = of(findings, FindingKind::BottleneckStage);
        if (CHECK(finding != nullptr))
            CHECK(finding->text.find("takes 2.0 items a second") != std::string::npos);
    }
}

TEST_CASE(aQueueThatOnlyGetsDeeperGrowsWithoutBound)
{
    CHECK(shows(growing(20), FindingKind::GrowingQueue));
    CHECK(!shows(growing(19), FindingKind::GrowingQueue));
    CHECK(!shows(growing(25, 60), FindingKind::GrowingQueue)); // and shallower again
    CHECK(!shows(growing(20, 0, true), FindingKind::GrowingQueue));
}

namespace {

/// The tasks of a pool of two threads: `growth` more are submitted than begun.
MadeLoad growingPool(int growth, bool byItself)
{
    MadeLoad run;
    const auto workers = run.crew(2, "pool ");
    const ThreadIndex caller = byItself ? workers[0] : run.thread("caller");
    const ObjectIndex pool = run.pool("pool", 2, workers);
    run.depth(pool, caller, 1, 1, DepthChange::Put);
    run.depth(pool, workers[0], 2, 0, DepthChange::Get);
    for (int i = 1; i <= growth; ++i)
        run.depth(pool, caller, 10 + i * 1900.0 / growth, i, DepthChange::Put);
    return run;
}

MadeLoad futileGets(int wakeUps, int futile, bool isForItems = false)
{
    MadeLoad run;
    const auto crew = run.crew(2);
    const ObjectIndex queue = run.object(ObjectKind::Queue, "queue", 10);
    run.depth(queue, crew[1], 1, 1, DepthChange::Put);
    run.depth(queue, crew[0], 2, 0, DepthChange::Get);
    for (int i = 0; i < wakeUps; ++i)
        run.waited(queue, crew[0], 10 + i * 10, 10 + i * 10 + 5, i < futile, WaitKind::QueueGet);
    for (int i = 0; isForItems && i < wakeUps; ++i) {
        run.depth(queue, crew[1], 10 + i * 10, 1, DepthChange::Put);
        run.depth(queue, crew[0], 10 + i * 10 + 5, 0, DepthChange::Get);
    }
    return run;
}

} // namespace

TEST_CASE(tasksThatPileUpBeforeAPoolAreAGrowingQueue)
{
    CHECK(shows(growingPool(21, false), FindingKind::GrowingQueue));
    CHECK(!shows(growingPool(15, false), FindingKind::GrowingQueue));
    CHECK(!shows(growingPool(21, true), FindingKind::GrowingQueue)); // a list of work that it makes for itself
}

TEST_CASE(mostlyFutileWakeUpsAtAQueueAreAHerd)
{
    CHECK(shows(futileGets(20, 11), FindingKind::ThunderingHerd));
    CHECK(!shows(futileGets(20, 10), FindingKind::ThunderingHerd));
    CHECK(!shows(futileGets(19, 19), FindingKind::ThunderingHerd));
    for (const bool isForItems : {false, true}) {
        MadeLoad run = futileGets(20, 11, isForItems);
        const auto findings = foundIn(run);
        const Finding* herd = of(findings, FindingKind::ThunderingHerd);
        CHECK(herd != nullptr && herd->text.ends_with("Wake one, not all.") == !isForItems); // it woke one for each
    }
}
