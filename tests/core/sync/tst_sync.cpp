// SPDX-License-Identifier: GPL-3.0-or-later
// Traced primitives: they exclude, wake and bound as the bare ones do, and what they record is what happened.
#include "core/sync/handover_mutex.h"
#include "core/sync/mutex.h"
#include "core/sync/read_write_lock.h"
#include "core/sync/recursive_mutex.h"
#include "core/sync/semaphore.h"
#include "core/sync/spin_lock.h"
#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QTest>

#include <algorithm>

using namespace lanescope;

namespace {

using testing::joinAll;
using testing::recordsIn;
using testing::startAll;
using trace::Record;
using trace::RecordType;

constexpr int kThreads = 4;
constexpr int kRounds = 2'000;

template <class Lock>
void countUnder(Lock& lock, qint64& counter)
{
    joinAll(startAll(kThreads, [&](int) {
        for (int i = 0; i < kRounds; ++i) {
            const std::lock_guard guard(lock);
            ++counter; // not atomic: only the lock keeps it right
        }
    }));
}

constexpr std::size_t kMeasured = 4;

/// How many of kMeasured times so many rounds by one thread were measured.
template <class Lock, class... Arguments>
std::size_t measuredOf(const std::function<void(Lock&)>& round, Arguments... arguments)
{
    testing::Recording recording;
    {
        Lock lock("lock", arguments...);
        for (std::size_t i = 0; i < kMeasured * trace::kAcquiresPerMeasure; ++i)
            round(lock);
    }
    return recording.stop(RecordType::Acquire).size();
}

} // namespace

class TestSync : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void locksExclude();
    void handoverMayChangeUnderLoad();
    void holdsOfOneLockNeverOverlap();
    void triesAreToldFromLocks();
    void takingAtOnceIsMeasured();
    void onlyTheFirstOfNestedLocksIsMeasured();
    void locksTellWhereTheyLie();
};

void TestSync::locksExclude()
{
    qint64 counter = 0;
    sync::Mutex mutex("mutex");
    countUnder(mutex, counter);
    sync::StdMutex standard("std::mutex");
    countUnder(standard, counter);
    sync::SpinLock spin("spin");
    countUnder(spin, counter);
    sync::TicketLock ticket("ticket");
    countUnder(ticket, counter);
    sync::HandoverMutex strict("strict");
    countUnder(strict, counter);
    sync::HandoverMutex barging("barging");
    barging.bare().setHandover(sync::Handover::Barging);
    countUnder(barging, counter);
    QCOMPARE(counter, 6 * kThreads * kRounds);
}

void TestSync::handoverMayChangeUnderLoad()
{
    sync::HandoverMutex mutex("mutex");
    std::atomic<bool> over{false};
    const auto turner = startAll(1, [&](int) {
        while (!over) {
            mutex.bare().setHandover(sync::Handover::Barging);
            mutex.bare().setHandover(sync::Handover::Strict);
        }
    });
    qint64 counter = 0;
    countUnder(mutex, counter);
    over = true;
    joinAll(turner);
    QCOMPARE(counter, kThreads * kRounds);
    QVERIFY(mutex.try_lock()); // nobody was left in the queue
    mutex.unlock();
}

void TestSync::holdsOfOneLockNeverOverlap()
{
    const QTemporaryDir folder;
    QVERIFY(trace::Recorder::start(folder.path().toStdString(), "test").ok());
    qint64 counter = 0;
    {
        sync::Mutex mutex("mutex");
        countUnder(mutex, counter);
    }
    trace::Recorder::stop();

    std::vector<Record> holds = recordsIn(folder);
    const auto contended = std::count_if(holds.begin(), holds.end(),
                                         [](const Record& r) { return r.type == RecordType::Hold && r.value == 1; });
    const auto waits =
        std::count_if(holds.begin(), holds.end(), [](const Record& r) { return r.type == RecordType::Wait; });
    QCOMPARE(waits, contended);
    std::erase_if(holds, [](const Record& r) { return r.type != RecordType::Hold; });
    // Without a reader the rings keep what fits and drop the rest; what was kept is true.
    QVERIFY(!holds.empty());
    std::sort(holds.begin(), holds.end(), [](const Record& a, const Record& b) { return a.start < b.start; });
    for (std::size_t i = 1; i < holds.size(); ++i)
        QVERIFY(holds[i - 1].start + holds[i - 1].duration <= holds[i].start);
}

