// SPDX-License-Identifier: GPL-3.0-or-later
// Queues between threads: order under load, bounds, timeouts, closing, and what they record.
#include "core/sync/lifo_queue.h"
#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QTest>

using namespace lanescope;
using sync::PutOutcome;
using testing::joinAll;
using testing::Recording;
using testing::startAll;
using testing::yieldUntil;

namespace {

constexpr int kThreads = 4;
constexpr int kRounds = 2'000;
const QDeadlineTimer kNow(0);

struct Item {
    int producer;
    int number;
};

/// What several consumers got of several producers.
struct Account {
    std::atomic<int> got{0};
    std::atomic<qint64> sum{0};
    std::atomic<bool> inOrder{true};

    template <class Queue>
    void consume(Queue& queue)
    {
        std::vector<int> latest(kThreads, -1); // of each producer, as this consumer saw it
        while (const std::optional<Item> item = queue.get()) {
            int& before = latest[static_cast<std::size_t>(item->producer)];
            if (before >= item->number)
                inOrder = false;
            before = item->number;
            ++got;
            sum += item->number;
        }
    }
};

void passItems(int capacity, int items)
{
    sync::BoundedQueue<int> queue("queue", capacity);
    const auto consumer = startAll(1, [&](int) {
        for (int i = 0; i < items; ++i)
            queue.get();
    });
    for (int i = 0; i < items; ++i)
        QCOMPARE(queue.put(i), PutOutcome::Done);
    joinAll(consumer);
}

} // namespace

class TestQueues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fifoUnderLoadKeepsOrderAndLosesNothing();
    void changingCapacityLosesNothing();
    void timesOutWhenFullAndWhenEmpty();
    void withoutBoundIsNeverFull();
    void putOnAClosedQueueIsRefused();
    void closingWakesEverybody();
    void wakingIsNoTimeout();
    void raisingTheCapacityLetsAPutterIn();
    void recordsEveryDepth();
    void waitsNameWhoEndedThem();
};

void TestQueues::fifoUnderLoadKeepsOrderAndLosesNothing()
{
    constexpr int kCapacity = 5;
    sync::BoundedQueue<Item> queue("queue", kCapacity);
    Account account;
    std::atomic<int> most{0};
    const auto consumers = startAll(kThreads, [&](int) { account.consume(queue); });
    joinAll(startAll(kThreads, [&](int producer) {
        for (int i = 0; i < kRounds; ++i) {
            if (queue.put({producer, i}) != PutOutcome::Done)
                account.inOrder = false;
            most = std::max(most.load(), queue.size());
        }
    }));
    queue.close();
    joinAll(consumers);
    QCOMPARE(account.got.load(), kThreads * kRounds);
    QCOMPARE(account.sum.load(), static_cast<qint64>(kThreads) * kRounds * (kRounds - 1) / 2);
    QVERIFY(account.inOrder);
    QVERIFY(most.load() <= kCapacity);
}

void TestQueues::changingCapacityLosesNothing()
{
    sync::BoundedQueue<Item> queue("queue", 1);
    Account account;
    std::atomic<bool> over{false};
    const auto consumers = startAll(2, [&](int) { account.consume(queue); });
    const auto turner = startAll(1, [&](int) {
        for (int capacity = 1; !over; capacity = capacity % 7 + 1)
            queue.setCapacity(capacity);
    });
    joinAll(startAll(kThreads, [&](int producer) {
        for (int i = 0; i < kRounds; ++i) {
            if (queue.put({producer, i}) != PutOutcome::Done)
                account.inOrder = false;
        }
    }));
    over = true;
    joinAll(turner);
    queue.close();
    joinAll(consumers);
    QCOMPARE(account.got.load(), kThreads * kRounds);
    QVERIFY(account.inOrder);
}

void TestQueues::timesOutWhenFullAndWhenEmpty()
{
    sync::BoundedQueue<int> queue("queue", 1);
    QVERIFY(queue.isEmpty());
    QVERIFY(!queue.get(QDeadlineTimer(5)).has_value());
    QCOMPARE(queue.put(1, QDeadlineTimer(5)), PutOutcome::Done);
    QVERIFY(queue.isFull());
    QCOMPARE(queue.put(2, QDeadlineTimer(5)), PutOutcome::Full);
    QCOMPARE(queue.size(), 1);
    QCOMPARE(queue.get().value_or(0), 1);
}

