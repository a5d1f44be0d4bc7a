// SPDX-License-Identifier: GPL-3.0-or-later
// What several processes tell of one another: who ended whose wait, who holds what they share, when a child was reaped.
#include "tests/core/store/collected.h"
#include "tests/core/trace/segment_folder.h"

#include <csignal>

using namespace lanescope;
using namespace lanescope::store;
using namespace lanescope::store::testing;
using trace::testing::exitOf;
using trace::testing::forkChild;
using trace::testing::SegmentFolder;

namespace {

using RecordHere = trace::testing::Recording;

void push(trace::Record record)
{
    trace::Recorder::lane()->push(record);
}

std::size_t countOf(const Snapshot& snapshot, std::int32_t pid)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(*snapshot.processes, [pid](const Process& process) { return process.pid == pid; }));
}

} // namespace

// A zombie: its parent waits for it long after it ended.
TEST_CASE(childThatIsReapedLateIsStillThatChild)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    const RecordHere recording(folder);
    const pid_t child = forkChild([] {
        trace::Recorder::nameProcess("child");
        trace::instant("here");
        return 3;
    });
    trace::processSpawned(child, trace::Recorder::intern("child"));
    until(*collector, [child](const Snapshot& s) {
        const Process* seen = processOf(s, child);
        return seen != nullptr && seen->endNs && seen->name == "child";
    });
    CHECK_EQ(exitOf(child), 3);
    trace::Record reaped;
    reaped.start = trace::readClock() + trace::Calibration::measure().toTicks(trace::monotonicNs() + 2'000'000'000) -
                   trace::Calibration::measure().toTicks(trace::monotonicNs());
    reaped.type = trace::RecordType::ProcessExit;
    reaped.value = static_cast<std::uint64_t>(child);
    reaped.extra = 3;
    push(reaped);
    until(*collector, [child](const Snapshot& s) { return processOf(s, child)->exitCode.has_value(); });
    const SnapshotPtr snapshot = collector->finish();
    CHECK_EQ(countOf(*snapshot, child), 1);
    CHECK(processOf(*snapshot, child)->exitCode == 3);
    CHECK_EQ(processOf(*snapshot, child)->parentPid, ::getpid());
}

TEST_CASE(forkedChildIsCalledAsItCallsItself)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    const RecordHere recording(folder, "the parent");
    trace::instant("here");
    const pid_t child = forkChild([] {
        trace::Recorder::nameProcess("the child");
        trace::instant("here too");
        return 0;
    });
    CHECK_EQ(exitOf(child), 0);
    until(*collector, [child](const Snapshot& s) { return processOf(s, child) != nullptr; });
    const SnapshotPtr snapshot = collector->finish();
    CHECK_EQ(processOf(*snapshot, child)->name, "the child");
    CHECK_EQ(processOf(*snapshot, ::getpid())->name, "the parent");
}

TEST_CASE(waitThatAnotherProcessEndedNamesItsMainThread)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    const RecordHere recording(folder);
    trace::Wait wait(trace::WaitKind::Join, trace::ObjectId::None);
    const pid_t child = forkChild([] {
        trace::instant("here");
        return 0;
    });
    CHECK_EQ(exitOf(child), 0);
    until(*collector, [child](const Snapshot& s) { return threadNamed(s, child, "main").has_value(); });
    wait.end(trace::Peer::ofProcess(child));
    const SnapshotPtr snapshot = collector->finish();
    const Thread& waiter = snapshot->thread(*threadNamed(*snapshot, ::getpid(), "main"));
    const std::vector<Interval> all = intervalsOf(snapshot->row(waiter.stateRow));
    const auto joined = std::ranges::find_if(all, [](const Interval& i) { return i.state() == State::JoinWait; });
    if (CHECK(joined != all.end()))
        CHECK_EQ(joined->peer, static_cast<std::uint32_t>(*threadNamed(*snapshot, child, "main")));
}

// Three segments tell of one lock: one says that it holds it, one that it waits, one nothing.
TEST_CASE(lockBetweenProcessesHasOneOwnerAndAllItsWaiters)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    const RecordHere recording(folder);
    trace::TracedObject lock(trace::ObjectKind::ProcessLock, "between");
    const auto sleepHolding = [&] {
        lock.acquired();
        for (;;)
            ::pause();
        return 0;
    };
    const auto sleepWaiting = [&] {
        lock.waiterArrived();
        const trace::Wait wait(trace::WaitKind::Lock, lock.id());
        for (;;)
            ::pause();
        return 0;
    };
    const pid_t owner = forkChild(sleepHolding);
    const pid_t waiter = forkChild(sleepWaiting);
    lock.waiterArrived();
    until(*collector, [&](const Snapshot& s) {
        const auto found = std::ranges::find_if(*s.objects, [](const Object& o) { return o.name == "between"; });
        return found != s.objects->end() && found->owner && found->waiters == 2;
    });
    const SnapshotPtr snapshot = collector->snapshot();
    const auto shared = [](const Object& o) { return o.name == "between"; };
    CHECK_EQ(std::ranges::count_if(*snapshot->objects, shared), 1);
    const Object& seen = *std::ranges::find_if(*snapshot->objects, shared);
    CHECK(seen.owner == threadNamed(*snapshot, owner, "main"));
    for (const pid_t pid : {owner, waiter}) {
        ::kill(pid, SIGKILL);
        CHECK_EQ(exitOf(pid), 128 + SIGKILL);
    }
}

// A segment may say that any process has ended; it is believed of its own children.
TEST_CASE(onlyItsParentTellsThatAProcessHasEnded)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    const RecordHere recording(folder);
    trace::instant("here");
    const pid_t self = ::getpid();
    const pid_t liar = forkChild([self] {
        trace::Recorder::nameProcess("liar");
        trace::Record record;
        record.start = trace::readClock();
        record.type = trace::RecordType::ProcessExit;
        record.value = static_cast<std::uint64_t>(self);
        record.detail = SIGKILL;
        push(record);
        trace::instant("told");
        return 0;
    });
    CHECK_EQ(exitOf(liar), 0);
    const SnapshotPtr snapshot = until(*collector, [](const Snapshot& s) {
        return std::ranges::any_of(*s.marks, [](const Mark& mark) { return mark.text == "told"; });
    });
    CHECK(!processOf(*snapshot, self)->endNs.has_value());
    CHECK(!processOf(*snapshot, self)->signal.has_value());
}
