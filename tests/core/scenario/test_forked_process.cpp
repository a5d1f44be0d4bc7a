// SPDX-License-Identifier: GPL-3.0-or-later
// A child made by fork(2): as Python's Process, with its errors, its exit codes, and nothing left behind.
#include "core/kernel/process_tree.h"
#include "core/scenario/processes/forked_process.h"
#include "core/scenario/processes/kernel_state.h"
#include "core/sync/shared_memory.h"
#include "tests/core/trace/segment_folder.h"

#include <csignal>
#include <sys/prctl.h>

using namespace lanescope;
using namespace lanescope::scenario;
using trace::RecordType;
using trace::testing::Recording;
using trace::testing::SegmentFolder;

namespace {

int sleepForEver()
{
    for (;;)
        ::pause();
}

/// The object style: run() is the process.
class Answer : public ForkedProcess {
public:
    Answer()
        : ForkedProcess("answer")
    {
    }

protected:
    int run() override { return 42; }
};

} // namespace

TEST_CASE(targetAndSubclassBothRun)
{
    ForkedProcess function("function", [] { return 7; });
    Answer object;
    CHECK(function.start().ok() && object.start().ok());
    CHECK(function.join().value() && object.join().value());
    CHECK(function.end() == sync::ProcessEnd({7, 0}));
    CHECK(object.end() == sync::ProcessEnd({42, 0}));
}

TEST_CASE(endBySignalIsToldFromAnExitCode)
{
    ForkedProcess terminated("terminated", sleepForEver);
    ForkedProcess killed("killed", sleepForEver);
    ForkedProcess thrown("thrown", []() -> int { throw std::runtime_error("as planned"); });
    CHECK(terminated.start().ok() && killed.start().ok() && thrown.start().ok());
    terminated.terminate();
    killed.kill();
    (void)terminated.join();
    (void)killed.join();
    (void)thrown.join();
    CHECK_EQ(terminated.end()->asInPython(), -SIGTERM);
    CHECK_EQ(killed.end()->asInPython(), -SIGKILL);
    CHECK_EQ(thrown.end()->asInPython(), 1);
}

TEST_CASE(joinReturnsWhenTheTimeIsOverAndMayBeRepeated)
{
    ForkedProcess child("child", sleepForEver);
    CHECK(child.start().ok());
    const Result<bool> first = child.join(1);
    CHECK(first && !first.value());
    CHECK(child.isAlive() && !child.end());
    int asked = 0;
    const Result<bool> second = child.join([&] { return ++asked < 3 ? 1 : 0; });
    CHECK(second && !second.value());
    CHECK_EQ(asked, 3);
    child.kill();
    CHECK(child.join().value());
    CHECK(child.join().value());
    CHECK(!child.isAlive());
}

TEST_CASE(joinBeforeTheStartAndByStrangersIsRefused)
{
    ForkedProcess early("early");
    CHECK(early.join().error().find("can only join a started process") != std::string::npos);
    ForkedProcess child("child", [&child] {
        const Result<bool> self = child.join();
        return self.error().find("can only join a child process") != std::string::npos ? 0 : 1;
    });
    CHECK(child.start().ok());
    CHECK(child.start().error().find("cannot start a process twice") != std::string::npos);
    ForkedProcess sibling("sibling", [&child] {
        const Result<bool> stranger = child.join();
        return stranger.error().find(std::to_string(::getppid())) != std::string::npos ? 0 : 1;
    });
    CHECK(sibling.start().ok());
    CHECK(child.join().value() && sibling.join().value());
    CHECK(child.end() == sync::ProcessEnd{});
    CHECK(sibling.end() == sync::ProcessEnd{});
}

TEST_CASE(childThatNobodyWaitedForIsAZombieUntilTheObjectGoes)
{
    pid_t pid = 0;
    {
        ForkedProcess child("child", [] { return 0; });
        CHECK(child.start().ok());
        pid = child.pid();
        while (child.isAlive())
            ::sched_yield();
        CHECK_EQ(kernelState(pid), 'Z');
    }
    CHECK_EQ(kernelState(pid), '\0');
}

TEST_CASE(objectThatGoesEndsItsProcess)
{
    pid_t pid = 0;
    {
        ForkedProcess child("child", sleepForEver);
        CHECK(child.start().ok());
        pid = child.pid();
    }
    CHECK_EQ(kernelState(pid), '\0');
    CHECK(kernel::childrenOf(::getpid()).empty());
}

// Two generations below a process that is killed: the kernel ends them one after the other.
TEST_CASE(childrenDieWithAParentThatIsKilled)
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1); // what is left becomes ours
    const auto grandchild = sync::Shared<std::atomic<pid_t>>::make("grandchild");
    ForkedProcess parent("parent", [&] {
        ForkedProcess child("child", [&] {
            grandchild.value()->store(::getpid());
            return sleepForEver();
        });
        return child.start() ? sleepForEver() : 1;
    });
    CHECK(parent.start().ok());
    while (grandchild.value()->load() == 0)
        ::sched_yield();
    parent.kill();
    (void)parent.join();
    CHECK_EQ(trace::testing::exitOf(grandchild.value()->load()), 128 + SIGKILL);
    CHECK(kernel::childrenOf(::getpid()).empty());
}

TEST_CASE(birthLifeAndEndAreRecorded)
{
    const SegmentFolder folder;
    const Recording recording(folder, "parent");
    ForkedProcess child("child", [] {
        trace::instant("alive");
        return 5;
    });
    CHECK(child.start().ok());
    (void)child.join();
    const auto parents = folder.open(::getpid());
    const auto childs = folder.open(child.pid());
    if (!parents || !childs)
        return;
    CHECK_EQ(childs->info().name, "child");
    CHECK_EQ(childs->info().parentPid, ::getpid());
    CHECK(childs->closedByWriter());
    const auto own = trace::testing::takeAll(*childs);
    const auto told = trace::testing::takeAll(*parents);
    const auto spawns = trace::testing::ofType(told, RecordType::ProcessSpawn);
    const auto exits = trace::testing::ofType(told, RecordType::ProcessExit);
    const auto joins = trace::testing::ofType(told, RecordType::Wait);
    const auto sent = trace::testing::ofType(told, RecordType::FlowOut);
    const auto arrived = trace::testing::ofType(own, RecordType::FlowIn);
    if (!CHECK(spawns.size() == 1 && exits.size() == 1 && joins.size() == 1 && sent.size() == 1 && arrived.size() == 1))
        return;
    CHECK_EQ(spawns[0].record.value, child.pid());
    CHECK_EQ(trace::testing::nameOf(*parents, spawns[0].record.object), "child");
    CHECK_EQ(exits[0].record.extra, 5);
    CHECK_EQ(exits[0].record.detail, 0);
    CHECK_EQ(joins[0].record.value, trace::Peer::ofProcess(child.pid()).bits);
    CHECK_EQ(sent[0].record.value, arrived[0].record.value);
}
