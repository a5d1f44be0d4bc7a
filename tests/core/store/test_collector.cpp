// SPDX-License-Identifier: GPL-3.0-or-later
// The collector beside programs that run, die and lie.
#include "tests/core/store/collected.h"
#include "tests/core/trace/hostile_file.h"
#include "tests/core/trace/segment_folder.h"

#include <csignal>
#include <latch>
#include <mutex>
#include <sys/stat.h>

using namespace lanescope;
using namespace lanescope::store;
using namespace lanescope::store::testing;
using trace::testing::exitOf;
using trace::testing::forkChild;
using trace::testing::HostileFile;
using trace::testing::SegmentFolder;

namespace {

using RecordHere = trace::testing::Recording; // this process, as long as it lives

constexpr int kHoldsEach = 6'000; // with their waits and spans fewer than the rings keep

// One thread of a live program: a contended lock, a span for each hold, a queue.
struct Worked {
    std::mutex mutex;
    trace::TracedObject lock{trace::ObjectKind::Mutex, "lock"};
    trace::TracedObject queue{trace::ObjectKind::Queue, "queue"};
    trace::StringId task = trace::Recorder::intern("task");
    std::atomic<int> contended = 0;
    int depth = 0; // guarded by mutex

    void work(const std::string& name)
    {
        trace::Recorder::nameThread(name);
        for (int i = 0; i < kHoldsEach; ++i) {
            const trace::Span span(task);
            const bool waits = !mutex.try_lock();
            trace::Ticks since = 0;
            if (waits) {
                lock.waiterArrived();
                trace::Wait wait(trace::WaitKind::Lock, lock.id());
                mutex.lock();
                since = wait.end(lock.lastReleaser());
                lock.waiterLeft();
                ++contended;
            }
            since = lock.acquired(since);
            depth += i % 2 == 0 ? 1 : -1;
            queue.depthChanged(depth, i % 2 == 0 ? trace::DepthChange::Put : trace::DepthChange::Get);
            lock.released(since, waits);
            mutex.unlock();
        }
    }
};

void runWorkers(Worked& worked, int threads)
{
    std::vector<std::jthread> running;
    for (int i = 0; i < threads; ++i)
        running.emplace_back([&worked, i] { worked.work("worker " + std::to_string(i)); });
}

void checkWorked(const Snapshot& snapshot, pid_t pid, int threads)
{
    const auto lock = objectNamed(snapshot, pid, "lock");
    const auto queue = objectNamed(snapshot, pid, "queue");
    if (!CHECK(lock && queue && snapshot.object(*lock).lock && snapshot.object(*queue).queue))
        return;
    const auto all = static_cast<std::uint64_t>(threads * kHoldsEach);
    const LockFigures& figures = *snapshot.object(*lock).lock;
    CHECK_EQ(figures.acquisitions, all);
    CHECK_EQ(figures.hold.count(), all);
    CHECK_EQ(figures.wait.count(), figures.contended);
    CHECK_EQ(snapshot.object(*queue).queue->puts, all / 2);
    CHECK_EQ(snapshot.object(*queue).queue->gets, all / 2);
    CHECK(!snapshot.object(*lock).owner && snapshot.object(*lock).waiters == 0);
    CHECK(!snapshot.row(*snapshot.object(*lock).row).open);
    CHECK_EQ(snapshot.row(*snapshot.object(*queue).row).samples.size(), all);
    for (int i = 0; i < threads; ++i) {
        const auto thread = threadNamed(snapshot, pid, "worker " + std::to_string(i));
        if (!CHECK(thread && snapshot.thread(*thread).taskRows.size() == 1))
            return;
        const Row& tasks = snapshot.row(snapshot.thread(*thread).taskRows[0]);
        CHECK_EQ(tasks.intervals.size(), kHoldsEach);
        CHECK(!tasks.open);
        CHECK(snapshot.thread(*thread).endNs.has_value());
    }
}

} // namespace

TEST_CASE(countsAreExactWhileThreadsAndProcessesRun)
{
    const SegmentFolder folder;
    constexpr int kThreads = 3;
    const auto collector = collectorOf(folder.path());
    std::vector<pid_t> children;
    for (int i = 0; i < 2; ++i)
        children.push_back(forkChild([&] {
            if (!trace::Recorder::start(folder.path(), "child"))
                return 1;
            Worked worked;
            worked.work("worker 0"); // its main thread: a child of a process with threads makes none
            trace::Recorder::stop();
            return 0;
        }));
    {
        const RecordHere recording(folder, "parent");
        Worked worked;
        runWorkers(worked, kThreads);
        isSane(*collector->snapshot());
    }
    for (const pid_t child : children)
        CHECK_EQ(exitOf(child), 0);
    const SnapshotPtr snapshot = collector->finish();
    CHECK(isSane(*snapshot));
    CHECK_EQ(snapshot->recording.dropped, 0);
    checkWorked(*snapshot, ::getpid(), kThreads);
    for (const pid_t child : children) {
        checkWorked(*snapshot, child, 1);
        CHECK(processOf(*snapshot, child)->endNs.has_value());
    }
}

