// SPDX-License-Identifier: GPL-3.0-or-later
// Each pattern a little above its thresholds, where it is found, and a little below, where it is not.
#include "core/analysis/finding_watch.h"
#include "core/analysis/thresholds.h"
#include "tests/core/analysis/made_load.h"

#include <thread>

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;
using trace::DepthChange;
using trace::RequestGate;

namespace {

constexpr double kWindowMs = 2000;

std::vector<Finding> foundIn(MadeLoad& run)
{
    const SnapshotPtr snapshot = run.look(kWindowMs);
    return findingsIn(*snapshot, {MadeLoad::ns(0), MadeLoad::ns(kWindowMs)});
}

const Finding* of(const std::vector<Finding>& findings, FindingKind kind)
{
    const auto found = std::ranges::find(findings, kind, &Finding::kind);
    return found == findings.end() ? nullptr : &*found;
}

bool shows(MadeLoad&& run, FindingKind kind)
{
    const std::vector<Finding> findings = foundIn(run);
    const Finding* finding = of(findings, kind);
    return finding != nullptr && !finding->text.empty() && finding->identity == identityOf(*finding);
}

// --- locks --------------------------------------------------------------------------------------------------

MadeLoad oneAtATime(double heldOf100Ms, std::size_t waiters, bool byReaders = false)
{
    MadeLoad run;
    const auto crew = run.crew(waiters + 2);
    const ObjectIndex lock = run.object(byReaders ? ObjectKind::ReadWriteLock : ObjectKind::Mutex, "lock");
    for (int i = 0; i < 20; ++i)
        run.held(lock, crew[static_cast<std::size_t>(i % 2)], i * 100, i * 100 + heldOf100Ms, true, byReaders);
    for (std::size_t i = 0; i < waiters; ++i)
        run.waited(lock, crew[i + 2], 0, kWindowMs);
    return run;
}

// Every fourth millisecond somebody gets it for two, after having waited; each `breakEvery`-th finds it free.
MadeLoad convoy(int breakEvery, double waitMs, double holdMs = 2)
{
    MadeLoad run;
    const auto crew = run.crew(8);
    const ObjectIndex lock = run.object(ObjectKind::Mutex, "lock");
    for (int i = 5; i < 499; ++i) {
        const ThreadIndex thread = crew[static_cast<std::size_t>(i % 8)];
        run.held(lock, thread, i * 4, i * 4 + holdMs, i % breakEvery != 0);
        run.waited(lock, thread, i * 4 - waitMs, i * 4);
    }
    return run;
}

MadeLoad herd(int wakeUps, int futile)
{
    MadeLoad run;
    const auto crew = run.crew(2);
    const ObjectIndex condition = run.object(ObjectKind::Condition, "condition");
    for (int i = 0; i < wakeUps; ++i)
        run.waited(condition, crew[0], i * 10, i * 10 + 5, i < futile, WaitKind::Condition);
    return run;
}

MadeLoad starvedWriter(double waitedMs, double heldOf100Ms, bool waitsStill)
{
    MadeLoad run;
    const auto crew = run.crew(2, "reader ");
    const ThreadIndex writer = run.thread("writer");
    const ObjectIndex lock = run.object(ObjectKind::ReadWriteLock, "lock");
    for (int i = 0; i < 20; ++i)
        run.held(lock, crew[static_cast<std::size_t>(i % 2)], i * 100, i * 100 + heldOf100Ms, false, true);
    if (waitsStill)
        run.waits(writer, lock, WaitKind::Lock, MadeLoad::ns(kWindowMs - waitedMs));
    else
        run.waited(lock, writer, 100, 100 + waitedMs);
    return run;
}

MadeLoad spinning(double waitedMs)
{
    MadeLoad run;
    const auto crew = run.crew(2);
    const ObjectIndex lock = run.object(ObjectKind::SpinLock, "lock");
    run.held(lock, crew[0], 0, 1900);
    run.waited(lock, crew[1], 100, 100 + waitedMs);
    return run;
}

/// Held while somebody waits, `count` times for `holdMs`; of each hold the owner is in `state` for so long, and somebody
/// else of the run is on a CPU for that part of it.
MadeLoad owner(State state, int count, double holdMs, double stateMs, double othersRan = 1)
{
    MadeLoad run;
    const ThreadIndex other = run.thread("other");
    const auto crew = run.crew(2);
    const ObjectIndex lock = run.object(ObjectKind::Mutex, "lock");
    const double everyMs = kWindowMs / count;
    for (int i = 0; i < count; ++i) {
        run.held(lock, crew[0], i * everyMs, i * everyMs + holdMs);
        run.waited(lock, crew[1], i * everyMs, i * everyMs + holdMs);
        run.did(other, State::Running, i * everyMs, i * everyMs + stateMs * othersRan);
        run.did(crew[0], state, i * everyMs, i * everyMs + stateMs);
        run.did(crew[0], State::Running, i * everyMs + stateMs, i * everyMs + holdMs);
    }
    return run;
}

// --- threads ------------------------------------------------------------------------------------------------

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

// --- queues -------------------------------------------------------------------------------------------------

/// The first queue has ten places and is full but for `roomMs` of every 100, and for so long of them the producer waits
/// for room; the one behind it is this deep of ten.
MadeLoad stages(double roomMs, double depthBehind, int gets = 19, double waitsMs = 30)
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
        run.waited(before, producer, i * 100 - waitsMs, i * 100, false, WaitKind::QueuePut);
        run.depth(before, stage, i * 100, 9, DepthChange::Get);
        run.depth(before, producer, i * 100 + roomMs, 10, DepthChange::Put);
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

// --- crawl --------------------------------------------------------------------------------------------------

/// So many requests each, all held for as long.
MadeLoad crawl(int toBig, int toSmall, int heldForSlot, double heldMs, int heldForDelay = 0)
{
    MadeLoad run;
    const int all = toBig + toSmall;
    for (int i = 0; i < all; ++i) {
        const RequestGate gate = i < heldForSlot                  ? RequestGate::SlotCap
                                 : i < heldForSlot + heldForDelay ? RequestGate::Delay
                                                                  : RequestGate::RetryAfter;
        run.request(i < toBig ? "big.example" : "small.example", 500 + i * 10, 100, gate, heldMs);
    }
    return run;
}

} // namespace

