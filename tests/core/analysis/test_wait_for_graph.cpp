// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/wait_for_graph.h"
#include "tests/core/analysis/made_run.h"

#include <algorithm>
#include <set>

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

bool has(const std::string& text, std::string_view part)
{
    const bool found = text.find(part) != std::string::npos;
    if (!found)
        check::say("not in: " + text);
    return found;
}

std::vector<ThreadIndex> threadsOf(const Deadlock& deadlock)
{
    std::vector<ThreadIndex> threads;
    for (const DeadlockSide& side : deadlock.sides)
        threads.push_back(side.thread);
    return threads;
}

} // namespace

TEST_CASE(oppositeOrdersAreNamedWithBothSides)
{
    MadeRun run;
    const ThreadIndex one = run.thread("worker-1");
    const ThreadIndex two = run.thread("worker-2");
    const ObjectIndex a = run.object(ObjectKind::Mutex, "A");
    const ObjectIndex b = run.object(ObjectKind::Mutex, "B");
    run.task(one, "transfer");
    run.holds(one, a, kBeginNs + 10 * kMs);
    run.holds(two, b, kBeginNs + 20 * kMs);
    run.waits(one, b, WaitKind::Lock, kBeginNs + 30 * kMs);
    run.waits(two, a, WaitKind::Lock, kBeginNs + 1204 * kMs);
    const SnapshotPtr snapshot = run.at();
    const WaitForGraph graph = waitForGraph(*snapshot);
    if (!CHECK_EQ(graph.deadlocks.size(), 1))
        return;
    const Deadlock& deadlock = graph.deadlocks[0];
    CHECK(deadlock.shape == DeadlockShape::Cycle && deadlock.behind.empty());
    CHECK(threadsOf(deadlock) == std::vector{one, two});
    CHECK(deadlock.sides[0].waitsFor == b && deadlock.sides[0].task == "transfer");
    CHECK(deadlock.sides[1].holds.size() == 1 && deadlock.sides[1].holds[0].object == b);
    CHECK_EQ(deadlock.sinceNs, kBeginNs + 1204 * kMs);
    CHECK(std::ranges::all_of(graph.waits, &WaitEdge::isStuck));
    CHECK(std::ranges::all_of(graph.holds, &HoldEdge::isStuck));
    CHECK_EQ(sentence(*snapshot, deadlock),
             "Deadlock since 1.204 s: worker-1 (in “transfer”) holds “A” and waits for “B”, which worker-2 holds; "
             "worker-2 holds “B” and waits for “A”, which worker-1 holds.");
}

TEST_CASE(aChainThatEndsInARunningThreadIsNone)
{
    MadeRun run;
    const ObjectIndex first = run.object(ObjectKind::Mutex, "lock 0");
    ThreadIndex before = run.thread("runs");
    run.holds(before, first);
    ObjectIndex held = first;
    for (int i = 1; i < 3000; ++i) { // long, so that a search that goes over all again and again would be felt
        const ThreadIndex thread = run.thread("t" + std::to_string(i));
        run.waits(thread, held);
        held = run.object(ObjectKind::Mutex, "lock " + std::to_string(i));
        run.holds(thread, held);
    }
    const WaitForGraph graph = waitForGraph(*run.at());
    CHECK(graph.deadlocks.empty());
    CHECK_EQ(graph.waits.size(), 2999);
    CHECK(std::ranges::none_of(graph.waits, &WaitEdge::isStuck));
}