// Nobody writes another record, and still it is seen who holds what and who waits for whom.
TEST_CASE(deadlockIsSeenWithoutAnotherRecord)
{
    const SegmentFolder folder;
    const RecordHere recording(folder);
    const auto collector = collectorOf(folder.path());
    trace::TracedObject first(trace::ObjectKind::Mutex, "first");
    trace::TracedObject second(trace::ObjectKind::Mutex, "second");
    std::latch seen(1);
    const auto stuck = [&](const char* name, trace::TracedObject& mine, trace::TracedObject& theirs) {
        trace::Recorder::nameThread(name);
        const trace::Ticks since = mine.acquired();
        theirs.waiterArrived();
        {
            const trace::Wait wait(trace::WaitKind::Lock, theirs.id());
            seen.wait();
        }
        theirs.waiterLeft();
        mine.released(since, false);
    };
    std::jthread a([&] { stuck("a", first, second); });
    std::jthread b([&] { stuck("b", second, first); });
    // The segment was there before the collector; give it its name again.
    for (const std::string& path : folder.segments())
        std::filesystem::rename(path, folder.path() + "/again.seg");
    const pid_t pid = ::getpid();
    const SnapshotPtr snapshot = until(*collector, [pid](const Snapshot& s) {
        const auto one = objectNamed(s, pid, "first");
        const auto two = objectNamed(s, pid, "second");
        return one && two && s.object(*one).owner && s.object(*two).owner && s.object(*one).waiters == 1 &&
               s.object(*two).waiters == 1 && s.object(*one).row && s.row(*s.object(*one).row).open &&
               threadNamed(s, pid, "a") && s.row(s.thread(*threadNamed(s, pid, "a")).stateRow).open &&
               s.row(s.thread(*threadNamed(s, pid, "a")).stateRow).open->state == State::LockWait;
    });
    const auto one = *objectNamed(*snapshot, pid, "first");
    const auto two = *objectNamed(*snapshot, pid, "second");
    CHECK(snapshot->object(one).owner == threadNamed(*snapshot, pid, "a"));
    CHECK(snapshot->object(one).lock && snapshot->object(one).log); // in the tables, though nobody let it go yet
    CHECK(snapshot->object(two).owner == threadNamed(*snapshot, pid, "b"));
    const Row& waiting = snapshot->row(snapshot->thread(*snapshot->object(one).owner).stateRow);
    CHECK_EQ(waiting.open->subject, static_cast<std::uint32_t>(two));
    CHECK(snapshot->row(*snapshot->object(one).row).open->state == State::HeldContended);
    CHECK(isSane(*snapshot));
    seen.count_down();
    a.join();
    b.join();
    CHECK_EQ(collector->finish()->object(one).lock->acquisitions, 1);
}

// Also when whoever released is over before the one that waited tells of it.
TEST_CASE(waitNamesWhoEndedIt)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    const RecordHere recording(folder);
    trace::TracedObject lock(trace::ObjectKind::Mutex, "lock");
    std::latch waiting(1);
    std::latch over(1);
    const pid_t pid = ::getpid();
    std::jthread releaser([&] {
        trace::Recorder::nameThread("releaser");
        waiting.wait();
        lock.releasing();
    });
    std::jthread waiter([&] {
        trace::Recorder::nameThread("waiter");
        trace::Wait wait(trace::WaitKind::Semaphore, lock.id());
        waiting.count_down();
        over.wait();
        wait.end(lock.lastReleaser());
    });
    releaser.join();
    until(*collector, [pid](const Snapshot& s) {
        const auto thread = threadNamed(s, pid, "releaser");
        return thread && s.thread(*thread).endNs && threadNamed(s, pid, "waiter");
    });
    over.count_down();
    waiter.join();
    const SnapshotPtr snapshot = collector->finish();
    const Row& row = snapshot->row(snapshot->thread(*threadNamed(*snapshot, pid, "waiter")).stateRow);
    const std::vector<Interval> all = intervalsOf(row);
    const auto wait = std::ranges::find_if(all, [](const Interval& i) { return i.state() == State::SemaphoreWait; });
    if (CHECK(wait != all.end()))
        CHECK_EQ(wait->peer, static_cast<std::uint32_t>(*threadNamed(*snapshot, pid, "releaser")));
}

