// SPDX-License-Identifier: GPL-3.0-or-later
// A pool whose threads all wait for tasks that are queued behind them, and what frees it.
#include "tests/core/sync/pool_work.h"

#include <QTest>
#include <QThread>

using namespace lanescope;
using sync::ThreadPool;
using testing::Gauge;
using testing::kNoName;
using testing::numbers;
using testing::starve;

class TestThreadPoolStarvation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void starvedPoolIsFreed_data();
    void starvedPoolIsFreed();
    void lentThreadsAreTakenBack();
};

void TestThreadPoolStarvation::starvedPoolIsFreed_data()
{
    QTest::addColumn<QString>("cure");
    QTest::newRow("larger") << QStringLiteral("larger");
    QTest::newRow("lend") << QStringLiteral("lend");
    QTest::newRow("help") << QStringLiteral("help");
    QTest::newRow("terminate") << QStringLiteral("terminate");
}

void TestThreadPoolStarvation::starvedPoolIsFreed()
{
    QFETCH(QString, cure);
    constexpr int kThreads = 4;
    QSemaphore allHere;
    ThreadPool pool("pool", kThreads);
    const auto futures = starve(pool, kThreads, allHere);
    QVERIFY(!pool.isStarved());
    allHere.release(kThreads);
    QTRY_VERIFY(pool.isStarved());
    QCOMPARE(pool.queued(), kThreads);
    QVERIFY(!futures.front().wait(QDeadlineTimer(20)));
    if (cure == QLatin1String("larger"))
        pool.resize(kThreads + 1);
    else if (cure == QLatin1String("lend"))
        pool.setWhileWaiting(ThreadPool::WhileWaiting::LendThread);
    else if (cure == QLatin1String("help"))
        pool.setWhileWaiting(ThreadPool::WhileWaiting::Help);
    else
        QCOMPARE(pool.terminate(), kThreads);
    for (int i = 0; i < kThreads; ++i)
        QCOMPARE(futures[static_cast<std::size_t>(i)].result(),
                 std::optional(cure == QLatin1String("terminate") ? -1 : i));
    QVERIFY(!pool.isStarved());
}

void TestThreadPoolStarvation::lentThreadsAreTakenBack()
{
    constexpr int kThreads = 3;
    Gauge gauge;
    ThreadPool pool("pool", kThreads);
    pool.setWhileWaiting(ThreadPool::WhileWaiting::LendThread);
    for (int round = 0; round < 50; ++round) {
        QSemaphore allHere;
        const auto futures = starve(pool, kThreads, allHere);
        allHere.release(kThreads);
        if (round % 10 == 5) // those that wait now wait on as they began
            pool.setWhileWaiting(ThreadPool::WhileWaiting::Help);
        for (const auto& future : futures)
            QVERIFY(future.result().value_or(-1) >= 0);
        pool.setWhileWaiting(ThreadPool::WhileWaiting::LendThread);
    }
    QCOMPARE(pool.qt().maxThreadCount(), kThreads);
    QTRY_COMPARE(pool.qt().activeThreadCount(), 0); // a place given up and not taken back would be missing here
    const auto all = pool.map(kNoName, numbers(200), [&gauge](int n) {
        gauge.enter();
        QThread::yieldCurrentThread();
        gauge.leave();
        return n;
    });
    QCOMPARE(all.value().size(), std::size_t{200});
    QVERIFY(gauge.most() <= kThreads);
}

QTEST_GUILESS_MAIN(TestThreadPoolStarvation)
#include "tst_thread_pool_starvation.moc"
