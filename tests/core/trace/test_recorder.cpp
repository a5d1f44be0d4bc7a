// SPDX-License-Identifier: GPL-3.0-or-later
// A recording from its start to its end, and what threads tell of themselves in it.
#include "tests/core/trace/segment_folder.h"

#include <atomic>
#include <bit>
#include <latch>
#include <thread>

using namespace lanescope::trace;
using namespace lanescope::trace::testing;

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

TEST_CASE(cacheLineIsThatOfTheMachine)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    const long told = ::sysconf(_SC_LEVEL1_DCACHE_LINESIZE);
    CHECK_EQ(folder.open(::getpid())->info().cacheLineBytes, told > 0 ? static_cast<std::uint32_t>(told) : 64U);
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
