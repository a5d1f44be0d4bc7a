// SPDX-License-Identifier: GPL-3.0-or-later
// Findings come when they persist and leave when their cause is gone.
#include "tests/core/analysis/watched.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

TEST_CASE(aFindingComesWhenItPersistsAndLeavesWhenItsCauseIsGone)
{
    Watched made;
    made.late(0, 3000);
    made.lookUntil(1500); // a look at 1 s found it, but that is only half a second ago
    CHECK(made.watch.current().empty());
    made.lookUntil(2000);
    if (!CHECK_EQ(made.watch.current().size(), 1))
        return;
    CHECK_EQ(made.watch.current()[0].fromNs, MadeLoad::ns(0));
    CHECK_EQ(made.watch.current()[0].toNs, MadeLoad::ns(2000));
    made.lookUntil(4500); // seen for the last time at 3.5 s
    CHECK_EQ(made.watch.current().size(), 1);
    CHECK(made.watch.past().empty());
    made.lookUntil(5000);
    CHECK(made.watch.current().empty());
    if (!CHECK_EQ(made.watch.past().size(), 1))
        return;
    CHECK_EQ(made.watch.past()[0].kind, FindingKind::EventLoopLag);
    CHECK_EQ(made.watch.past()[0].fromNs, MadeLoad::ns(0));
    CHECK_EQ(made.watch.past()[0].toNs, MadeLoad::ns(3500));
}

TEST_CASE(whatIsSeenOnceIsNotToldAndNotRemembered)
{
    Watched made;
    made.late(400, 700);
    made.lookUntil(6000);
    CHECK(made.watch.current().empty());
    CHECK(made.watch.past().empty());
}

