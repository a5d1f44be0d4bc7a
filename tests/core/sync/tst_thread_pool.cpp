// SPDX-License-Identifier: GPL-3.0-or-later
// The traced pool does what QThreadPool does under load, says no where Python's pools do, and records what happened.
#include "core/sync/concurrent_map.h"
#include "tests/core/sync/recording.h"

#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <numeric>

using namespace lanescope;
using sync::Future;
using sync::ThreadPool;
using trace::RecordType;

namespace {

constexpr auto kNoName = trace::StringId::None;

// How many are inside at once, and how many there ever were.
class Gauge {
public:
    void enter()
    {
        const int now = ++m_inside;
        int most = m_most.load();
        while (now > most && !m_most.compare_exchange_weak(most, now)) {
        }
    }
    void leave() { --m_inside; }
    int inside() const { return m_inside.load(); }
    int most() const { return m_most.load(); }

private:
    std::atomic<int> m_inside{0};
    std::atomic<int> m_most{0};
};

std::vector<int> numbers(int count)
{
    std::vector<int> list(static_cast<std::size_t>(count));
    std::iota(list.begin(), list.end(), 0);
    return list;
}

// As many tasks as there are threads, each of which waits for one it submits: the pool starves.
std::vector<Future<int>> starve(ThreadPool& pool, int parents, QSemaphore& allHere)
{
    std::vector<Future<int>> futures;
    for (int i = 0; i < parents; ++i) {
        auto parent = pool.submit(kNoName, [&pool, &allHere, i] {
            allHere.acquire(); // no child is queued before every parent has a thread
            return pool.submit(kNoName, [i] { return i; }).value().result().value_or(-1);
        });
        futures.push_back(std::move(parent).value());
    }
    return futures;
}

} // namespace

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
    void starvedPoolIsFreed_data();
    void starvedPoolIsFreed();
    void lentThreadsAreTakenBack();
    void concurrentMapRunsOnThePool();
    void recordsWhatHappened();
    void ownThreadsWaitOnThePool();
    void droppedTasksAreNotTaken();
    void recordedCapacityIsTheSize();
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
    QVERIFY(QString::fromStdString(refused.error()).contains(QStringLiteral("closed")));
    QVERIFY(!pool.map(kNoName, numbers(3), [](int n) { return n; }).ok());
    QVERIFY(!pool.apply(kNoName, [] { return 1; }).ok());
    QVERIFY(pool.join().ok());
}

