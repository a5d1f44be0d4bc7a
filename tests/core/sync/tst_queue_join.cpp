// SPDX-License-Identifier: GPL-3.0-or-later
// task_done() and join(): who joins a queue waits until everything that was put has been dealt with.
#include "core/sync/lifo_queue.h"
#include "core/sync/priority_queue.h"
#include "core/sync/work_deque.h"
#include "tests/core/sync/threads.h"

#include <QTest>

using namespace lanescope;
using sync::PutOutcome;
using testing::joinAll;
using testing::startAll;
using testing::yieldUntil;

namespace {

const QDeadlineTimer kNow(0);

template <class Queue, class Get>
void joinEndsWithTheLastTask(Queue& queue, Get get)
{
    for (int i = 0; i < 3; ++i)
        QCOMPARE(queue.put(i), PutOutcome::Done);
    std::atomic<bool> joined{false};
    const auto joiner = startAll(1, [&](int) { joined = queue.join(); });
    for (int i = 0; i < 3; ++i) {
        QVERIFY(!joined);
        QVERIFY(get().has_value());
        QVERIFY(!queue.join(kNow)); // taken is not done
        QVERIFY(queue.taskDone().ok());
    }
    joinAll(joiner);
    QVERIFY(joined);
    QVERIFY(!queue.taskDone().ok());
}

} // namespace

class TestQueueJoin : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyOrderKnowsItsTasks();
    void joinWaitsForTheLastTask();
    void joinIsNotOvertakenByTheNextBatch();
    void taskDoneTooOftenIsAnError();
};

void TestQueueJoin::everyOrderKnowsItsTasks()
{
    sync::BoundedQueue<int> fifo("fifo", 3);
    joinEndsWithTheLastTask(fifo, [&] { return fifo.get(); });
    sync::LifoQueue<int> lifo("lifo", 3);
    joinEndsWithTheLastTask(lifo, [&] { return lifo.get(); });
    sync::PriorityQueue<int> priority("priority", 3);
    joinEndsWithTheLastTask(priority, [&] { return priority.get(); });
    sync::WorkDeque<int> owned("owned", 3);
    joinEndsWithTheLastTask(owned, [&] { return owned.take(); });
    sync::WorkDeque<int> stolen("stolen", 3);
    joinEndsWithTheLastTask(stolen, [&] { return stolen.steal(); });
}

void TestQueueJoin::joinWaitsForTheLastTask()
{
    sync::BoundedQueue<int> queue("queue", 0);
    QVERIFY(queue.join(kNow)); // nothing was put
    for (int i = 0; i < 3; ++i)
        QCOMPARE(queue.put(i), PutOutcome::Done);
    std::atomic<int> done{0};
    std::atomic<int> doneAtJoin{-1};
    const auto joiner = startAll(1, [&](int) {
        queue.join();
        doneAtJoin = done.load();
    });
    for (int i = 0; i < 3; ++i) {
        QVERIFY(queue.get().has_value());
        QVERIFY(!queue.join(kNow)); // taken is not done
        ++done;
        QVERIFY(queue.taskDone().ok());
    }
    joinAll(joiner);
    QCOMPARE(doneAtJoin.load(), 3);
}

void TestQueueJoin::joinIsNotOvertakenByTheNextBatch()
{
    sync::BoundedQueue<int> queue("queue", 0);
    QCOMPARE(queue.put(1), PutOutcome::Done);
    std::atomic<bool> joined{false};
    const auto joiner = startAll(1, [&](int) { joined = queue.join(); });
    // The moment in which all is done is over before a sleeping joiner can look.
    yieldUntil([&] {
        const bool over = !queue.taskDone().ok() || queue.put(2) != PutOutcome::Done;
        return joined || over;
    });
    joinAll(joiner);
    QVERIFY(joined);
}

void TestQueueJoin::taskDoneTooOftenIsAnError()
{
    sync::BoundedQueue<int> queue("letters", 4);
    const Status early = queue.taskDone();
    QVERIFY(!early.ok());
    QVERIFY(QString::fromStdString(early.error()).startsWith(QStringLiteral("task_done() called too many times")));
    QVERIFY(QString::fromStdString(early.error()).contains(QStringLiteral("letters")));
    QCOMPARE(queue.put(1), PutOutcome::Done);
    QVERIFY(queue.taskDone().ok()); // as in Python: put counts, not get
    QVERIFY(!queue.taskDone().ok());
    QVERIFY(queue.join(kNow));
}

QTEST_GUILESS_MAIN(TestQueueJoin)
#include "tst_queue_join.moc"