TEST_CASE(threadThatWaitsForItselfIsOne)
{
    MadeRun run;
    const ThreadIndex main = run.thread("main");
    const ThreadIndex other = run.thread("other");
    const ObjectIndex lock = run.object(ObjectKind::Mutex, "plain");
    run.holds(main, lock, kBeginNs + 5 * kMs);
    run.waits(main, lock, WaitKind::Lock, kBeginNs + 6 * kMs);
    run.waits(other, lock);
    const SnapshotPtr snapshot = run.at();
    const WaitForGraph graph = waitForGraph(*snapshot);
    if (!CHECK_EQ(graph.deadlocks.size(), 1))
        return;
    CHECK(graph.deadlocks[0].shape == DeadlockShape::Itself);
    CHECK(threadsOf(graph.deadlocks[0]) == std::vector{main});
    CHECK(graph.deadlocks[0].behind == std::vector{other});
    CHECK_EQ(sentence(*snapshot, graph.deadlocks[0]), "Deadlock since 0.006 s: main waits for “plain”, which it holds "
                                                      "itself since 0.005 s. other waits behind it.");
}

TEST_CASE(ringOfPhilosophersIsToldInOrder)
{
    MadeRun run;
    std::vector<ThreadIndex> threads;
    std::vector<ObjectIndex> forks;
    constexpr std::size_t kCount = 32;
    for (std::size_t i = 0; i < kCount; ++i) {
        threads.push_back(run.thread("philosopher-" + std::to_string(i + 1)));
        forks.push_back(run.object(ObjectKind::Mutex, "fork-" + std::to_string(i + 1)));
    }
    for (std::size_t i = 0; i < kCount; ++i) {
        run.holds(threads[i], forks[i]);
        run.waits(threads[i], forks[(i + 1) % kCount]);
    }
    const SnapshotPtr snapshot = run.at();
    const WaitForGraph graph = waitForGraph(*snapshot);
    if (!CHECK_EQ(graph.deadlocks.size(), 1))
        return;
    CHECK(threadsOf(graph.deadlocks[0]) == threads);
    const std::string text = sentence(*snapshot, graph.deadlocks[0]);
    CHECK(has(text, "philosopher-1 holds “fork-1” and waits for “fork-2”, which philosopher-2 holds; "));
    CHECK(has(text, "; and so on through 29 more threads, back to philosopher-1."));
}

TEST_CASE(poolStarvedByItsOwnTasksIsOneUntilItHasAnotherThread)
{
    MadeRun run;
    const ThreadIndex one = run.thread("pool-1");
    const ThreadIndex two = run.thread("pool-2");
    const ThreadIndex caller = run.thread("main");
    const ObjectIndex pool = run.pool("pool", 2, {one, two});
    const RowIndex depth = run.store.addRow(RowKind::QueueDepth);
    run.store.object(pool).row = depth;
    run.store.row(depth).samples.append({kBeginNs, 8});
    run.store.row(depth).knownUntilNs = kBeginNs + 2000 * kMs;
    const ObjectIndex results = run.object(ObjectKind::Event, "pool results");
    run.waits(one, pool, WaitKind::Future);
    run.waits(two, pool, WaitKind::Future);
    run.waits(caller, results, WaitKind::Future);
    const SnapshotPtr snapshot = run.at();
    WaitForGraph graph = waitForGraph(*snapshot);
    if (!CHECK_EQ(graph.deadlocks.size(), 1))
        return;
    CHECK(graph.deadlocks[0].shape == DeadlockShape::Pool);
    CHECK(threadsOf(graph.deadlocks[0]) == (std::vector{one, two}));
    CHECK_EQ(sentence(*snapshot, graph.deadlocks[0]),
             "Deadlock since 0.001 s: all 2 threads of the pool “pool” wait for tasks of this same pool, of which 8 "
             "are queued; nobody is left to run them.");
    // A larger pool starts another thread; a thread that is lent to the others shows as one that does not wait.
    run.store.object(pool).capacity = 3;
    CHECK(waitForGraph(*run.at()).deadlocks.empty());
    run.store.object(pool).capacity = 2;
    auto more = std::make_shared<QueueFigures>();
    more->getters = {one, two, run.thread("pool-3")};
    run.task(more->getters[2], "child");
    run.store.object(pool).queue = more;
    CHECK(waitForGraph(*run.at()).deadlocks.empty());
}