void TestThreadPool::refusesJoinBeforeClose()
{
    ThreadPool pool("pool", 1);
    const Status refused = pool.join();
    QVERIFY(!refused.ok());
    QVERIFY(QString::fromStdString(refused.error()).contains(QStringLiteral("close()")));
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
    std::vector<Future<int>> futures;
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

void TestThreadPool::starvedPoolIsFreed_data()
{
    QTest::addColumn<QString>("cure");
    QTest::newRow("larger") << QStringLiteral("larger");
    QTest::newRow("lend") << QStringLiteral("lend");
    QTest::newRow("help") << QStringLiteral("help");
    QTest::newRow("terminate") << QStringLiteral("terminate");
}

void TestThreadPool::starvedPoolIsFreed()
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

void TestThreadPool::lentThreadsAreTakenBack()
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

void TestThreadPool::recordsWhatHappened()
{
    constexpr int kTasks = 60;
    const QTemporaryDir folder;
    QVERIFY(trace::Recorder::start(folder.path().toStdString(), "test").ok());
    {
        const trace::StringId name = trace::Recorder::intern("square");
        ThreadPool pool("pool", 3);
        QVERIFY(pool.map(name, numbers(kTasks), [](int n) { return n * n; }).ok());
        sync::mapped(pool, name, numbers(kTasks), [](int n) { return n * n; }).waitForFinished();
    }
    trace::Recorder::stop();

    std::vector<trace::Record> depths;
    int spans = 0;
    for (const trace::Record& record : testing::recordsIn(folder)) {
        spans += record.type == RecordType::Span ? 1 : 0;
        if (record.type == RecordType::Depth)
            depths.push_back(record);
    }
    QCOMPARE(spans, 2 * kTasks);
    QCOMPARE(depths.size(), std::size_t{4 * kTasks});
    std::sort(depths.begin(), depths.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
    qint64 expected = 0;
    for (const trace::Record& change : depths) {
        expected += change.detail == static_cast<std::uint8_t>(trace::DepthChange::Put) ? 1 : -1;
        QCOMPARE(static_cast<qint64>(change.value), expected);
    }
    QCOMPARE(expected, 0);
}

void TestThreadPool::ownThreadsWaitOnThePool()
{
    const QTemporaryDir folder;
    QVERIFY(trace::Recorder::start(folder.path().toStdString(), "test").ok());
    {
        QSemaphore allHere;
        ThreadPool pool("pool", 2);
        const auto futures = starve(pool, 2, allHere);
        allHere.release(2);
        QTRY_VERIFY(pool.isStarved());
        // The waits that go on now stand in the lanes' status words.
        const QDir directory(folder.path());
        const QString segment = directory.entryList({QStringLiteral("*.seg")}).value(0);
        auto reader = trace::SegmentReader::open(directory.filePath(segment).toStdString());
        QVERIFY(reader.ok());
        const auto waitsOnPool = [&] {
            int count = 0;
            for (std::uint32_t lane = 0; lane < reader.value()->laneCount(); ++lane) {
                const trace::LaneStatus status = reader.value()->laneStatus(lane, trace::readClock());
                const auto object = reader.value()->object(status.object);
                count +=
                    status.wait == trace::WaitKind::Future && object && object->kind == trace::ObjectKind::Pool ? 1 : 0;
            }
            return count;
        };
        QTRY_COMPARE(waitsOnPool(), 2);
        pool.resize(3);
        for (const auto& future : futures)
            QVERIFY(future.result().has_value());
        QCOMPARE(waitsOnPool(), 0);
    }
    trace::Recorder::stop();
    int idle = 0;
    for (const trace::Record& record : testing::recordsIn(folder)) {
        if (record.type != RecordType::Wait)
            continue;
        const auto kind = static_cast<trace::WaitKind>(record.detail);
        idle += kind == trace::WaitKind::QueueGet ? 1 : 0;
        if (kind == trace::WaitKind::Future)
            QVERIFY(record.value != 0); // it is known who ended it
    }
    QVERIFY(idle > 0); // threads without a task wait for one
}

void TestThreadPool::droppedTasksAreNotTaken()
{
    const QTemporaryDir folder;
    QVERIFY(trace::Recorder::start(folder.path().toStdString(), "test").ok());
    {
        QSemaphore go;
        std::atomic<int> begun{0};
        ThreadPool pool("pool", 1);
        for (int i = 0; i < 4; ++i) {
            QVERIFY(pool.submit(kNoName,
                                [&] {
                                    ++begun;
                                    go.acquire();
                                })
                        .ok());
        }
        QTRY_COMPARE(begun.load(), 1);
        QCOMPARE(pool.terminate(), 3);
        go.release();
    }
    trace::Recorder::stop();
    int gets = 0;
    int drops = 0;
    for (const trace::Record& record : testing::recordsIn(folder)) {
        if (record.type != RecordType::Depth)
            continue;
        gets += record.detail == static_cast<std::uint8_t>(trace::DepthChange::Get) ? 1 : 0;
        drops += record.detail == static_cast<std::uint8_t>(trace::DepthChange::None) ? 1 : 0;
    }
    QCOMPARE(gets, 1);
    QCOMPARE(drops, 3);
}

// That all threads of a pool wait can be read from outside only if it is known how many there are.
void TestThreadPool::recordedCapacityIsTheSize()
{
    const QTemporaryDir folder;
    QVERIFY(trace::Recorder::start(folder.path().toStdString(), "test").ok());
    {
        ThreadPool pool("pool", 4);
        const QDir directory(folder.path());
        const QString segment = directory.entryList({QStringLiteral("*.seg")}).value(0);
        auto reader = trace::SegmentReader::open(directory.filePath(segment).toStdString());
        QVERIFY(reader.ok());
        const auto capacity = [&]() -> qint64 {
            for (std::uint32_t i = 1; i < reader.value()->objectCount(); ++i) {
                const auto object = reader.value()->object(trace::ObjectId{i});
                const auto status = reader.value()->objectStatus(trace::ObjectId{i}, trace::readClock());
                if (object && object->kind == trace::ObjectKind::Pool && !status.destroyed)
                    return status.capacity;
            }
            return -1;
        };
        QCOMPARE(capacity(), 4);
        pool.resize(9);
        QCOMPARE(capacity(), 9);
        pool.resize(0); // a pool without threads would never do anything
        QCOMPARE(pool.size(), 1);
        QCOMPARE(capacity(), 1);
    }
    trace::Recorder::stop();
}

QTEST_GUILESS_MAIN(TestThreadPool)
#include "tst_thread_pool.moc"