TEST_CASE(oneLockThatAllWaitForIsSerialisedExecution)
{
    CHECK(shows(oneAtATime(81, 3), FindingKind::SerialisedExecution));
    CHECK(!shows(oneAtATime(79, 3), FindingKind::SerialisedExecution));
    CHECK(!shows(oneAtATime(81, 2), FindingKind::SerialisedExecution)); // 1.8 on average, less the one who is next
    CHECK(!shows(oneAtATime(81, 3, true), FindingKind::SerialisedExecution)); // readers, together
}

TEST_CASE(handOversWithoutABreakAreAConvoy)
{
    CHECK(shows(convoy(9, 10), FindingKind::LockConvoy));
    CHECK(!shows(convoy(8, 10), FindingKind::LockConvoy));      // at most seven in a row
    CHECK(!shows(convoy(9, 7.9), FindingKind::LockConvoy));     // not four times the hold
    CHECK(!shows(convoy(9, 15, 2.6), FindingKind::LockConvoy)); // held, not handed over, most of the time
}

TEST_CASE(mostlyFutileWakeUpsAreAHerd)
{
    CHECK(shows(herd(20, 11), FindingKind::ThunderingHerd));
    CHECK(!shows(herd(20, 10), FindingKind::ThunderingHerd));
    CHECK(!shows(herd(19, 19), FindingKind::ThunderingHerd));
}

TEST_CASE(aWriterBehindReadersStarves)
{
    CHECK(shows(starvedWriter(310, 81, false), FindingKind::WriterStarvation));
    CHECK(shows(starvedWriter(310, 81, true), FindingKind::WriterStarvation));
    CHECK(!shows(starvedWriter(290, 81, false), FindingKind::WriterStarvation));
    CHECK(!shows(starvedWriter(290, 81, true), FindingKind::WriterStarvation));
    CHECK(!shows(starvedWriter(310, 79, false), FindingKind::WriterStarvation));
}

TEST_CASE(turningRoundForASpinLockIsABusyWait)
{
    CHECK(shows(spinning(620), FindingKind::BusyWait));
    CHECK(!shows(spinning(580), FindingKind::BusyWait));
}