TEST_CASE(threadsThatAPoolMayNotUseAnyMoreAreNoHelp)
{
    MadeRun run;
    const ThreadIndex one = run.thread("pool-1");
    const ThreadIndex two = run.thread("pool-2");
    const ThreadIndex idle = run.thread("pool-3");
    const ThreadIndex other = run.thread("pool-4"); // its wait is not told
    const ObjectIndex pool = run.pool("pool", 2, {one, two, idle, other});
    run.waits(one, pool, WaitKind::Future);
    run.waits(two, pool, WaitKind::Future);
    run.waits(idle, pool, WaitKind::QueueGet);
    const SnapshotPtr snapshot = run.at();
    const WaitForGraph graph = waitForGraph(*snapshot);
    if (!CHECK_EQ(graph.deadlocks.size(), 1))
        return;
    CHECK(graph.deadlocks[0].shape == DeadlockShape::Pool);
    CHECK(threadsOf(graph.deadlocks[0]) == (std::vector{one, two}));
    CHECK_EQ(sentence(*snapshot, graph.deadlocks[0]),
             "Deadlock since 0.001 s: all 2 threads at work in the pool “pool” wait for tasks of this same pool; "
             "nobody is left to run them.");
    // A pool that may use one more wakes it.
    run.store.object(pool).capacity = 3;
    CHECK(waitForGraph(*run.at()).deadlocks.empty());
    run.store.object(pool).capacity = 2;
    run.task(other, "child");
    CHECK(waitForGraph(*run.at()).deadlocks.empty());
}

TEST_CASE(writerWaitsForEveryReaderAndASemaphoreForOne)
{
    MadeRun run;
    const ThreadIndex writer = run.thread("writer");
    const ThreadIndex stuckReader = run.thread("reader-1");
    const ThreadIndex freeReader = run.thread("reader-2");
    const ObjectIndex lock = run.object(ObjectKind::ReadWriteLock, "book");
    const ObjectIndex other = run.object(ObjectKind::Mutex, "pen");
    run.holds(writer, other);
    run.holds(stuckReader, lock, kBeginNs, true);
    run.holds(freeReader, lock, kBeginNs, true);
    run.waits(writer, lock);
    run.waits(stuckReader, other);
    WaitForGraph graph = waitForGraph(*run.at());
    if (CHECK_EQ(graph.deadlocks.size(), 1))
        CHECK(threadsOf(graph.deadlocks[0]) == (std::vector{writer, stuckReader}));

    // The same with permits: the reader that runs gives one back some time.
    MadeRun permits;
    const ThreadIndex one = permits.thread("one");
    const ThreadIndex two = permits.thread("two");
    const ThreadIndex third = permits.thread("third");
    const ObjectIndex semaphore = permits.semaphore("slots", 2);
    const ObjectIndex mutex = permits.object(ObjectKind::Mutex, "mutex");
    permits.holds(one, mutex);
    permits.holds(two, semaphore, kBeginNs, true);
    permits.holds(third, semaphore, kBeginNs, true);
    permits.waits(one, semaphore, WaitKind::Semaphore);
    permits.waits(two, mutex);
    CHECK(waitForGraph(*permits.at()).deadlocks.empty());
    permits.waits(third, mutex);
    graph = waitForGraph(*permits.at());
    if (CHECK_EQ(graph.deadlocks.size(), 1))
        CHECK_EQ(graph.deadlocks[0].sides.size(), 3);
    // Used as a signal, a semaphore is given back by others than those who took it.
    permits.store.object(semaphore).releasedByOthers = true;
    CHECK(waitForGraph(*permits.at()).deadlocks.empty());
}

