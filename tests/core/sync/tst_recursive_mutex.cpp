// SPDX-License-Identifier: GPL-3.0-or-later
// A recursive mutex lets its owner in again and nobody else, until it has been unlocked as often as locked.
#include "core/sync/recursive_mutex.h"

#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QTest>

#include <mutex>

using namespace lanescope;
using testing::joinAll;
using testing::startAll;
using trace::RecordType;

class TestRecursiveMutex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void excludesOthersAtEveryDepth();
    void isFreeAfterTheLastUnlock();
    void oneHoldWithItsDepth();
    void holdsNeverOverlap();

private:
    static constexpr int kThreads = 4;
    static constexpr int kRounds = 2'000;
};

void TestRecursiveMutex::excludesOthersAtEveryDepth()
{
    sync::RecursiveMutex mutex("mutex");
    qint64 counter = 0; // not atomic: only the lock keeps it right
    joinAll(startAll(kThreads, [&](int index) {
        for (int i = 0; i < kRounds; ++i) {
            const int depth = 1 + (i + index) % 5;
            for (int k = 0; k < depth; ++k) {
                mutex.lock();
                ++counter;
            }
            for (int k = 0; k < depth; ++k) {
                counter += mutex.depth() == depth - k ? 1 : 1'000'000;
                mutex.unlock();
            }
        }
    }));
    QCOMPARE(counter, qint64{2} * kThreads * kRounds * 3); // the mean depth is 3
}

void TestRecursiveMutex::isFreeAfterTheLastUnlock()
{
    sync::RecursiveMutex mutex("mutex");
    const auto othersGetIt = [&] {
        bool got = false;
        joinAll(startAll(1, [&](int) {
            got = mutex.try_lock();
            if (got)
                mutex.unlock();
        }));
        return got;
    };
    QVERIFY(othersGetIt());
    mutex.lock();
    QVERIFY(mutex.try_lock());
    QVERIFY(!othersGetIt());
    mutex.unlock();
    QVERIFY(!othersGetIt());
    mutex.unlock();
    QVERIFY(othersGetIt());
}

void TestRecursiveMutex::oneHoldWithItsDepth()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    {
        sync::RecursiveMutex mutex("mutex");
        for (const int depth : {1, 4}) {
            for (int k = 0; k < depth; ++k)
                mutex.lock();
            for (int k = 0; k < depth; ++k)
                mutex.unlock();
        }
    }
    const auto holds = recording.stop(RecordType::Hold);
    QCOMPARE(holds.size(), 2);
    QCOMPARE(holds[0].extra, 1);
    QCOMPARE(holds[1].extra, 4);
}

void TestRecursiveMutex::holdsNeverOverlap()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    {
        sync::RecursiveMutex mutex("mutex");
        joinAll(startAll(kThreads, [&](int) {
            for (int i = 0; i < 60; ++i) { // fits into the rings: nobody reads them meanwhile
                const std::lock_guard outer(mutex);
                const std::lock_guard inner(mutex);
                QThread::yieldCurrentThread();
            }
        }));
    }
    const auto holds = recording.stop(RecordType::Hold);
    QCOMPARE(holds.size(), kThreads * 60);
    for (std::size_t i = 1; i < holds.size(); ++i)
        QVERIFY(holds[i - 1].start + holds[i - 1].duration <= holds[i].start);
}

QTEST_GUILESS_MAIN(TestRecursiveMutex)
#include "tst_recursive_mutex.moc"
