// SPDX-License-Identifier: GPL-3.0-or-later
// The locks that are made without Qt: they exclude, share and hand over as they say. Runs under ThreadSanitizer, which
// sees what a count that comes out right by luck does not show.
#include "core/sync/handover_mutex.h"
#include "core/sync/interpreter_lock.h"
#include "core/sync/shared_mutex.h"
#include "core/sync/spin_lock.h"
#include "tests/core/trace/segment_folder.h"

#include <functional>
#include <shared_mutex>
#include <thread>

using namespace lanescope;
using trace::testing::kSlowdown;

namespace {

constexpr int kThreads = 4;
constexpr int kRounds = 4'000 / kSlowdown;

void together(int threads, const std::function<void(int)>& work)
{
    std::vector<std::jthread> all;
    for (int i = 0; i < threads; ++i)
        all.emplace_back([&work, i] { work(i); });
}

// A count that is not atomic: only the lock keeps it right.
template <class Lock>
void countUnder(Lock& lock)
{
    std::int64_t counter = 0;
    together(kThreads, [&](int) {
        for (int i = 0; i < kRounds; ++i) {
            const std::lock_guard guard(lock);
            ++counter;
        }
    });
    CHECK_EQ(counter, kThreads * kRounds);
}

// The same for those who only try: as many got in as were counted.
template <class Lock>
void countWhenFree(Lock& lock)
{
    std::int64_t counter = 0;
    std::atomic<std::int64_t> entered{0};
    together(kThreads, [&](int) {
        for (int i = 0; i < kRounds; ++i) {
            if (!lock.try_lock()) {
                std::this_thread::yield();
                continue;
            }
            ++counter;
            lock.unlock();
            ++entered;
        }
    });
    CHECK(counter > 0);
    CHECK_EQ(counter, entered.load());
    CHECK(lock.try_lock()); // free in the end
    CHECK(!lock.try_lock());
    lock.unlock();
}

template <class Lock>
void excludes()
{
    Lock lock("lock");
    countUnder(lock);
    countWhenFree(lock);
}

} // namespace

TEST_CASE(standardMutexExcludes)
{
    excludes<sync::StdMutex>();
}

TEST_CASE(spinLockExcludes)
{
    excludes<sync::SpinLock>();
}

TEST_CASE(ticketLockExcludes)
{
    excludes<sync::TicketLock>();
}

TEST_CASE(sharedMutexExcludesWriters)
{
    excludes<sync::SharedMutex>();
}

TEST_CASE(handoverMutexExcludesEitherWay)
{
    excludes<sync::HandoverMutex>();
    sync::HandoverMutex barging("lock");
    barging.bare().setHandover(sync::Handover::Barging);
    countUnder(barging);
    countWhenFree(barging);
}

TEST_CASE(handoverMayChangeUnderLoad)
{
    sync::HandoverMutex lock("lock");
    std::jthread turner([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            lock.bare().setHandover(sync::Handover::Barging);
            lock.bare().setHandover(sync::Handover::Strict);
        }
    });
    countUnder(lock);
}

// A pair that is equal whenever nobody writes.
TEST_CASE(readersNeverSeeHalfAWrite)
{
    sync::SharedMutex lock("lock");
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::atomic<int> torn{0};
    together(kThreads, [&](int index) {
        for (int i = 0; i < kRounds; ++i) {
            if (index == 0) {
                const std::unique_lock guard(lock);
                ++a;
                ++b;
            } else {
                const std::shared_lock guard(lock);
                torn += a == b ? 0 : 1;
            }
        }
    });
    CHECK_EQ(torn.load(), 0);
    CHECK_EQ(a, kRounds);
}

TEST_CASE(interpreterLockExcludesWhateverTheInterval)
{
    for (const double milliseconds : {0.0, 0.01, 1.0}) {
        sync::InterpreterLock lock("lock", sync::InterpreterLock::Interval(milliseconds));
        std::int64_t counter = 0;
        together(kThreads, [&](int) {
            lock.take();
            for (int i = 0; i < kRounds; ++i) {
                ++counter;
                lock.yieldIfRequested();
                if (i % 50 == 0) {
                    lock.drop();
                    lock.take();
                }
            }
            lock.drop();
        });
        CHECK_EQ(counter, kThreads * kRounds);
    }
}

// What the holder writes without a lock of its own, and the waiters that come and go, while a reader takes the records.
TEST_CASE(recordedHoldsNeverOverlap)
{
    trace::testing::SegmentFolder folder;
    std::vector<trace::Record> holds;
    {
        const trace::testing::Recording recording(folder);
        sync::SpinLock lock("lock");
        together(kThreads, [&](int) {
            for (int i = 0; i < 60; ++i) { // fits into the rings
                const std::lock_guard guard(lock);
                std::this_thread::yield();
            }
        });
        if (const auto reader = folder.open(::getpid())) {
            for (const auto& taken : trace::testing::ofType(trace::testing::takeAll(*reader), trace::RecordType::Hold))
                holds.push_back(taken.record);
        }
    }
    CHECK_EQ(holds.size(), kThreads * 60);
    std::ranges::sort(holds, {}, &trace::Record::start);
    for (std::size_t i = 1; i < holds.size(); ++i)
        CHECK(holds[i - 1].start + holds[i - 1].duration <= holds[i].start);
}