void TestQueues::withoutBoundIsNeverFull()
{
    sync::LifoQueue<int> queue("queue");
    for (int i = 0; i < 10'000; ++i)
        QCOMPARE(queue.put(i, kNow), PutOutcome::Done);
    QVERIFY(!queue.isFull());
    QCOMPARE(queue.get().value_or(0), 9'999);
}

void TestQueues::putOnAClosedQueueIsRefused()
{
    sync::BoundedQueue<int> queue("queue", 4);
    QCOMPARE(queue.put(1), PutOutcome::Done);
    queue.close();
    QVERIFY(queue.isClosed());
    QCOMPARE(queue.put(2), PutOutcome::Closed);
    QCOMPARE(queue.size(), 1);
    QCOMPARE(queue.get().value_or(0), 1); // what was inside is still given
    QVERIFY(!queue.get().has_value());
}

void TestQueues::closingWakesEverybody()
{
    sync::BoundedQueue<int> full("full", 1);
    QCOMPARE(full.put(1), PutOutcome::Done);
    sync::BoundedQueue<int> empty("empty", 1);
    std::atomic<int> refused{0};
    const auto waiters = startAll(kThreads, [&](int i) {
        if (i % 2 == 0 ? full.put(i) == PutOutcome::Closed : !empty.get().has_value())
            ++refused;
    });
    full.close();
    empty.close();
    joinAll(waiters);
    QCOMPARE(refused.load(), kThreads);
}

void TestQueues::wakingIsNoTimeout()
{
    sync::BoundedQueue<int> full("full", 1);
    QCOMPARE(full.put(1), PutOutcome::Done);
    sync::BoundedQueue<int> empty("empty", 1);
    std::atomic<int> woken{0};
    const auto waiters = startAll(3, [&](int i) {
        const QDeadlineTimer deadline(QDeadlineTimer::Forever);
        const bool gaveUp = i == 0   ? full.put(2, deadline) == PutOutcome::Full
                            : i == 1 ? !empty.get(deadline).has_value()
                                     : !full.join(deadline);
        woken += gaveUp && !deadline.hasExpired() ? 1 : 0;
    });
    yieldUntil([&] {
        full.wakeWaiters();
        empty.wakeWaiters();
        return woken == 3;
    });
    joinAll(waiters);
    QCOMPARE(full.size(), 1);
}

void TestQueues::raisingTheCapacityLetsAPutterIn()
{
    sync::BoundedQueue<int> queue("queue", 1);
    QCOMPARE(queue.put(1), PutOutcome::Done);
    const auto putter = startAll(1, [&](int) { QCOMPARE(queue.put(2), PutOutcome::Done); });
    queue.setCapacity(2);
    joinAll(putter);
    QCOMPARE(queue.size(), 2);
}

void TestQueues::recordsEveryDepth()
{
    Recording recording;
    QVERIFY(recording.started());
    passItems(2, 20);
    std::int64_t depth = 0;
    const auto changes = recording.stop(trace::RecordType::Depth);
    for (const trace::Record& change : changes) {
        depth += change.detail == static_cast<std::uint8_t>(trace::DepthChange::Put) ? 1 : -1;
        QCOMPARE(static_cast<std::int64_t>(change.value), depth);
        QVERIFY(depth >= 0 && depth <= 2);
    }
    QCOMPARE(changes.size(), 40U);
    QCOMPARE(depth, 0);
}

void TestQueues::waitsNameWhoEndedThem()
{
    Recording recording;
    QVERIFY(recording.started());
    passItems(1, 1'000);
    int waits = 0;
    for (const trace::Record& wait : recording.stop(trace::RecordType::Wait)) {
        const auto kind = static_cast<trace::WaitKind>(wait.detail);
        if (kind != trace::WaitKind::QueuePut && kind != trace::WaitKind::QueueGet)
            continue;
        QVERIFY(wait.value != 0);
        ++waits;
    }
    QVERIFY(waits > 0);
}

QTEST_GUILESS_MAIN(TestQueues)
#include "tst_queues.moc"
