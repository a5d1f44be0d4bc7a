// SPDX-License-Identifier: GPL-3.0-or-later
// What processes share: memory that needs no name, words to wait on, locks that survive their owner or do not.
#include "core/sync/flow.h"
#include "core/sync/process_lock.h"
#include "core/sync/shared_memory.h"
#include "core/sync/shared_word.h"
#include "tests/core/trace/segment_folder.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <set>
#include <span>
#include <sys/mman.h>
#include <thread>

using namespace lanescope;
using namespace lanescope::sync;
using trace::testing::exitOf;
using trace::testing::forkChild;
using trace::testing::kSlowdown;
using trace::testing::Recording;
using trace::testing::SegmentFolder;

namespace {

constexpr int kRounds = 20'000 / kSlowdown;

struct Board {
    ProcessLock::State lock;
    SharedWord word;
    int counter; // not atomic: only the lock keeps it right
};

Shared<Board> board(ProcessLock::Kind kind)
{
    auto made = Shared<Board>::make("test");
    CHECK(made.ok());
    ProcessLock::initialise(made.value()->lock, kind);
    return std::move(made).value();
}

void count(Board& shared)
{
    ProcessLock lock("lock", shared.lock);
    for (int i = 0; i < kRounds; ++i) {
        const std::lock_guard guard(lock);
        ++shared.counter;
    }
}

void countInThreeProcesses(ProcessLock::Kind kind)
{
    const Shared<Board> shared = board(kind);
    std::vector<pid_t> children;
    for (int i = 0; i < 2; ++i)
        children.push_back(forkChild([&] {
            count(*shared);
            return 0;
        }));
    count(*shared);
    for (const pid_t child : children)
        CHECK_EQ(exitOf(child), 0);
    CHECK_EQ(shared->counter, 3 * kRounds);
}

// A child that dies with the lock in its hands.
void dieHolding(Board& shared)
{
    const pid_t child = forkChild([&] {
        ProcessLock lock("lock", shared.lock);
        lock.lock();
        ::kill(::getpid(), SIGKILL);
        return 0;
    });
    CHECK_EQ(exitOf(child), 128 + SIGKILL);
}

} // namespace

TEST_CASE(mutexBetweenProcessesExcludes)
{
    countInThreeProcesses(ProcessLock::Kind::Mutex);
}

TEST_CASE(semaphoreBetweenProcessesExcludes)
{
    countInThreeProcesses(ProcessLock::Kind::Semaphore);
}

TEST_CASE(lockThatAnotherProcessHoldsIsNotTaken)
{
    for (const auto kind : {ProcessLock::Kind::Mutex, ProcessLock::Kind::Semaphore}) {
        const Shared<Board> shared = board(kind);
        ProcessLock lock("lock", shared->lock);
        lock.lock();
        const auto tries = [&] { return ProcessLock("lock", shared->lock).try_lock() ? 1 : 0; };
        CHECK_EQ(exitOf(forkChild(tries)), 0);
        lock.unlock();
        CHECK_EQ(exitOf(forkChild(tries)), 1);
    }
}

TEST_CASE(mutexPassesOnWhenItsOwnerDiesAndTellsTheNext)
{
    const Shared<Board> shared = board(ProcessLock::Kind::Mutex);
    dieHolding(*shared);
    ProcessLock lock("lock", shared->lock);
    lock.lock();
    CHECK(lock.ownerDied());
    lock.unlock();
    lock.lock();
    CHECK(!lock.ownerDied());
    lock.unlock();
}

// As with Python's multiprocessing.Lock.
TEST_CASE(semaphoreStaysTakenWhenItsOwnerDies)
{
    const Shared<Board> shared = board(ProcessLock::Kind::Semaphore);
    dieHolding(*shared);
    CHECK(!ProcessLock("lock", shared->lock).try_lock());
}

