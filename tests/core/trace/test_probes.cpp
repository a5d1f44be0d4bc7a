// SPDX-License-Identifier: GPL-3.0-or-later
// What is told of locks, semaphores and words: status words while it lasts, records at its end.
#include "tests/core/trace/segment_folder.h"

#include <latch>
#include <mutex>
#include <sched.h>
#include <thread>

using namespace lanescope::trace;
using namespace lanescope::trace::testing;

namespace {

bool within(Ticks told, Ticks earliest, Ticks latest)
{
    constexpr Ticks kUnit = Ticks{1} << layout::StatusWord::kSinceShift;
    return told + kUnit > earliest && told <= latest;
}

} // namespace

TEST_CASE(statusWordShowsTheWaitUntilItEnds)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    TracedObject lock(ObjectKind::Mutex, "lock");
    std::latch waiting(1);
    std::latch go(1);
    std::latch over(1);
    std::latch looked(1);
    const Ticks before = readClock();
    std::jthread waiter([&] {
        Wait wait(WaitKind::Condition, lock.id());
        waiting.count_down();
        go.wait();
        wait.end(Peer::ofLane(LaneIndex{7}));
        over.count_down();
        looked.wait();
    });
    waiting.wait();
    const auto reader = folder.open(::getpid());
    CHECK_EQ(reader->laneCount(), 2);
    const LaneStatus during = reader->laneStatus(1, readClock());
    CHECK(during.wait == WaitKind::Condition && during.object == lock.id() && !during.ended);
    CHECK(within(during.since, before, readClock()));
    CHECK_EQ(ofType(take(*reader, 1), RecordType::Wait).size(), 0);
    go.count_down();
    over.wait();
    CHECK(reader->laneStatus(1, readClock()).wait == WaitKind::None);
    const auto waits = ofType(take(*reader, 1), RecordType::Wait);
    if (CHECK_EQ(waits.size(), 1)) {
        CHECK_EQ(waits[0].record.value, 8);
        CHECK_EQ(waits[0].record.start >> 8 << 8, during.since);
    }
    looked.count_down();
    waiter.join();
    CHECK(reader->laneStatus(1, readClock()).ended);
}

TEST_CASE(ownerWordNamesTheHolderAndItsReleaser)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    TracedObject lock(ObjectKind::Mutex, "lock");
    const Ticks before = readClock();
    const Ticks since = lock.acquired();
    const auto reader = folder.open(::getpid());
    const std::uint32_t lanes = reader->laneCount();
    ObjectStatus status = reader->objectStatus(lock.id(), readClock());
    CHECK_EQ(lanes, 1);
    CHECK(status.owner == LaneIndex{0});
    CHECK(within(status.ownedSince, before, readClock()));
    lock.waiterArrived();
    lock.waiterArrived();
    lock.waiterLeft();
    CHECK_EQ(reader->objectStatus(lock.id(), readClock()).waiters, 1);
    CHECK_EQ(lock.lastReleaser().bits, 0);
    lock.released(since, true, HoldKind::Exclusive, 3);
    CHECK_EQ(lock.lastReleaser().bits, Peer::ofLane(LaneIndex{0}).bits);
    status = reader->objectStatus(lock.id(), readClock());
    CHECK(!status.owner && !status.destroyed);
    const auto holds = ofType(take(*reader, 0), RecordType::Hold);
    if (!CHECK_EQ(holds.size(), 1))
        return;
    const Record& hold = holds[0].record;
    CHECK(hold.start == since && hold.value == 1 && hold.extra == 3);
    CHECK_EQ(hold.detail, static_cast<std::uint8_t>(HoldKind::Exclusive));
}