TEST_CASE(whatComesAgainIsAnotherOne)
{
    Watched made;
    made.late(0, 3000);
    made.late(8000, 11'000);
    made.lookUntil(16'000);
    if (!CHECK_EQ(made.watch.past().size(), 2))
        return;
    CHECK_EQ(made.watch.past()[0].identity, made.watch.past()[1].identity);
    CHECK(made.watch.past()[0].toNs < made.watch.past()[1].fromNs);
}

// However short it was there: the window that showed it first begins before it, and that of the last look ends after it.
TEST_CASE(whatHasLeftTellsAMomentOfItsCause)
{
    for (const double lastedMs : {2000.0, 2500.0, 3000.0, 4000.0, 8000.0}) {
        Watched made;
        made.late(5000, 5000 + lastedMs);
        made.lookUntil(18'000);
        if (!CHECK_EQ(made.watch.past().size(), 1))
            return check::say("lasted " + std::to_string(lastedMs));
        const Finding& past = made.watch.past()[0];
        CHECK(past.fromNs < MadeLoad::ns(5000));
        if (!CHECK(past.causeNs >= MadeLoad::ns(5000) && past.causeNs <= MadeLoad::ns(5000 + lastedMs)))
            return check::say("lasted " + std::to_string(lastedMs));
    }
}

TEST_CASE(theSameSnapshotAgainIsNoLook)
{
    Watched made;
    made.late(0, 3000);
    made.lookUntil(1000);
    const SnapshotPtr same = made.run.look(1500);
    for (int i = 0; i < 10; ++i)
        made.watch.update(*same);
    CHECK(made.watch.current().empty());
}

TEST_CASE(lossesAndPotentialDeadlocksStayAndStandInTheOrderOfTheirGravity)
{
    Watched made;
    const auto crew = made.run.crew(2);
    const ObjectIndex a = made.run.object(ObjectKind::Mutex, "A");
    const ObjectIndex b = made.run.object(ObjectKind::Mutex, "B");
    const auto site = [](ThreadIndex thread) {
        OrderSite place;
        place.thread = thread;
        place.heldSinceNs = MadeLoad::ns(10);
        place.firstNs = place.lastNs = MadeLoad::ns(20);
        place.count = 1;
        return place;
    };
    made.run.store.lockOrder = std::make_shared<std::vector<OrderEdge>>(
        std::vector<OrderEdge>{{a, b, {site(crew[0])}}, {b, a, {site(crew[1])}}});
    made.run.store.recording.dropped = 1234;
    made.late(0, 3000);
    made.lookUntil(500); // at the first look, whatever the window
    CHECK_EQ(made.watch.current().size(), 2);
    made.lookUntil(3000);
    if (CHECK_EQ(made.watch.current().size(), 3)) {
        CHECK_EQ(made.watch.current()[0].kind, FindingKind::DroppedRecords);
        CHECK(made.watch.current()[0].text.find("1,234") != std::string::npos);
        CHECK_EQ(made.watch.current()[1].kind, FindingKind::EventLoopLag); // since 0 s, the other one since 0.01 s
        CHECK_EQ(made.watch.current()[2].kind, FindingKind::PotentialDeadlock);
        CHECK_EQ(made.watch.current()[2].fromNs, MadeLoad::ns(10));
        CHECK(made.watch.current()[2].isApproximate);
        CHECK(made.watch.current()[2].text.find("approximate") != std::string::npos);
    }
    made.lookUntil(20'000);
    CHECK_EQ(made.watch.current().size(), 2);
    CHECK_EQ(made.watch.past().size(), 1);
}

namespace {

/// Philosophers of whom the last one's second fork is the first one, for tables of 2, 3 … `tables`.
std::vector<OrderEdge> ringsOfAllSizes(MadeLoad& run, std::uint32_t tables)
{
    const auto crew = run.crew(tables);
    std::vector<ObjectIndex> forks;
    for (std::uint32_t i = 0; i < tables; ++i)
        forks.push_back(run.object(ObjectKind::Mutex, "fork " + std::to_string(i + 1)));
    std::vector<OrderEdge> edges;
    for (std::uint32_t i = 0; i < tables; ++i) {
        OrderSite site;
        site.thread = crew[i];
        site.heldSinceNs = MadeLoad::ns(10 + i);
        site.firstNs = site.lastNs = MadeLoad::ns(20 + i);
        site.count = 1;
        if (i + 1 < tables)
            edges.push_back({forks[i], forks[i + 1], {site}});
        if (i > 0)
            edges.push_back({forks[i], forks[0], {site}});
    }
    return edges;
}

} // namespace

TEST_CASE(potentialDeadlocksThatShareAStepAreOneFindingWhichGrows)
{
    Watched made;
    const std::vector<OrderEdge> edges = ringsOfAllSizes(made.run, 20);
    // First the largest table alone.
    std::vector<OrderEdge> large;
    const ObjectIndex firstFork = edges.front().outer;
    std::ranges::copy_if(edges, std::back_inserter(large), [&](const OrderEdge& edge) {
        return edge.inner != firstFork || edge.outer == edges.back().outer;
    });
    made.run.store.lockOrder = std::make_shared<std::vector<OrderEdge>>(large);
    made.lookUntil(500);
    if (!CHECK_EQ(made.watch.current().size(), 1))
        return;
    const Finding first = made.watch.current()[0];
    CHECK_EQ(first.objects.size(), 20);
    CHECK(first.alike.empty());
    made.run.store.lockOrder = std::make_shared<std::vector<OrderEdge>>(edges);
    made.lookUntil(1000);
    if (!CHECK_EQ(made.watch.current().size(), 1))
        return;
    const Finding& grown = made.watch.current()[0];
    CHECK_EQ(grown.identity, first.identity);
    CHECK_EQ(grown.alike.size(), 18);
    CHECK_EQ(std::ranges::count(grown.alike, "3 locks: “fork 1” → “fork 2” → “fork 3” → “fork 1”"), 1);
    CHECK_EQ(
        std::ranges::count(grown.alike, "9 locks: “fork 1” → “fork 2” → “fork 3” → … → “fork 8” → “fork 9” → “fork 1”"),
        1);
    CHECK(grown.text.find("worker 2 took “fork 1” while it held “fork 2”") != std::string::npos); // the simplest
    CHECK(grown.text.find("18 more cycles share steps with it.") != std::string::npos);
    CHECK_EQ(grown.objects.size(), 20);
    made.run.store.lockOrder = std::make_shared<std::vector<OrderEdge>>(large); // what was possible stays
    made.lookUntil(1500);
    CHECK_EQ(made.watch.current()[0].alike.size(), 18);
}

TEST_CASE(potentialDeadlocksThatShareALockOnlyAreTwo)
{
    Watched made;
    const auto crew = made.run.crew(4);
    std::vector<ObjectIndex> locks;
    for (const char* name : {"A", "B", "C"})
        locks.push_back(made.run.object(ObjectKind::Mutex, name));
    const auto edge = [&](std::size_t outer, std::size_t inner, std::size_t thread) {
        OrderSite site;
        site.thread = crew[thread];
        site.heldSinceNs = site.firstNs = site.lastNs = MadeLoad::ns(10);
        return OrderEdge{locks[outer], locks[inner], {site}};
    };
    made.run.store.lockOrder = std::make_shared<std::vector<OrderEdge>>(
        std::vector<OrderEdge>{edge(0, 1, 0), edge(1, 0, 1), edge(1, 2, 2), edge(2, 1, 3)});
    made.lookUntil(500);
    CHECK_EQ(made.watch.current().size(), 2);
}

namespace {

/// A queue of four that is full until `untilMs`, before a stage of one thread; later a second one joins it.
struct Crowded {
    MadeLoad run;
    FindingWatch watch;
    std::vector<ThreadIndex> producers = run.crew(2, "producer ");
    std::vector<ThreadIndex> stage = run.crew(2, "stage ");
    ObjectIndex queue = run.object(ObjectKind::Queue, "queue 1-2", 4);

    explicit Crowded(double untilMs)
    {
        for (int i = 0; i < 4; ++i)
            run.depth(queue, producers[0], i, i + 1, trace::DepthChange::Put);
        for (double ms = 100; ms < untilMs; ms += 100)
            item(ms, stage[0]);
        run.waited(queue, producers[1], 10, untilMs, false, WaitKind::QueuePut);
    }
    void item(double ms, ThreadIndex getter)
    {
        run.depth(queue, getter, ms, 3, trace::DepthChange::Get);
        run.depth(queue, producers[0], ms + 1, 4, trace::DepthChange::Put);
    }
    void lookUntil(double ms)
    {
        for (; m_nextMs <= ms; m_nextMs += 500)
            watch.update(*run.look(m_nextMs));
    }

private:
    double m_nextMs = 500;
};

} // namespace

TEST_CASE(whatHasLeftIsRememberedAsItWasAndWithoutWhoCameLater)
{
    Crowded made(5000);
    made.lookUntil(5000);
    if (!CHECK(of(made.watch.current(), FindingKind::BottleneckStage) != nullptr))
        return;
    // The second thread of the stage empties the queue.
    for (int i = 3; i >= 0; --i)
        made.run.depth(made.queue, made.stage[1], 5001 + (3 - i), i, trace::DepthChange::Get);
    made.lookUntil(9000);
    const Finding* past = of(made.watch.past(), FindingKind::BottleneckStage);
    if (!CHECK(past != nullptr))
        return;
    CHECK_EQ(past->threads.size(), 1);
    CHECK(past->text.find("stage 2") == std::string::npos);
    CHECK(past->text.find("is full 9") != std::string::npos); // as it was, not as it became less
    CHECK_EQ(past->fromNs, MadeLoad::ns(0));
    CHECK(past->toNs >= MadeLoad::ns(5000));
}
