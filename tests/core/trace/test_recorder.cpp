// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/trace/segment_folder.h"

#include <bit>
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

TEST_CASE(recordingOffRecordsNothing)
{
    const SegmentFolder folder;
    CHECK(!Recorder::active());
    CHECK(Recorder::lane() == nullptr);
    CHECK(Recorder::intern("name") == StringId::None);
    TracedObject object(ObjectKind::Mutex, "lock");
    CHECK(!object.recorded());
    CHECK_EQ(object.acquired(), 0);
    object.released(0, false);
    object.waiterArrived();
    object.waiterLeft();
    object.releasing();
    object.depthChanged(1, DepthChange::Put);
    CHECK_EQ(object.lastReleaser().bits, 0);
    CHECK_EQ(object.trying(), 0);
    CHECK_EQ(object.tookAtOnce(readClock()), 0);
    object.written(1, readClock());
    {
        const Span span(StringId::None);
        Wait wait(WaitKind::Lock, object.id());
        CHECK_EQ(wait.end(Peer{}), 0);
    }
    instant("text");
    Recorder::nameThread("named");
    CHECK(Recorder::lane() == nullptr);
    CHECK(folder.segments().empty());
    Recorder::stop();
}

TEST_CASE(startFailsWithAMessageThatNamesTheFolder)
{
    const auto started = Recorder::start("/nonexistent/folder", "test");
    CHECK(!started);
    CHECK(started.error().find("/nonexistent/folder") != std::string::npos);
    CHECK(!Recorder::active());
}

TEST_CASE(startIsRefusedWhileRecording)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    CHECK(!Recorder::start(folder.path(), "again"));
    CHECK(Recorder::active());
    CHECK_EQ(folder.segments().size(), 1);
}

TEST_CASE(environmentNamesTheFolder)
{
    const SegmentFolder folder;
    ::unsetenv(Recorder::kFolderVariable);
    CHECK(!Recorder::startFromEnvironment("test"));
    ::setenv(Recorder::kFolderVariable, "", 1);
    CHECK(!Recorder::startFromEnvironment("test"));
    ::setenv(Recorder::kFolderVariable, folder.path().c_str(), 1);
    CHECK(Recorder::startFromEnvironment("test"));
    ::unsetenv(Recorder::kFolderVariable);
    Recorder::stop();
    CHECK_EQ(folder.segments().size(), 1);
}

// Threads, names and locks that outlive a recording go on in the next one, with the same ids.
TEST_CASE(secondRecordingTakesOverThreadsNamesAndLocks)
{
    const SegmentFolder first;
    const SegmentFolder second;
    std::latch recorded(1);
    std::latch restarted(1);
    StringId task{};
    std::unique_ptr<TracedObject> lock;
    std::jthread worker;
    {
        const Recording recording(first, "one");
        task = Recorder::intern("task");
        lock = std::make_unique<TracedObject>(ObjectKind::Mutex, "lock");
        worker = std::jthread([&] {
            flowOut(1);
            recorded.count_down();
            restarted.wait();
            const Span span(task);
            lock->released(lock->acquired(), false);
        });
        recorded.wait();
    }
    CHECK(first.open(::getpid())->closedByWriter());
    {
        const Recording recording(second, "two");
        restarted.count_down();
        worker.join();
    }
    const auto one = first.open(::getpid());
    const auto two = second.open(::getpid());
    CHECK_EQ(ofType(takeAll(*one), RecordType::FlowOut).size(), 1);
    const std::vector<Taken> all = takeAll(*two);
    const auto spans = ofType(all, RecordType::Span);
    const auto holds = ofType(all, RecordType::Hold);
    if (!CHECK_EQ(spans.size(), 1) || !CHECK_EQ(holds.size(), 1))
        return;
    CHECK_EQ(nameOf(*two, spans[0].record.object), "task");
    const auto view = two->object(static_cast<ObjectId>(holds[0].record.object));
    CHECK(view && view->inherited && nameOf(*two, static_cast<std::uint32_t>(view->name)) == "lock");
    CHECK_EQ(one->fault() + two->fault(), "");
}

TEST_CASE(threadsMayRecordWhileRecordingStartsAndStops)
{
    std::atomic<bool> enough = false;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back([&enough] {
            while (!enough.load(std::memory_order_relaxed)) {
                TracedObject object(ObjectKind::Mutex, "lock");
                const Span span(Recorder::intern("task"));
                object.released(object.acquired(), false);
                instant("some text that is longer than one record");
                std::this_thread::yield();
            }
        });
    for (int round = 0; round < 15; ++round) {
        const SegmentFolder folder;
        {
            const Recording recording(folder);
            for (int i = 0; i < 20; ++i)
                std::this_thread::yield();
        }
        const auto reader = folder.open(::getpid());
        takeAll(*reader);
        CHECK_EQ(reader->fault(), "");
    }
    enough = true;
}

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

