// SPDX-License-Identifier: GPL-3.0-or-later
// Semaphores let in as many as they have permits for, also while that number changes, and take back no more.
#include "core/sync/semaphore.h"

#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QTest>

#include <random>

using namespace lanescope;
using testing::joinAll;
using testing::startAll;
using trace::HoldKind;
using trace::RecordType;

namespace {

constexpr int kThreads = 6;
constexpr int kRounds = 2'000;

// Counts who is between acquire and release, and remembers the most.
struct Room {
    std::atomic<int> inside{0};
    std::atomic<int> most{0};

    int enter()
    {
        const int now = ++inside;
        for (int seen = most.load(); now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        return now;
    }
    void leave() { --inside; }
};

} // namespace

class TestSemaphore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void neverLetsInMoreThanItHasPermits_data();
    void neverLetsInMoreThanItHasPermits();
    void permitsMayChangeAtAnyTime();
    void lowerNumberIsKeptOnceAllCameBack();
    void givesUpAtItsDeadline();
    void boundedRefusesToTakeBackMore();
    void boundedIsExactUnderLoad();
    void oneHoldForAThreadHoweverOftenItTakesIt();
    void waitNamesWhoGaveBack();
};

void TestSemaphore::neverLetsInMoreThanItHasPermits_data()
{
    QTest::addColumn<int>("permits");
    for (const int permits : {1, 2, 5, 40})
        QTest::addRow("%d", permits) << permits;
}

void TestSemaphore::neverLetsInMoreThanItHasPermits()
{
    QFETCH(int, permits);
    sync::Semaphore semaphore("semaphore", permits);
    Room room;
    joinAll(startAll(kThreads, [&](int) {
        for (int i = 0; i < kRounds; ++i) {
            semaphore.acquire();
            room.enter();
            if (i % 64 == 0)
                QThread::yieldCurrentThread();
            room.leave();
            semaphore.release();
        }
    }));
    QVERIFY(room.most.load() >= 1 && room.most.load() <= permits);
    QCOMPARE(semaphore.available(), permits);
}

// While the number stands, nobody enters beyond it and what may still come back from before.
void TestSemaphore::permitsMayChangeAtAnyTime()
{
    sync::Semaphore semaphore("semaphore", 3);
    Room room;
    std::atomic<int> changes{0};
    std::atomic<int> beyond{0};
    std::atomic<bool> over{false};
    const auto threads = startAll(kThreads, [&](int) {
        while (!over.load()) {
            semaphore.acquire();
            const int before = changes.load();
            const int allowed = semaphore.mayBeInUse();
            const int inside = room.enter();
            if (inside > std::max(allowed, semaphore.mayBeInUse()) && changes.load() == before && before % 2 == 0)
                ++beyond;
            room.leave();
            semaphore.release();
        }
    });
    std::mt19937 random(7);
    for (int i = 0; i < 400; ++i) {
        ++changes; // odd: it changes just now
        semaphore.setPermits(1 + static_cast<int>(random() % 8));
        ++changes;
        QThread::yieldCurrentThread();
    }
    semaphore.setPermits(4);
    over.store(true);
    joinAll(threads);
    QCOMPARE(beyond.load(), 0);
    QCOMPARE(semaphore.available(), 4);
    QCOMPARE(semaphore.mayBeInUse(), 4);
}

void TestSemaphore::lowerNumberIsKeptOnceAllCameBack()
{
    sync::Semaphore semaphore("semaphore", 5);
    semaphore.acquire(4);
    semaphore.setPermits(2);
    QCOMPARE(semaphore.available(), 0);
    QCOMPARE(semaphore.mayBeInUse(), 4); // nobody is thrown out
    semaphore.release(2);
    QVERIFY(!semaphore.tryAcquire());
    semaphore.release(1);
    QVERIFY(semaphore.tryAcquire());
    semaphore.setPermits(3);
    QVERIFY(semaphore.tryAcquire());
    semaphore.release(3);
    QCOMPARE(semaphore.available(), 3);
    semaphore.setPermits(1); // nobody inside: at once
    QCOMPARE(semaphore.available(), 1);
    QCOMPARE(semaphore.mayBeInUse(), 1);
}

