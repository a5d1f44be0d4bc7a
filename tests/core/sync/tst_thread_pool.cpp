// SPDX-License-Identifier: GPL-3.0-or-later
// The traced pool does what QThreadPool does under load, and says no where Python's pools do.
#include "core/sync/concurrent_map.h"
#include "tests/core/sync/pool_work.h"

#include <QTest>
#include <QThread>

#include <algorithm>

using namespace lanescope;
using sync::ThreadPool;
using testing::Gauge;
using testing::kNoName;
using testing::numbers;

class TestThreadPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mapGivesResultsInOrder();
    void imapGivesEachInItsTurn();
    void everyTaskRunsOnceWhileTheSizeMoves();
    void lowerSizeHoldsAsTasksEnd();
    void refusesTasksAfterClose();
    void refusesJoinBeforeClose();
    void joinWaitsForWhatWasSubmitted();
    void terminateDropsWhatHasNotBegun();
    void destructorLeavesNoThread();
    void whatATaskThrowsArrivesAtTheWaiter();
    void waitGivesUpAtItsDeadline();
    void concurrentMapRunsOnThePool();
};

void TestThreadPool::mapGivesResultsInOrder()
{
    constexpr int kItems = 5'000;
    ThreadPool pool("pool", 8);
    const auto squares = pool.map(kNoName, numbers(kItems), [](int n) { return static_cast<qint64>(n) * n; });
    QVERIFY(squares.ok());
    QCOMPARE(squares.value().size(), std::size_t{kItems});
    for (int i = 0; i < kItems; ++i)
        QCOMPARE(squares.value()[static_cast<std::size_t>(i)], static_cast<qint64>(i) * i);
}

void TestThreadPool::imapGivesEachInItsTurn()
{
    QSemaphore first;
    ThreadPool pool("pool", 2);
    auto results = pool.imap(kNoName, numbers(3), [&first](int n) {
        if (n == 0)
            first.acquire();
        return n;
    });
    QVERIFY(results.ok());
    // The later ones are there, but it is not their turn.
    QVERIFY(!results.value().next(QDeadlineTimer(5)).has_value());
    QVERIFY(!results.value().atEnd());
    first.release();
    for (int i = 0; i < 3; ++i)
        QCOMPARE(results.value().next().value_or(-1), i);
    QVERIFY(results.value().atEnd());
}

void TestThreadPool::everyTaskRunsOnceWhileTheSizeMoves()
{
    constexpr int kSubmitters = 4;
    constexpr int kEach = 2'000;
    ThreadPool pool("pool", 4);
    std::vector<std::atomic<int>> runs(kSubmitters * kEach);
    std::atomic<int> submitting{kSubmitters};
    std::vector<std::unique_ptr<QThread>> submitters;
    for (int s = 0; s < kSubmitters; ++s) {
        submitters.emplace_back(QThread::create([&, s] {
            for (int i = 0; i < kEach; ++i) {
                if (!pool.submit(kNoName, [&runs, at = static_cast<std::size_t>(s * kEach + i)] { ++runs[at]; }))
                    break;
            }
            --submitting;
        }));
        submitters.back()->start();
    }
    for (int size = 1; submitting > 0; size = size % 12 + 1) {
        pool.resize(size);
        QThread::yieldCurrentThread();
    }
    for (const auto& submitter : submitters)
        submitter->wait();
    pool.close();
    QVERIFY(pool.join().ok());
    QCOMPARE(pool.queued(), 0);
    QVERIFY(std::all_of(runs.begin(), runs.end(), [](const auto& count) { return count == 1; }));
}

void TestThreadPool::lowerSizeHoldsAsTasksEnd()
{
    QSemaphore go;
    Gauge gauge;
    ThreadPool pool("pool", 2);
    const auto task = [&] {
        gauge.enter();
        go.acquire();
        gauge.leave();
    };
    for (int i = 0; i < 20; ++i)
        QVERIFY(pool.submit(kNoName, task).ok());
    QTRY_COMPARE(gauge.inside(), 2);
    pool.resize(6); // up: at once
    QTRY_COMPARE(gauge.inside(), 6);
    pool.resize(3); // down: what runs runs on
    QCOMPARE(gauge.inside(), 6);
    go.release(3);
    QTRY_COMPARE(gauge.inside(), 3);
    QCOMPARE(pool.queued(), 14);
    for (int left = 14; left > 0; --left) {
        go.release();
        QTRY_COMPARE(pool.queued(), left - 1);
        QVERIFY(gauge.inside() <= 3);
    }
    go.release(3);
    QCOMPARE(gauge.most(), 6);
}