// Each lane tells of what it shares, so that all who hold an object can be named.
TEST_CASE(sharedHoldsAreToldByTheirLanes)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    TracedObject permits(ObjectKind::Semaphore, "permits", 3);
    TracedObject other(ObjectKind::ReadWriteLock, "other");
    const Ticks first = permits.acquired(0, HoldKind::Shared);
    const Ticks second = other.acquired(0, HoldKind::Shared);
    std::latch holding(1);
    std::latch looked(1);
    std::jthread reader2([&] {
        const Ticks since = permits.acquired(0, HoldKind::Shared);
        holding.count_down();
        looked.wait();
        permits.released(since, Acquired::TriedAfterWait, HoldKind::Shared);
    });
    holding.wait();
    const auto reader = folder.open(::getpid());
    CHECK_EQ(reader->laneCount(), 2);
    const auto sharedBy = [&](std::uint32_t lane) {
        std::vector<SharedHold> holds;
        for (std::uint32_t slot = 0; slot < layout::kMaxSharedHolds; ++slot)
            if (const auto hold = reader->sharedHold(lane, slot, readClock()))
                holds.push_back(*hold);
        return holds;
    };
    const auto mine = sharedBy(0);
    if (CHECK_EQ(mine.size(), 2)) {
        CHECK(mine[0].object == permits.id() && mine[1].object == other.id());
        CHECK_EQ(mine[0].since, first >> 8 << 8);
    }
    CHECK(sharedBy(1).size() == 1 && sharedBy(1)[0].object == permits.id());
    CHECK(!reader->objectStatus(permits.id(), readClock()).owner);
    permits.released(first, false, HoldKind::Shared);
    CHECK(sharedBy(0).size() == 1 && sharedBy(0)[0].object == other.id());
    other.released(second, false, HoldKind::Shared);
    CHECK(sharedBy(0).empty());
    looked.count_down();
    reader2.join();
    CHECK(sharedBy(1).empty());
    const auto holds = ofType(take(*reader, 1), RecordType::Hold);
    if (CHECK_EQ(holds.size(), 1))
        CHECK_EQ(holds[0].record.value, kAcquiredAfterWait | kAcquiredByTrying);
    // More than a lane has room for: not told, and none of the others is lost.
    std::vector<Ticks> many;
    for (std::uint32_t i = 0; i < layout::kMaxSharedHolds + 2; ++i)
        many.push_back(permits.acquired(0, HoldKind::Shared));
    CHECK_EQ(sharedBy(0).size(), layout::kMaxSharedHolds);
    for (const Ticks since : many)
        permits.released(since, false, HoldKind::Shared);
    CHECK(sharedBy(0).empty());
}

TEST_CASE(futileWakeUpsAreMarkedInTheWait)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    TracedObject condition(ObjectKind::Condition, "not empty");
    {
        const Wait wait(WaitKind::Condition, condition.id());
    }
    {
        const Wait wait(WaitKind::Condition, condition.id(), Again::Yes);
    }
    const auto reader = folder.open(::getpid());
    CHECK_EQ(reader->laneCount(), 1);
    const auto waits = ofType(take(*reader, 0), RecordType::Wait);
    if (CHECK_EQ(waits.size(), 2))
        CHECK(waits[0].record.extra == 0 && waits[1].record.extra == 1);
}

// Also in the segments that this process begins later.
TEST_CASE(capacityFollowsItsObject)
{
    TracedObject none(ObjectKind::Queue, "made while nothing is recorded", 1);
    none.setCapacity(2);
    const SegmentFolder folder;
    std::unique_ptr<TracedObject> queue;
    {
        const Recording recording(folder);
        queue = std::make_unique<TracedObject>(ObjectKind::Queue, "queue", 10);
        const auto reader = folder.open(::getpid());
        CHECK_EQ(reader->laneCount(), 1);
        CHECK_EQ(reader->objectStatus(queue->id(), readClock()).capacity, 10);
        queue->setCapacity(3);
        CHECK_EQ(reader->objectStatus(queue->id(), readClock()).capacity, 3);
        const Ticks unused = readClock();
        queue->depthChanged(2, DepthChange::Put);
        CHECK_EQ(reader->objectStatus(queue->id(), unused).depth, 2);
    }
    const SegmentFolder second;
    const Recording recording(second);
    instant("again");
    const auto reader = second.open(::getpid());
    CHECK_EQ(reader->laneCount(), 1);
    const auto view = reader->object(queue->id());
    CHECK(view && view->capacity == 3 && view->inherited);
}

TEST_CASE(destroyedObjectSaysSo)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    ObjectId id{};
    {
        const TracedObject lock(ObjectKind::Barrier, "short-lived", -5);
        id = lock.id();
    }
    const auto reader = folder.open(::getpid());
    CHECK(reader->objectStatus(id, readClock()).destroyed);
    const auto view = reader->object(id);
    CHECK(view && view->kind == ObjectKind::Barrier && view->capacity == 0 && !view->inherited);
}

