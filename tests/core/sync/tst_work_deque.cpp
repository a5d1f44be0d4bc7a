// SPDX-License-Identifier: GPL-3.0-or-later
// A double-ended queue under its owner and thieves: nothing is lost, nothing is had twice, both ends wait.
#include "core/sync/work_deque.h"
#include "tests/core/sync/threads.h"

#include <QTest>

#include <algorithm>

using namespace lanescope;
using sync::PutOutcome;
using testing::joinAll;
using testing::startAll;

namespace {

constexpr int kThreads = 4;
constexpr int kRounds = 2'000;

} // namespace

class TestWorkDeque : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTaskIsDoneOnceUnderTheft();
    void bothEndsOfADequeTimeOut();
    void bothEndsOfADequeWaitForRoomAndForAnItem();
};

void TestWorkDeque::everyTaskIsDoneOnceUnderTheft()
{
    sync::WorkDeque<int> deque("deque", 0);
    std::vector<std::atomic<int>> done(kThreads * kRounds);
    std::atomic<bool> inOrder{true};
    const auto thieves = startAll(kThreads, [&](int) {
        int latest = -1;
        while (const std::optional<int> task = deque.steal()) {
            if (*task <= latest)
                inOrder = false;
            latest = *task;
            ++done[static_cast<std::size_t>(*task)];
        }
    });
    const auto owner = startAll(1, [&](int) {
        for (int task = 0; task < kThreads * kRounds; ++task) {
            if (deque.put(task) != PutOutcome::Done)
                inOrder = false;
            if (task % 3 != 0)
                continue;
            if (const std::optional<int> mine = deque.take())
                ++done[static_cast<std::size_t>(*mine)];
        }
    });
    joinAll(owner);
    deque.close();
    joinAll(thieves);
    QVERIFY(inOrder);
    QVERIFY(std::all_of(done.begin(), done.end(), [](const auto& count) { return count.load() == 1; }));
}

void TestWorkDeque::bothEndsOfADequeTimeOut()
{
    sync::WorkDeque<int> deque("deque", 2);
    QVERIFY(!deque.take(QDeadlineTimer(5)).has_value());
    QVERIFY(!deque.steal(QDeadlineTimer(5)).has_value());
    QCOMPARE(deque.put(1, QDeadlineTimer(5)), PutOutcome::Done);
    QCOMPARE(deque.putFront(2, QDeadlineTimer(5)), PutOutcome::Done);
    QCOMPARE(deque.put(3, QDeadlineTimer(5)), PutOutcome::Full);
    QCOMPARE(deque.putFront(3, QDeadlineTimer(5)), PutOutcome::Full);
    QCOMPARE(deque.steal(QDeadlineTimer(5)).value_or(0), 2);
    deque.close();
    QCOMPARE(deque.put(4), PutOutcome::Closed);
    QCOMPARE(deque.putFront(4), PutOutcome::Closed);
    QCOMPARE(deque.take().value_or(0), 1); // what was inside is still given
    QVERIFY(!deque.take(QDeadlineTimer(QDeadlineTimer::Forever)).has_value());
    QVERIFY(!deque.steal().has_value());
}

// One place for four who put at either end, and for four who take from either end.
void TestWorkDeque::bothEndsOfADequeWaitForRoomAndForAnItem()
{
    sync::WorkDeque<int> deque("deque", 1);
    std::vector<std::atomic<int>> got(kThreads * kRounds);
    std::atomic<int> refused{0};
    const auto takers = startAll(kThreads, [&](int index) {
        const QDeadlineTimer forEver(QDeadlineTimer::Forever);
        while (const std::optional<int> item = index % 2 == 0 ? deque.take(forEver) : deque.steal(forEver)) {
            ++got[static_cast<std::size_t>(*item)];
            refused += deque.taskDone().ok() ? 0 : 1;
        }
    });
    joinAll(startAll(kThreads, [&](int index) {
        for (int i = index * kRounds; i < (index + 1) * kRounds; ++i)
            refused += (index % 2 == 0 ? deque.put(i) : deque.putFront(i)) == PutOutcome::Done ? 0 : 1;
    }));
    QVERIFY(deque.join()); // every task is done, and so every item was taken
    QVERIFY(std::all_of(got.begin(), got.end(), [](const auto& count) { return count.load() == 1; }));
    deque.close();
    joinAll(takers);
    QCOMPARE(refused.load(), 0);
}

QTEST_GUILESS_MAIN(TestWorkDeque)
#include "tst_work_deque.moc"
