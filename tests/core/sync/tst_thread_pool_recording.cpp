// SPDX-License-Identifier: GPL-3.0-or-later
// What the traced pool records: its tasks, its queue, who waits for whom, its size.
#include "core/sync/concurrent_map.h"
#include "tests/core/sync/pool_work.h"
#include "tests/core/sync/recording.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace lanescope;
using sync::ThreadPool;
using testing::kNoName;
using testing::numbers;
using testing::starve;
using trace::RecordType;

class TestThreadPoolRecording : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recordsWhatHappened();
    void ownThreadsWaitOnThePool();
    void droppedTasksAreNotTaken();
    void recordedCapacityIsTheSize();
};

void TestThreadPoolRecording::recordsWhatHappened()
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

void TestThreadPoolRecording::ownThreadsWaitOnThePool()
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

void TestThreadPoolRecording::droppedTasksAreNotTaken()
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
void TestThreadPoolRecording::recordedCapacityIsTheSize()
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

QTEST_GUILESS_MAIN(TestThreadPoolRecording)
#include "tst_thread_pool_recording.moc"