TEST_CASE(anOwnerWithoutACpuIsAPriorityInversion)
{
    const FindingKind kind = FindingKind::PriorityInversion;
    CHECK(shows(owner(State::Ready, 10, 32, 17), kind));
    CHECK(!shows(owner(State::Ready, 10, 32, 15), kind));    // it ran most of the time
    CHECK(!shows(owner(State::Ready, 10, 28, 28), kind));    // seldom in the way
    CHECK(!shows(owner(State::Ready, 400, 2.5, 1.9), kind)); // never for long
    CHECK(shows(owner(State::Ready, 10, 32, 17, 0.31), kind));
    CHECK(!shows(owner(State::Ready, 10, 32, 17, 0.29), kind)); // it was other programs that ran
    MadeLoad unknown = owner(State::Ready, 10, 32, 17);
    unknown.store.recording.kernelLayer = KernelLayer::None;
    CHECK(!shows(std::move(unknown), kind));
}

TEST_CASE(anOwnerThatSleepsHoldsForLong)
{
    for (const State state : {State::Sleep, State::Io}) {
        CHECK(shows(owner(state, 100, 7, 4), FindingKind::LongHold));
        CHECK(!shows(owner(state, 100, 7, 3), FindingKind::LongHold));
        CHECK(!shows(owner(state, 100, 5.9, 5.9), FindingKind::LongHold)); // seldom in the way
        CHECK(!shows(owner(state, 200, 4.9, 4.9), FindingKind::LongHold)); // for a moment each time
    }
}

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

TEST_CASE(aQueueThatOnlyGetsDeeperGrowsWithoutBound)
{
    CHECK(shows(growing(20), FindingKind::GrowingQueue));
    CHECK(!shows(growing(19), FindingKind::GrowingQueue));
    CHECK(!shows(growing(25, 60), FindingKind::GrowingQueue)); // and shallower again
    CHECK(!shows(growing(20, 0, true), FindingKind::GrowingQueue));
}

TEST_CASE(oneHostMayFillTheSlots)
{
    CHECK(shows(crawl(8, 2, 5, 50), FindingKind::DomainFillsSlots));
    CHECK(!shows(crawl(7, 2, 5, 50), FindingKind::DomainFillsSlots));
    CHECK(!shows(crawl(8, 2, 4, 50), FindingKind::DomainFillsSlots));
    CHECK(!shows(crawl(10, 0, 10, 50), FindingKind::DomainFillsSlots)); // nobody else is there
    CHECK(!shows(crawl(3, 1, 4, 50), FindingKind::DomainFillsSlots));
}

TEST_CASE(theDelayMayBindInsteadOfTheConcurrency)
{
    CHECK(shows(crawl(10, 0, 4, 50, 6), FindingKind::DelayBinds));
    CHECK(!shows(crawl(10, 0, 5, 50, 5), FindingKind::DelayBinds));
    CHECK(!shows(crawl(10, 0, 0, 19, 10), FindingKind::DelayBinds));
    CHECK(!shows(crawl(4, 0, 0, 50, 4), FindingKind::DelayBinds));
    for (const bool isOver : {false, true}) {
        MadeLoad run = crawl(20, 0, 0, 50, 20);
        for (int i = 0; i < 4; ++i)
            run.request("big.example", 1500 + i * 10, 100, isOver ? RequestGate::SlotCap : RequestGate::Delay, 50);
        CHECK(shows(std::move(run), FindingKind::DelayBinds) != isOver);
    }
}

TEST_CASE(theGravestComeFirst)
{
    MadeLoad run = crawl(10, 0, 4, 50, 6);
    const auto crew = run.crew(1);
    const ObjectIndex lagging = run.object(ObjectKind::None, "loop lag ms");
    run.counter(lagging, 100, 900);
    const std::vector<Finding> findings = foundIn(run);
    if (CHECK_EQ(findings.size(), 2)) {
        CHECK_EQ(findings[0].kind, FindingKind::EventLoopLag); // a warning, the other one a hint
        CHECK_EQ(findings[1].kind, FindingKind::DelayBinds);
    }
}

// --- who comes and goes ---------------------------------------------------------------------------------------

namespace {

/// A run whose loop is late for a while, and a watch that looks at it every half second.
struct Watched {
    MadeLoad run;
    FindingWatch watch;
    ObjectIndex counter = run.object(ObjectKind::None, "loop lag ms");

    void late(double fromMs, double toMs)
    {
        for (double ms = fromMs; ms < toMs; ms += 50)
            run.counter(counter, ms, 60);
        run.counter(counter, toMs, 0);
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
    }
    made.lookUntil(20'000);
    CHECK_EQ(made.watch.current().size(), 2);
    CHECK_EQ(made.watch.past().size(), 1);
}