void TestThreadPool::refusesTasksAfterClose()
{
    ThreadPool pool("pool", 1);
    pool.close();
    const auto refused = pool.submit(kNoName, [] { return 1; });
    QVERIFY(!refused.ok());
    QVERIFY(QString::fromStdString(refused.error()).startsWith(QStringLiteral("Pool not running")));
    QVERIFY(!pool.map(kNoName, numbers(3), [](int n) { return n; }).ok());
    QVERIFY(!pool.apply(kNoName, [] { return 1; }).ok());
    QVERIFY(pool.join().ok());
}

void TestThreadPool::refusesJoinBeforeClose()
{
    ThreadPool pool("pool", 1);
    const Status refused = pool.join();
    QVERIFY(!refused.ok());
    QVERIFY(QString::fromStdString(refused.error()).startsWith(QStringLiteral("Pool is still running")));
    // It took no harm.
    const auto answer = pool.apply(kNoName, [] { return 42; });
    QCOMPARE(answer.value().value_or(0), 42);
    pool.close();
    QVERIFY(pool.join().ok());
}

void TestThreadPool::joinWaitsForWhatWasSubmitted()
{
    std::atomic<int> done{0};
    ThreadPool pool("pool", 3);
    for (int i = 0; i < 500; ++i)
        QVERIFY(pool.submit(kNoName, [&done] { ++done; }).ok());
    pool.close();
    QVERIFY(pool.join().ok());
    QCOMPARE(done.load(), 500);
}

void TestThreadPool::terminateDropsWhatHasNotBegun()
{
    QSemaphore go;
    std::atomic<int> begun{0};
    ThreadPool pool("pool", 2);
    std::vector<sync::Future<int>> futures;
    for (int i = 0; i < 10; ++i) {
        auto future = pool.submit(kNoName, [&, i] {
            ++begun;
            go.acquire();
            return i;
        });
        futures.push_back(std::move(future).value());
    }
    QTRY_COMPARE(begun.load(), 2);
    QCOMPARE(pool.terminate(), 8);
    for (std::size_t i = 2; i < futures.size(); ++i) {
        QVERIFY(futures[i].isCancelled());
        QVERIFY(!futures[i].result().has_value()); // and does not wait
    }
    go.release(2);
    QVERIFY(pool.join().ok());
    QCOMPARE(futures[0].result().value_or(-1), 0);
    QCOMPARE(futures[1].result().value_or(-1), 1);
    QCOMPARE(begun.load(), 2);
}

void TestThreadPool::destructorLeavesNoThread()
{
    Gauge gauge;
    {
        ThreadPool pool("pool", 4);
        for (int i = 0; i < 200; ++i) {
            QVERIFY(pool.submit(kNoName,
                                [&gauge] {
                                    gauge.enter();
                                    QThread::yieldCurrentThread();
                                    gauge.leave();
                                })
                        .ok());
        }
    }
    QCOMPARE(gauge.inside(), 0);
    QVERIFY(gauge.most() <= 4);
}

void TestThreadPool::whatATaskThrowsArrivesAtTheWaiter()
{
    ThreadPool pool("pool", 1);
    const auto future = pool.submit(kNoName, []() -> int { throw std::runtime_error("broken"); });
    bool caught = false;
    try {
        future.value().result();
    } catch (const std::runtime_error& error) {
        caught = std::string(error.what()) == "broken";
    }
    QVERIFY(caught);
    QCOMPARE(pool.apply(kNoName, [] { return 1; }).value().value_or(0), 1); // its thread lives on
}

void TestThreadPool::waitGivesUpAtItsDeadline()
{
    QSemaphore go;
    ThreadPool pool("pool", 1);
    const auto future = pool.submit(kNoName, [&go] { go.acquire(); });
    QVERIFY(!future.value().wait(QDeadlineTimer(5)));
    QVERIFY(!future.value().isFinished());
    QVERIFY(!future.value().result(QDeadlineTimer(5)).has_value());
    go.release();
    QVERIFY(future.value().result().has_value());
}

void TestThreadPool::concurrentMapRunsOnThePool()
{
    ThreadPool pool("pool", 3);
    std::atomic<int> elsewhere{0};
    QFuture<int> future = sync::mapped(pool, kNoName, numbers(100), [&](int n) {
        elsewhere += pool.qt().contains(QThread::currentThread()) ? 0 : 1;
        return n + 1;
    });
    future.waitForFinished();
    QCOMPARE(future.resultCount(), 100);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(future.resultAt(i), i + 1);
    QCOMPARE(elsewhere.load(), 0);
    QCOMPARE(pool.queued(), 0);
}

QTEST_GUILESS_MAIN(TestThreadPool)
#include "tst_thread_pool.moc"