TEST_CASE(killedProcessClosesItsRows)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    const pid_t pid = forkChild([&]() -> int {
        if (!trace::Recorder::start(folder.path(), "victim"))
            return 1;
        trace::TracedObject held(trace::ObjectKind::Mutex, "held");
        trace::TracedObject wanted(trace::ObjectKind::Mutex, "wanted");
        const trace::Span outer(trace::Recorder::intern("outer"));
        const trace::Span inner(trace::Recorder::intern("inner"));
        held.acquired();
        const trace::Wait wait(trace::WaitKind::Lock, wanted.id());
        for (;;)
            ::pause();
    });
    until(*collector, [pid](const Snapshot& s) {
        const auto held = objectNamed(s, pid, "held");
        const auto main = threadNamed(s, pid, "main");
        return held && s.object(*held).row && s.row(*s.object(*held).row).open && main &&
               s.row(s.thread(*main).stateRow).open && s.row(s.thread(*main).stateRow).open->state == State::LockWait &&
               s.thread(*main).taskRows.size() == 2 && s.row(s.thread(*main).taskRows[1]).open;
    });
    ::kill(pid, SIGKILL);
    CHECK_EQ(exitOf(pid), 128 + SIGKILL);
    collector->noteExit(pid, 0, SIGKILL);
    until(*collector, [pid](const Snapshot& s) { return processOf(s, pid)->endNs.has_value(); });
    const SnapshotPtr snapshot = collector->finish();
    CHECK(isSane(*snapshot));
    const Process& process = *processOf(*snapshot, pid);
    CHECK(process.signal == SIGKILL && !process.exitCode);
    const Thread& thread = snapshot->thread(*threadNamed(*snapshot, pid, "main"));
    CHECK(thread.endNs == process.endNs);
    const auto held = *objectNamed(*snapshot, pid, "held");
    const auto endsWithProcess = [&](const Row& row, State state) {
        const std::vector<Interval> all = intervalsOf(row);
        CHECK(!row.open);
        CHECK(!all.empty() && all.back().state() == state && all.back().endNs() == *process.endNs);
    };
    endsWithProcess(snapshot->row(thread.stateRow), State::LockWait);
    endsWithProcess(snapshot->row(*snapshot->object(held).row), State::Held);
    for (const RowIndex row : thread.taskRows)
        endsWithProcess(snapshot->row(row), State::Task);
    CHECK(snapshot->object(held).owner == threadNamed(*snapshot, pid, "main")); // who died with it
}

TEST_CASE(processesAreSeenAsTheKernelSeesThem)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    const pid_t pid = forkChild([&]() -> int {
        if (!trace::Recorder::start(folder.path(), "watched"))
            return 1;
        for (;;)
            ::pause();
    });
    const auto untilState = [&](char state) {
        until(*collector, [=](const Snapshot& s) {
            const Process* process = processOf(s, pid);
            return process != nullptr && process->kernelState == state;
        });
    };
    untilState('S');
    const SnapshotPtr alive = collector->snapshot();
    CHECK(processOf(*alive, pid)->residentBytes > 0);
    CHECK_EQ(processOf(*alive, pid)->parentNow, ::getpid());
    ::kill(pid, SIGSTOP);
    untilState('T');
    ::kill(pid, SIGCONT);
    untilState('S');
    ::kill(pid, SIGKILL);
    untilState('Z'); // it has ended, and nobody has asked how
    CHECK_EQ(exitOf(pid), 128 + SIGKILL);
    untilState('X');
    const SnapshotPtr over = collector->finish();
    CHECK(processOf(*over, pid)->peakBytes >= processOf(*alive, pid)->residentBytes);
}

TEST_CASE(overTheBudgetTheOldestGoesAndItIsSaid)
{
    const SegmentFolder folder;
    constexpr std::size_t kBudget = 2U << 20;
    constexpr int kSpansEach = 80'000;
    const auto collector = collectorOf(folder.path(), kBudget);
    {
        const RecordHere recording(folder);
        std::latch together(3); // so that each has a lane of its own, and with it rings that are large enough
        std::vector<std::jthread> threads;
        for (int i = 0; i < 3; ++i)
            threads.emplace_back([i, &together] {
                trace::Recorder::nameThread("worker " + std::to_string(i));
                together.arrive_and_wait();
                const trace::StringId task = trace::Recorder::intern("task");
                const trace::StringId last = trace::Recorder::intern("last");
                for (int n = 1; n <= kSpansEach; ++n)
                    const trace::Span span(n == kSpansEach ? last : task);
            });
    }
    const SnapshotPtr snapshot = collector->finish();
    CHECK(isSane(*snapshot));
    CHECK_EQ(snapshot->recording.dropped, 0);
    CHECK(snapshot->recording.lostBytes > 0);
    CHECK(snapshot->recording.memoryBytes <= kBudget);
    CHECK_EQ(snapshot->recording.memoryBudget, kBudget);
    for (int i = 0; i < 3; ++i) {
        const auto thread = threadNamed(*snapshot, ::getpid(), "worker " + std::to_string(i));
        if (!CHECK(thread.has_value()))
            return;
        const Row& row = snapshot->row(snapshot->thread(*thread).taskRows[0]);
        CHECK(row.intervals.size() > 0 && row.intervals.size() < kSpansEach);
        CHECK(row.intervals.goneBeforeNs() > snapshot->thread(*thread).startNs);
        CHECK(row.intervals.goneBeforeNs() <= row.intervals[0].startNs);
        // What is left is the newest.
        CHECK_EQ(snapshot->name(row.intervals[row.intervals.size() - 1].subject), "last");
    }
}