TEST_CASE(cacheLineIsThatOfTheMachine)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    const long told = ::sysconf(_SC_LEVEL1_DCACHE_LINESIZE);
    CHECK_EQ(folder.open(::getpid())->info().cacheLineBytes, told > 0 ? static_cast<std::uint32_t>(told) : 64U);
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

TEST_CASE(openSpansAreSeenAsTheyNest)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    constexpr int kDeep = layout::kMaxSpanDepth + 2;
    std::vector<StringId> names;
    for (int i = 0; i < kDeep; ++i)
        names.push_back(Recorder::intern("depth " + std::to_string(i)));
    std::vector<std::unique_ptr<Span>> spans;
    const auto reader = folder.open(::getpid());
    CHECK_EQ(reader->laneCount(), 1);
    for (int open = 0; open <= kDeep; ++open) {
        for (int depth = 0; depth < kDeep; ++depth) {
            const auto span = reader->openSpan(0, static_cast<std::uint32_t>(depth), readClock());
            CHECK_EQ(span.has_value(), depth < open && depth < static_cast<int>(layout::kMaxSpanDepth));
            if (span)
                CHECK(span->name == names[static_cast<std::size_t>(depth)]);
        }
        if (open < kDeep)
            spans.push_back(std::make_unique<Span>(names[static_cast<std::size_t>(open)]));
    }
    while (!spans.empty())
        spans.pop_back();
    CHECK(!reader->openSpan(0, 0, readClock()));
    const auto records = ofType(take(*reader, 0), RecordType::Span);
    CHECK_EQ(records.size(), kDeep);
    for (std::size_t i = 0; i < records.size(); ++i)
        CHECK_EQ(records[i].record.extra, kDeep - 1 - i);
}

TEST_CASE(marksCarryWhatTheyWereGiven)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    const StringId name = Recorder::intern("name");
    CHECK(Recorder::intern("name") == name);
    CHECK(Recorder::intern("") == StringId::None);
    counter(name, -0.25);
    instant("went wrong, and the text says at some length what", InstantKind::LogError);
    processSpawned(4711, name);
    processExited(4711, 3, 9);
    knobChanged(name, 2.5, "2.5 s");
    requestPhase(ObjectId{5}, 42, RequestPhase::Body, 1000, 900);
    requestDone(42, readClock(), RequestOutcome::HttpError, 503, 1234, "http://127.0.0.1/a");
    const auto reader = folder.open(::getpid());
    const std::vector<Taken> all = take(*reader, 0);
    if (!CHECK_EQ(all.size(), 8))
        return;
    CHECK(all[1].record.type == RecordType::Counter && std::bit_cast<double>(all[1].record.value) == -0.25);
    CHECK_EQ(all[2].text, "went wrong, and the text says at some length what");
    CHECK(all[3].record.type == RecordType::ProcessSpawn && all[3].record.value == 4711);
    CHECK(all[4].record.extra == 3 && all[4].record.detail == 9);
    CHECK(all[5].text == "2.5 s" && std::bit_cast<double>(all[5].record.value) == 2.5);
    CHECK(all[6].record.duration == 0 && all[6].record.value == 42); // an end before the start
    CHECK(all[7].text == "http://127.0.0.1/a" && all[7].record.extra == 503 && all[7].record.value == 1234);
}

TEST_CASE(threadNamesAreKeptWholeAlthoughTheKernelCutsThem)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    const std::string longName = "a name of much more than fifteen bytes";
    std::jthread([&] { Recorder::nameThread(longName); }).join();
    const auto reader = folder.open(::getpid());
    const auto names = ofType(takeAll(*reader), RecordType::ThreadName);
    if (CHECK_EQ(names.size(), 1))
        CHECK_EQ(nameOf(*reader, names[0].record.object), longName);
}

TEST_CASE(fullTablesAreCountedAndTheRestGoesOn)
{
    const SegmentFolder folder;
    const int code = exitOf(forkChild([&] { // the tables of a process are never emptied
        if (!Recorder::start(folder.path(), "full"))
            return 1;
        std::uint64_t lost = 0;
        for (std::uint32_t i = 0; i < layout::kMaxObjects + 10; ++i)
            lost += Recorder::addObject(ObjectKind::Mutex, "lock") == ObjectId::None;
        for (std::uint32_t i = 0; i < 2000; ++i)
            lost += Recorder::intern(std::string(2000, 'x') + std::to_string(i)) == StringId::None;
        for (std::uint32_t i = 0; i < 2000; ++i)
            lost += Recorder::intern(std::to_string(i) + std::string(2000, 'x')) == StringId::None;
        flowOut(99);
        Recorder::stop();
        const auto reader = SegmentReader::open(folder.segmentOf(::getpid()));
        if (!reader || reader.value()->lostEntries() != lost || lost < 1000)
            return 2;
        const auto flows = ofType(takeAll(*reader.value()), RecordType::FlowOut);
        return flows.size() == 1 && reader.value()->objectCount() == layout::kMaxObjects ? 0 : 3;
    }));
    CHECK_EQ(code, 0);
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