TEST_CASE(contendedLockRecordsTheProcessThatLetItGo)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    const Shared<Board> shared = board(ProcessLock::Kind::Mutex);
    ProcessLock lock("lock", shared->lock);
    lock.lock();
    const pid_t child = forkChild([&] {
        ProcessLock own("lock", shared->lock);
        shared->word.store(1);
        own.lock(); // has to wait
        own.unlock();
        return 0;
    });
    shared->word.waitWhile(0);
    const auto isBlocked = [&] {
        const std::string path = folder.segmentOf(child);
        const auto reader = path.empty() ? Result<std::unique_ptr<trace::SegmentReader>>(Error{"not yet"})
                                         : trace::SegmentReader::open(path);
        return reader && reader.value()->laneCount() > 0 &&
               reader.value()->laneStatus(0, trace::readClock()).wait == trace::WaitKind::Lock;
    };
    while (!isBlocked())
        ::sched_yield();
    lock.unlock();
    CHECK_EQ(exitOf(child), 0);
    const auto reader = folder.open(child);
    const auto all = trace::testing::takeAll(*reader);
    const auto waits = trace::testing::ofType(all, trace::RecordType::Wait);
    const auto holds = trace::testing::ofType(all, trace::RecordType::Hold);
    if (!CHECK_EQ(waits.size(), 1) || !CHECK_EQ(holds.size(), 1))
        return;
    CHECK_EQ(waits[0].record.value, trace::Peer::ofProcess(::getpid()).bits);
    CHECK_EQ(holds[0].record.value, 1); // contended
    CHECK_EQ(holds[0].record.start, waits[0].record.start + waits[0].record.duration);
}

// Whoever only tries cannot be part of a deadlock.
TEST_CASE(triedLockIsRecordedAsTried)
{
    const SegmentFolder folder;
    {
        const Recording recording(folder);
        const Shared<Board> shared = board(ProcessLock::Kind::Mutex);
        ProcessLock lock("lock", shared->lock);
        lock.lock();
        lock.unlock();
        CHECK(lock.try_lock());
        lock.unlock();
    }
    const auto all = trace::testing::takeAll(*folder.open(::getpid()));
    const auto holds = trace::testing::ofType(all, trace::RecordType::Hold);
    if (!CHECK_EQ(holds.size(), 2))
        return;
    CHECK_EQ(holds[0].record.value, static_cast<std::uint64_t>(trace::Acquired::AtOnce));
    CHECK_EQ(holds[1].record.value, static_cast<std::uint64_t>(trace::Acquired::Tried));
}

// Each is its own, also where a child counts on from where its parent was.
TEST_CASE(flowsOfAllThreadsAndProcessesDiffer)
{
    constexpr std::size_t kFlows = 1000;
    struct Flows {
        std::array<std::uint64_t, kFlows> ofChild;
    };
    const auto shared = Shared<Flows>::make("test");
    std::vector<std::uint64_t> all(2 * kFlows);
    const auto take = [](std::span<std::uint64_t> flows) { std::ranges::generate(flows, nextFlow); };
    take(std::span(all).first(1));
    const pid_t child = forkChild([&] {
        take(shared.value()->ofChild);
        return 0;
    });
    {
        const std::jthread other([&] { take(std::span(all).first(kFlows)); });
        take(std::span(all).last(kFlows));
    }
    CHECK_EQ(exitOf(child), 0);
    for (const std::uint64_t flow : all)
        CHECK_EQ(processOf(flow), ::getpid());
    for (const std::uint64_t flow : shared.value()->ofChild)
        CHECK_EQ(processOf(flow), child);
    const auto& ofChild = shared.value()->ofChild;
    all.insert(all.end(), ofChild.begin(), ofChild.end());
    CHECK_EQ(std::set(all.begin(), all.end()).size(), 3 * kFlows);
}

TEST_CASE(wordWakesWhoWaitsInAnotherProcess)
{
    const Shared<Board> shared = board(ProcessLock::Kind::Mutex);
    const pid_t child = forkChild([&] {
        shared->word.waitWhile(0);
        return static_cast<int>(shared->word.load());
    });
    CHECK_EQ(shared->word.increment(), 1);
    CHECK_EQ(exitOf(child), 1);
}

TEST_CASE(waitForAWordEndsWithItsTime)
{
    const Shared<Board> shared = board(ProcessLock::Kind::Mutex);
    shared->word.waitWhile(0, 1);
    shared->word.waitWhile(0, 0);
    CHECK_EQ(shared->word.load(), 0);
}

TEST_CASE(memoryIsFoundByItsDescriptorAndHasNoName)
{
    const Shared<Board> shared = board(ProcessLock::Kind::Mutex);
    shared->counter = 42;
    const auto file = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(shared.descriptor())).string();
    CHECK(file.starts_with("/memfd:") && file.ends_with(" (deleted)")); // in no folder, /dev/shm included
    const auto again = Shared<Board>::attach(::dup(shared.descriptor()));
    if (CHECK(again.ok()))
        CHECK_EQ(again.value()->counter, 42);
}

TEST_CASE(whatIsNotThatMemoryIsRefused)
{
    CHECK(!Shared<Board>::attach(-1).ok());
    const int small = ::memfd_create("small", MFD_CLOEXEC);
    CHECK(!Shared<Board>::attach(small).ok());
    ::close(small);
    CHECK(Shared<Board>::attach(-1).error().find("-1") != std::string::npos);
}