TEST_CASE(hostileSegmentsAreLeftOutAndTheOthersGoOn)
{
    HostileFile lying; // made before there is a collector, by a child
    HostileFile shrinking;
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    const std::string nonsense = folder.path() + "/nonsense";
    CHECK_EQ(::mkfifo(nonsense.c_str(), 0600), 0);
    std::filesystem::rename(nonsense, folder.path() + "/1-fifo.seg");
    CHECK_EQ(::symlink("/dev/zero", nonsense.c_str()), 0);
    std::filesystem::rename(nonsense, folder.path() + "/1-link.seg");
    std::filesystem::create_directory(nonsense);
    std::filesystem::rename(nonsense, folder.path() + "/1-directory.seg");
    const std::uint64_t manyLanes = ~0ULL;
    lying.write(lying.ringOffsets().front() + offsetof(trace::layout::RingHeader, head), &manyLanes, sizeof manyLanes);
    std::filesystem::rename(lying.path(), folder.path() + "/1-lying.seg");
    std::filesystem::rename(shrinking.path(), folder.path() + "/1-shrinking.seg");
    shrinking.resize(trace::layout::kHeaderBytes);
    {
        const RecordHere recording(folder, "good");
        Worked worked;
        runWorkers(worked, 2);
    }
    const SnapshotPtr snapshot = collector->finish();
    CHECK(isSane(*snapshot));
    checkWorked(*snapshot, ::getpid(), 2);
    std::size_t leftOut = 0;
    std::size_t givenUp = 0;
    for (const Mark& mark : *snapshot->marks) {
        leftOut += mark.kind == MarkKind::Error && mark.text.find("left out") != std::string::npos;
        givenUp += mark.kind == MarkKind::Error && mark.text.find("given up") != std::string::npos;
    }
    CHECK_EQ(leftOut + givenUp, 5); // the shrinking one is one or the other, by how fast it was opened
    CHECK(leftOut >= 3 && givenUp >= 1);
    std::size_t faults = 0;
    for (const Process& process : *snapshot->processes)
        faults += !process.fault.empty();
    CHECK_EQ(faults, givenUp);
}

// Whatever a segment says, the store keeps its order; found by damaging a good one at random.
TEST_CASE(randomDamageNeverUpsetsTheStore)
{
    HostileFile file;
    std::mt19937_64 random(check::seed());
    for (int round = 0; round < 300 / trace::testing::kSlowdown; ++round) {
        const SegmentFolder folder;
        const auto collector = collectorOf(folder.path());
        for (std::uint64_t damages = random() % 8; damages > 0; --damages)
            file.damage(random);
        const std::string link = folder.path() + "/new";
        CHECK_EQ(::link(file.path().c_str(), link.c_str()), 0);
        std::filesystem::rename(link, folder.path() + "/1-damaged.seg");
        if (!isSane(*collector->finish()))
            return check::say("in round " + std::to_string(round));
        file.restore();
    }
}

// A record of a time to come would wait for it, and with many of them memory would fill; names that do not exist count nothing.
TEST_CASE(whatASegmentTellsOfTheFutureOrOfNothingFillsNoMemory)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    const RecordHere recording(folder, "lying");
    const trace::TracedObject queue(trace::ObjectKind::Queue, "queue");
    trace::Record record;
    record.start = trace::readClock() * 2; // as long from now as the machine is up
    record.type = trace::RecordType::Depth;
    record.detail = static_cast<std::uint8_t>(trace::DepthChange::Put);
    record.object = static_cast<std::uint32_t>(queue.id());
    record.value = 1;
    trace::Recorder::lane()->push(record);
    record.type = trace::RecordType::Counter;
    for (std::uint32_t id = 1; id <= 1000; ++id) {
        record.object = 1'000'000'000 + id;
        trace::Recorder::lane()->push(record);
    }
    const SnapshotPtr snapshot = until(*collector, [](const Snapshot& s) {
        const auto found = objectNamed(s, ::getpid(), "queue");
        return found && s.object(*found).row && !s.row(*s.object(*found).row).samples.empty();
    });
    CHECK(snapshot->objects->size() < 10);
}
