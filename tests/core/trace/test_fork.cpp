// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/trace/segment_folder.h"

#include <mutex>
#include <thread>

using namespace lanescope::trace;
using namespace lanescope::trace::testing;

namespace {

std::vector<char> usedBytes(const std::string& path)
{
    std::vector<char> bytes(layout::kHeapOffset + (1U << 20));
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    CHECK_EQ(::pread(fd, bytes.data(), bytes.size(), 0), bytes.size());
    ::close(fd);
    return bytes;
}

void useLock(TracedObject& lock)
{
    Wait wait(WaitKind::Lock, lock.id());
    lock.waiterArrived();
    lock.waiterLeft();
    const Ticks since = lock.acquired(wait.end(lock.lastReleaser()));
    lock.depthChanged(7, DepthChange::Put);
    lock.released(since, true);
}

} // namespace

// Names and locks made before the fork are the child's too: programs intern once and keep the id.
TEST_CASE(childHasItsOwnSegmentAndTheParentsIsUntouched)
{
    const SegmentFolder folder;
    const Recording recording(folder, "family");
    const StringId task = Recorder::intern("task from before");
    TracedObject lock(ObjectKind::Mutex, "lock from before", 3);
    const Span outer(task);
    useLock(lock);
    const std::string parentsFile = folder.segmentOf(::getpid());
    const std::vector<char> before = usedBytes(parentsFile);
    const pid_t pid = forkChild([&] {
        const Span span(task);
        useLock(lock);
        TracedObject own(ObjectKind::Queue, "child's own");
        own.depthChanged(2, DepthChange::Get);
        return own.recorded() ? 0 : 1;
    });
    CHECK_EQ(exitOf(pid), 0);
    CHECK(usedBytes(parentsFile) == before);
    CHECK_EQ(folder.segments().size(), 2);

    const auto reader = folder.open(pid);
    if (!reader)
        return;
    CHECK_EQ(reader->info().pid, pid);
    CHECK_EQ(reader->info().parentPid, ::getpid());
    CHECK_EQ(reader->info().name, "family");
    CHECK_EQ(reader->laneCount(), 1);
    const std::vector<Taken> all = take(*reader, 0);
    const auto starts = ofType(all, RecordType::ThreadStart);
    if (!CHECK_EQ(starts.size(), 1))
        return;
    CHECK_EQ(starts[0].record.value, pid);
    const auto spans = ofType(all, RecordType::Span);
    if (CHECK_EQ(spans.size(), 1))
        CHECK_EQ(nameOf(*reader, spans[0].record.object), "task from before");
    const auto holds = ofType(all, RecordType::Hold);
    if (!CHECK_EQ(holds.size(), 1) || !CHECK_EQ(ofType(all, RecordType::Wait).size(), 1))
        return;
    const auto view = reader->object(static_cast<ObjectId>(holds[0].record.object));
    if (!CHECK(view.has_value()))
        return;
    CHECK(view->kind == ObjectKind::Mutex && view->capacity == 3 && view->inherited);
    CHECK_EQ(nameOf(*reader, static_cast<std::uint32_t>(view->name)), "lock from before");
    const auto depths = ofType(all, RecordType::Depth);
    if (!CHECK_EQ(depths.size(), 2))
        return;
    const auto own = reader->object(static_cast<ObjectId>(depths[1].record.object));
    CHECK(own && own->kind == ObjectKind::Queue && !own->inherited);
    CHECK_EQ(reader->objectStatus(lock.id(), readClock()).waiters, 0);
}

TEST_CASE(childThatRecordsNothingLeavesNoFile)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    flowOut(1);
    const pid_t pid = forkChild([] { return 0; });
    CHECK_EQ(exitOf(pid), 0);
    CHECK_EQ(folder.segments().size(), 1);
    CHECK_EQ(folder.segmentOf(pid), "");
}

TEST_CASE(childThatBecomesAnotherProgramLeavesNoFile)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    flowOut(1);
    const pid_t pid = forkChild([] {
        ::execl("/bin/true", "true", nullptr);
        return 1;
    });
    CHECK_EQ(exitOf(pid), 0);
    CHECK_EQ(folder.segments().size(), 1);
}