// Also in the segments that this process begins later.
TEST_CASE(addressesGoWithTheirObjects)
{
    const int word = 0;
    const SegmentFolder folder;
    std::unique_ptr<TracedObject> watched;
    {
        const Recording recording(folder);
        watched = std::make_unique<TracedObject>(ObjectKind::SharedWord, "word", 0, &word);
        const TracedObject elsewhere(ObjectKind::Mutex, "nobody says where");
        const auto reader = folder.open(::getpid());
        CHECK_EQ(reader->object(watched->id())->address, reinterpret_cast<std::uintptr_t>(&word));
        CHECK_EQ(reader->object(elsewhere.id())->address, 0);
    }
    const SegmentFolder second;
    const Recording recording(second);
    instant("again");
    CHECK_EQ(second.open(::getpid())->object(watched->id())->address, reinterpret_cast<std::uintptr_t>(&word));
}

TEST_CASE(oneInSoManyAcquiresIsMeasured)
{
    constexpr std::uint32_t kMeasured = 5;
    const SegmentFolder folder;
    const Recording recording(folder);
    TracedObject first(ObjectKind::Mutex, "first");
    TracedObject second(ObjectKind::Mutex, "second");
    std::vector<Ticks> stamps;
    for (std::uint32_t i = 0; i < 2 * kMeasured * kAcquiresPerMeasure; ++i) {
        TracedObject& lock = i % 2 == 0 ? first : second;
        const Ticks tried = lock.trying();
        const Ticks took = lock.tookAtOnce(tried);
        CHECK_EQ(took != 0, tried != 0);
        if (took != 0)
            stamps.insert(stamps.end(), {tried, took});
    }
    const auto reader = folder.open(::getpid());
    const auto acquires = ofType(takeAll(*reader), RecordType::Acquire);
    if (!CHECK_EQ(acquires.size(), 2 * kMeasured))
        return;
    for (std::size_t i = 0; i < acquires.size(); ++i) {
        const Record& record = acquires[i].record;
        CHECK_EQ(record.start, stamps[2 * i]);
        CHECK_EQ(record.start + record.duration, stamps[2 * i + 1]);
        // Whoever takes them in turn measures both.
        CHECK_EQ(record.object == acquires[i == 0 ? 1 : i - 1].record.object, false);
    }
}

TEST_CASE(attemptThatFailedTellsNothing)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    const TracedObject lock(ObjectKind::Mutex, "lock");
    for (std::uint32_t i = 0; i < 3 * kAcquiresPerMeasure; ++i)
        (void)lock.trying();
    CHECK(ofType(takeAll(*folder.open(::getpid())), RecordType::Acquire).empty());
}

TEST_CASE(writesAreToldByTheBlock)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    TracedObject word(ObjectKind::SharedWord, "word");
    cpu_set_t before{};
    CHECK_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
    cpu_set_t here{};
    const int cpu = ::sched_getcpu();
    CPU_SET(cpu, &here);
    CHECK_EQ(::sched_setaffinity(0, sizeof here, &here), 0);
    const Ticks since = readClock();
    word.written(123'456, since);
    CHECK_EQ(::sched_setaffinity(0, sizeof before, &before), 0);
    const auto writes = ofType(takeAll(*folder.open(::getpid())), RecordType::Writes);
    if (!CHECK_EQ(writes.size(), 1))
        return;
    const Record& record = writes[0].record;
    CHECK_EQ(record.value, 123'456);
    CHECK_EQ(record.object, static_cast<std::uint32_t>(word.id()));
    CHECK_EQ(record.extra, static_cast<std::uint16_t>(cpu));
    CHECK(record.start == since && record.start + record.duration <= readClock());
}

// Stamps are taken after the lock is got and before it is let go, so that holds of one lock never overlap.
TEST_CASE(holdsOfOneMutexDoNotOverlap)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    TracedObject traced(ObjectKind::Mutex, "lock");
    std::mutex mutex;
    constexpr int kThreads = 3;
    constexpr int kHoldsEach = 20'000; // fewer than the rings keep
    std::latch ready(kThreads);
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
        threads.emplace_back([&] {
            Recorder::lane();
            ready.arrive_and_wait();
            for (int n = 0; n < kHoldsEach; ++n) {
                const std::lock_guard lock(mutex);
                traced.released(traced.acquired(readClockAfter()), false);
            }
        });
    threads.clear();
    const auto reader = folder.open(::getpid());
    std::vector<Taken> holds = ofType(takeAll(*reader), RecordType::Hold);
    CHECK_EQ(holds.size(), kThreads * kHoldsEach);
    std::ranges::sort(holds, {}, [](const Taken& hold) { return hold.record.start; });
    std::size_t overlaps = 0;
    for (std::size_t i = 1; i < holds.size(); ++i)
        overlaps += holds[i].record.start < holds[i - 1].record.start + holds[i - 1].record.duration;
    CHECK_EQ(overlaps, 0);
}