void TestSemaphore::givesUpAtItsDeadline()
{
    sync::Semaphore semaphore("semaphore", 1);
    QVERIFY(!semaphore.tryAcquire(2, QDeadlineTimer(5)));
    QVERIFY(semaphore.tryAcquire());
    QVERIFY(!semaphore.tryAcquire());
    QVERIFY(!semaphore.tryAcquire(1, QDeadlineTimer(5)));
    semaphore.release();
    QCOMPARE(semaphore.available(), 1);
}

void TestSemaphore::boundedRefusesToTakeBackMore()
{
    sync::BoundedSemaphore semaphore("seats", 2);
    semaphore.acquire();
    QVERIFY(semaphore.release().ok());
    const Status refused = semaphore.release();
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().starts_with("Semaphore released too many times"));
    QVERIFY2(refused.error().find("'seats'") != std::string::npos, refused.error().c_str());
    QCOMPARE(semaphore.available(), 2);
    semaphore.acquire(2);
    QVERIFY(!semaphore.release(3).ok());
    QCOMPARE(semaphore.available(), 0);
    QVERIFY(semaphore.release(2).ok());
}

// As many releases as acquires, all at once and too many: just the surplus is refused.
void TestSemaphore::boundedIsExactUnderLoad()
{
    sync::BoundedSemaphore semaphore("seats", 3);
    std::atomic<int> refused{0};
    std::atomic<int> acquired{0};
    joinAll(startAll(kThreads, [&](int index) {
        for (int i = 0; i < kRounds; ++i) {
            semaphore.acquire();
            ++acquired;
            refused += semaphore.release().ok() ? 0 : 1;
            if (index == 0 && i % 100 == 0)
                refused += semaphore.release().ok() ? 0 : 1;
        }
    }));
    // A surplus release may succeed in another's place, who is then refused: the sum is exact.
    QCOMPARE(refused.load(), kRounds / 100);
    QCOMPARE(semaphore.inUse(), 0);
    QCOMPARE(semaphore.available(), 3);
}

void TestSemaphore::oneHoldForAThreadHoweverOftenItTakesIt()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    {
        sync::Semaphore semaphore("semaphore", 4);
        semaphore.acquire();
        semaphore.acquire(2);
        semaphore.release();
        semaphore.release(2);
        semaphore.acquire();
        semaphore.release();
        joinAll(startAll(1, [&](int) { semaphore.release(); })); // took nothing, gives one
    }
    const auto holds = recording.stop(RecordType::Hold);
    QCOMPARE(holds.size(), 2);
    for (const trace::Record& hold : holds)
        QCOMPARE(hold.detail, static_cast<quint8>(HoldKind::Shared));
}

void TestSemaphore::waitNamesWhoGaveBack()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    trace::Recorder::nameThread("giver");
    const std::uint64_t giver = trace::Peer::ofLane(trace::Recorder::lane()->index()).bits;
    {
        sync::Semaphore semaphore("semaphore", 0);
        const auto waiter = startAll(1, [&](int) { semaphore.acquire(); });
        testing::yieldUntil([&] {
            const auto* object = trace::Recorder::object(trace::ObjectId{1});
            return object != nullptr && object->waiters.load() > 0;
        });
        semaphore.release();
        joinAll(waiter);
    }
    const auto waits = recording.stop(RecordType::Wait);
    QCOMPARE(waits.size(), 1);
    QCOMPARE(waits[0].detail, static_cast<quint8>(trace::WaitKind::Semaphore));
    QCOMPARE(waits[0].value, giver);
}

QTEST_GUILESS_MAIN(TestSemaphore)
#include "tst_semaphore.moc"