TEST_CASE(locksBetweenProcessesAreFollowedAcrossThem)
{
    MadeRun run;
    const ThreadIndex here = run.thread("main");
    const ThreadIndex there = run.thread("main", run.process("worker"));
    const ObjectIndex a = run.object(ObjectKind::ProcessLock, "a");
    const ObjectIndex b = run.object(ObjectKind::ProcessLock, "b");
    run.holds(here, a);
    run.holds(there, b);
    run.waits(here, b);
    run.waits(there, a);
    const SnapshotPtr snapshot = run.at();
    const WaitForGraph graph = waitForGraph(*snapshot);
    if (!CHECK_EQ(graph.deadlocks.size(), 1))
        return;
    const std::string text = sentence(*snapshot, graph.deadlocks[0]);
    CHECK(has(text, "main of lab (100) holds “a” and waits for “b”, which main of worker (101) holds"));
}

TEST_CASE(waitsOfWhichNobodyKnowsTheEndAreNone)
{
    MadeRun run;
    const ThreadIndex one = run.thread("one");
    const ThreadIndex two = run.thread("two");
    const ObjectIndex condition = run.object(ObjectKind::Condition, "not empty");
    const ObjectIndex lock = run.object(ObjectKind::Mutex, "lock");
    const ObjectIndex queue = run.object(ObjectKind::Queue, "queue", 10);
    run.holds(one, lock);
    run.waits(one, condition, WaitKind::Condition);
    run.waits(two, queue, WaitKind::QueueGet);
    run.waits(run.thread("three"), run.object(ObjectKind::Mutex, "free lock"));
    run.waits(run.thread("four"), lock);
    const WaitForGraph graph = waitForGraph(*run.at());
    CHECK(graph.deadlocks.empty());
    CHECK_EQ(graph.waits.size(), 4);
    CHECK(std::ranges::none_of(graph.waits, &WaitEdge::isStuck));
}

// Against brute force: a thread is stuck when no order of letting threads go reaches it.
TEST_CASE(stuckThreadsAreThoseThatNoOrderFrees)
{
    std::mt19937_64 random(check::seed());
    std::size_t deadlocked = 0;
    for (int round = 0; round < 500; ++round) {
        MadeRun run;
        const std::size_t threads = 2 + random() % 7;
        const std::size_t locks = 2 + random() % 7;
        std::vector<std::size_t> owner(locks), wanted(threads);
        for (std::size_t i = 0; i < threads; ++i)
            run.thread("t" + std::to_string(i));
        for (std::size_t i = 0; i < locks; ++i) {
            run.object(ObjectKind::Mutex, "l" + std::to_string(i));
            owner[i] = random() % (threads + 1);
            if (owner[i] < threads)
                run.holds(static_cast<ThreadIndex>(owner[i]), static_cast<ObjectIndex>(i));
        }
        for (std::size_t i = 0; i < threads; ++i) {
            wanted[i] = random() % (locks + 1);
            if (wanted[i] < locks)
                run.waits(static_cast<ThreadIndex>(i), static_cast<ObjectIndex>(wanted[i]));
        }
        std::set<std::size_t> free;
        for (std::size_t again = 0; again <= threads; ++again) {
            for (std::size_t i = 0; i < threads; ++i) {
                const bool waits = wanted[i] < locks && owner[wanted[i]] < threads;
                if (!waits || free.contains(owner[wanted[i]]))
                    free.insert(i);
            }
        }
        const WaitForGraph graph = waitForGraph(*run.at());
        std::set<std::size_t> stuck;
        for (const WaitEdge& wait : graph.waits) {
            if (wait.isStuck)
                stuck.insert(static_cast<std::size_t>(wait.thread));
        }
        std::set<std::size_t> told;
        for (const Deadlock& deadlock : graph.deadlocks) {
            for (const ThreadIndex thread : threadsOf(deadlock))
                told.insert(static_cast<std::size_t>(thread));
            for (const ThreadIndex thread : deadlock.behind)
                told.insert(static_cast<std::size_t>(thread));
        }
        bool good = told == stuck && stuck.size() + free.size() == threads;
        for (const std::size_t thread : stuck)
            good = good && !free.contains(thread);
        if (!CHECK(good))
            return;
        deadlocked += graph.deadlocks.empty() ? 0 : 1;
    }
    CHECK(deadlocked > 50);
}