TEST_CASE(grandchildRecordsAlthoughTheChildDidNot)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    const StringId task = Recorder::intern("task");
    const pid_t pid = forkChild([&] {
        return exitOf(forkChild([&] {
            const Span span(task);
            return 0;
        }));
    });
    CHECK_EQ(exitOf(pid), 0);
    CHECK_EQ(folder.segmentOf(pid), "");
    CHECK_EQ(folder.segments().size(), 2);
    for (const std::string& path : folder.segments()) {
        const auto reader = SegmentReader::open(path);
        if (!CHECK(reader.ok()) || reader.value()->info().pid == ::getpid())
            continue;
        CHECK_EQ(reader.value()->info().parentPid, pid);
        CHECK_EQ(ofType(takeAll(*reader.value()), RecordType::Span).size(), 1);
    }
}

// What was open when the process split is closed by both halves, each on its own lane.
TEST_CASE(forkInsideASpanAndAWaitEndsThemInBoth)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    const StringId task = Recorder::intern("split");
    pid_t pid = 0;
    {
        const Span span(task);
        Wait wait(WaitKind::Io, ObjectId::None);
        pid = ::fork();
    }
    if (pid == 0)
        ::_exit(0);
    CHECK_EQ(exitOf(pid), 0);
    for (const pid_t half : {::getpid(), pid}) {
        const auto reader = folder.open(half);
        if (!reader)
            return;
        const std::vector<Taken> all = takeAll(*reader);
        CHECK_EQ(ofType(all, RecordType::Span).size(), 1);
        CHECK_EQ(ofType(all, RecordType::Wait).size(), 1);
        CHECK(reader->laneStatus(0, readClock()).wait == WaitKind::None);
        CHECK(!reader->openSpan(0, 0, readClock()));
    }
}

TEST_CASE(childMayRecordElsewhere)
{
    const SegmentFolder folder;
    const SegmentFolder other;
    const Recording recording(folder);
    const pid_t pid = forkChild([&] {
        Recorder::stop(); // of the recording it inherited
        if (Recorder::lane() != nullptr)
            return 1;
        if (!Recorder::start(other.path(), "elsewhere"))
            return 2;
        flowOut(5);
        Recorder::stop();
        return 0;
    });
    CHECK_EQ(exitOf(pid), 0);
    CHECK_EQ(folder.segmentOf(pid), "");
    flowOut(6);
    CHECK(!folder.open(::getpid())->closedByWriter()); // that was the child's affair
    const auto reader = other.open(pid);
    if (reader)
        CHECK_EQ(ofType(takeAll(*reader), RecordType::FlowOut).size(), 1);
}

// The lock of the recorder is held across fork(2): a child never inherits it from a thread that it does not
// have.
TEST_CASE(forkWhileOtherThreadsUseTheTables)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    std::atomic<bool> enough = false;
    std::vector<std::jthread> busy;
    for (int i = 0; i < 2; ++i)
        busy.emplace_back([&enough, i] {
            TracedObject object(ObjectKind::Mutex, "object " + std::to_string(i));
            while (!enough.load(std::memory_order_relaxed)) {
                Recorder::intern("the same again");
                object.released(object.acquired(), false);
            }
        });
    std::vector<pid_t> children;
    for (int i = 0; i < 30; ++i) {
        children.push_back(forkChild([i] {
            Recorder::nameThread("child " + std::to_string(i));
            return 0;
        }));
        CHECK_EQ(exitOf(children.back()), 0);
    }
    enough = true;
    busy.clear();
    for (int i = 0; i < 30; ++i) {
        const auto reader = folder.open(children[static_cast<std::size_t>(i)]);
        if (!reader)
            return;
        const auto names = ofType(takeAll(*reader), RecordType::ThreadName);
        if (CHECK_EQ(names.size(), 1))
            CHECK_EQ(nameOf(*reader, names[0].record.object), "child " + std::to_string(i));
        CHECK_EQ(reader->fault(), "");
    }
}