// Whoever only tries cannot be part of a deadlock, so the record says how each lock was come by.
void TestSync::triesAreToldFromLocks()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    int locks = 0;
    const auto lockAndTry = [&locks](auto& lock) {
        lock.lock();
        lock.unlock();
        QVERIFY(lock.try_lock());
        lock.unlock();
        ++locks;
    };
    {
        sync::Mutex mutex("mutex");
        lockAndTry(mutex);
        sync::TicketLock ticket("ticket");
        lockAndTry(ticket);
        sync::RecursiveMutex recursive("recursive");
        lockAndTry(recursive);
        sync::ReadWriteLock readWrite("read and write");
        lockAndTry(readWrite);
        readWrite.lock_shared();
        readWrite.unlock_shared();
        QVERIFY(readWrite.try_lock_shared());
        readWrite.unlock_shared();
        sync::Semaphore semaphore("semaphore", 1);
        semaphore.acquire();
        semaphore.release();
        QVERIFY(semaphore.tryAcquire());
        semaphore.release();
    }
    const std::vector<Record> holds = recording.stop(RecordType::Hold);
    QCOMPARE(locks, 4);
    QCOMPARE(holds.size(), 2 * (4 + 2));
    for (std::size_t i = 0; i < holds.size(); ++i)
        QCOMPARE(holds[i].value, static_cast<quint64>(i % 2 == 0 ? trace::Acquired::AtOnce : trace::Acquired::Tried));
}

// Of each kind of lock one in so many.
void TestSync::takingAtOnceIsMeasured()
{
    const auto lock = [](auto& taken) {
        taken.lock();
        taken.unlock();
    };
    QCOMPARE(measuredOf<sync::Mutex>(lock), kMeasured);
    QCOMPARE(measuredOf<sync::StdMutex>(lock), kMeasured);
    QCOMPARE(measuredOf<sync::SpinLock>(lock), kMeasured);
    QCOMPARE(measuredOf<sync::TicketLock>(lock), kMeasured);
    QCOMPARE(measuredOf<sync::HandoverMutex>(lock), kMeasured);
    QCOMPARE(measuredOf<sync::RecursiveMutex>(lock), kMeasured);
    QCOMPARE(measuredOf<sync::ReadWriteLock>(lock), kMeasured);
    QCOMPARE(measuredOf<sync::ReadWriteLock>([](sync::ReadWriteLock& taken) {
                 taken.lock_shared();
                 taken.unlock_shared();
             }),
             kMeasured);
    QCOMPARE(measuredOf<sync::Semaphore>(
                 [](sync::Semaphore& taken) {
                     taken.acquire();
                     taken.release();
                 },
                 1),
             kMeasured);
}

void TestSync::onlyTheFirstOfNestedLocksIsMeasured()
{
    // Half of those that come up for it are the second of two.
    QCOMPARE(measuredOf<sync::RecursiveMutex>([](sync::RecursiveMutex& taken) {
                 taken.lock();
                 taken.lock();
                 taken.unlock();
                 taken.unlock();
             }),
             kMeasured);
}

void TestSync::locksTellWhereTheyLie()
{
    const QTemporaryDir folder;
    QVERIFY(trace::Recorder::start(folder.path().toStdString(), "test").ok());
    sync::Mutex first("first");
    sync::TicketLock second("second");
    trace::Recorder::stop();
    const QString file = QDir(folder.path()).entryList({QStringLiteral("*.seg")}).value(0);
    const auto reader = trace::SegmentReader::open(folder.filePath(file).toStdString());
    QVERIFY(reader.ok());
    const auto addressOf = [&](trace::ObjectId id) { return reader.value()->object(id)->address; };
    QCOMPARE(addressOf(first.object().id()), reinterpret_cast<std::uintptr_t>(&first.bare()));
    QCOMPARE(addressOf(second.object().id()), reinterpret_cast<std::uintptr_t>(&second.bare()));
}

QTEST_GUILESS_MAIN(TestSync)
#include "tst_sync.moc"
