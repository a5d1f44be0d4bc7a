// SPDX-License-Identifier: GPL-3.0-or-later
// Who asks for a lock with a limit of time gets it or gives up, and the record says which.
#include "tests/core/sync/lock_ways.h"

#include <QTest>

#include <random>

using namespace lanescope;
using namespace std::chrono_literals;
using testing::asOtherThread;
using testing::joinAll;
using testing::kNeverOver;
using testing::lockAsRecorded;
using testing::startAll;
using testing::yieldUntil;
using trace::Record;
using trace::RecordType;

namespace {

// The records of a recording whose only lock is held by another thread all the time.
template <class Way>
void givesUpWhileHeld()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    {
        Way way;
        way.lock.lock();
        bool got = false;
        std::uint32_t waiters = 7;
        asOtherThread<Way>(way, [&](Way& held) {
            got = held.takeFor(0us) || held.takeFor(-5us); // these do not wait
            got = got || held.takeFor(2ms);
            waiters = lockAsRecorded()->waiters.load();
        });
        QVERIFY(!got);
        QCOMPARE(waiters, 0U);
        way.lock.unlock();
    }
    const std::vector<Record> waits = recording.stop(RecordType::Wait);
    QCOMPARE(waits.size(), 1U);
    QCOMPARE(waits[0].detail, static_cast<quint8>(trace::WaitKind::Lock));
    QCOMPARE(waits[0].value, 0U); // nobody ended it
    QVERIFY(waits[0].duration > 0);
    QCOMPARE(recording.stop(RecordType::Hold).size(), 1U);
}

template <class Way>
void getsItWhenItIsLetGo()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    trace::Recorder::nameThread("holder");
    const std::uint64_t holder = trace::Peer::ofLane(trace::Recorder::lane()->index()).bits;
    {
        Way way;
        way.lock.lock();
        std::atomic<bool> got{false};
        const auto other = startAll(1, [&](int) {
            got = way.takeFor(kNeverOver);
            if (got)
                way.letGo();
        });
        yieldUntil([] { return lockAsRecorded()->waiters.load() > 0; });
        way.lock.unlock();
        joinAll(other);
        QVERIFY(got);
        QVERIFY(way.takeFor(kNeverOver)); // free: at once
        way.letGo();
    }
    const std::vector<Record> waits = recording.stop(RecordType::Wait);
    QCOMPARE(waits.size(), 1U);
    QCOMPARE(waits[0].value, holder);
    const std::vector<Record> holds = recording.stop(RecordType::Hold);
    QCOMPARE(holds.size(), 3U);
    QCOMPARE(holds[0].value, static_cast<quint64>(trace::Acquired::AtOnce));
    QCOMPARE(holds[1].value, static_cast<quint64>(trace::Acquired::TriedAfterWait));
    QCOMPARE(holds[1].start, waits[0].start + waits[0].duration);
    QCOMPARE(holds[2].value, static_cast<quint64>(trace::Acquired::Tried));
}

// As many as got in were alone there; who gave up left nothing behind.
template <class Way>
void excludesUnderLoad()
{
    constexpr int kThreads = 4;
    constexpr int kRounds = 500;
    Way way;
    qint64 counter = 0; // not atomic: only the lock keeps it right
    std::atomic<qint64> entered{0};
    joinAll(startAll(kThreads, [&](int index) {
        std::mt19937 random(static_cast<quint32>(index));
        for (int i = 0; i < kRounds; ++i) {
            if (!way.takeFor(std::chrono::microseconds(random() % 1'500)))
                continue;
            ++counter;
            ++entered;
            if (i % 16 == 0)
                QThread::yieldCurrentThread();
            way.letGo();
        }
    }));
    QVERIFY(entered > 0);
    QCOMPARE(counter, entered.load());
    QVERIFY(way.takeFor(0us)); // free in the end
    way.letGo();
}

using Check = void (*)();
struct Checks {
    Check givesUp;
    Check getsIt;
    Check excludes;
};

template <class Way>
constexpr Checks kChecks{givesUpWhileHeld<Way>, getsItWhenItIsLetGo<Way>, excludesUnderLoad<Way>};

void addAll()
{
    QTest::addColumn<Checks>("checks");
    testing::forEachLock([]<class Way>(const char* name) { QTest::newRow(name) << kChecks<Way>; });
}

} // namespace
Q_DECLARE_METATYPE(Checks)

class TestTimedLocks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesUpWhenTheTimeIsOver_data() { addAll(); }
    void givesUpWhenTheTimeIsOver()
    {
        QFETCH(Checks, checks);
        checks.givesUp();
    }
    void isTakenWhenItIsLetGoInTime_data() { addAll(); }
    void isTakenWhenItIsLetGoInTime()
    {
        QFETCH(Checks, checks);
        checks.getsIt();
    }
    void excludesUnderLoad_data()
    {
        QTest::addColumn<Checks>("checks");
        testing::forEachLockHadAlone([]<class Way>(const char* name) { QTest::newRow(name) << kChecks<Way>; });
    }
    void excludesUnderLoad()
    {
        QFETCH(Checks, checks);
        checks.excludes();
    }
    void readersDoNotKeepReadersOut();
    void aPlainMutexGivesUpOnItself();
};

void TestTimedLocks::readersDoNotKeepReadersOut()
{
    sync::ReadWriteLock lock("lock");
    lock.lock_shared();
    bool read = false;
    bool written = true;
    joinAll(startAll(1, [&](int) {
        read = lock.try_lock_shared_for(kNeverOver);
        lock.unlock_shared();
        written = lock.try_lock_for(2ms);
    }));
    QVERIFY(read);
    QVERIFY(!written);
    lock.unlock_shared();
}

// What hangs with lock() is told apart here: the thread that has it is the one that waits.
void TestTimedLocks::aPlainMutexGivesUpOnItself()
{
    sync::Mutex plain("plain");
    plain.lock();
    QVERIFY(!plain.try_lock_for(2ms));
    plain.unlock();
    sync::RecursiveMutex recursive("recursive");
    recursive.lock();
    QVERIFY(recursive.try_lock_for(2ms));
    QCOMPARE(recursive.depth(), 2);
    recursive.unlock();
    recursive.unlock();
}

QTEST_GUILESS_MAIN(TestTimedLocks)
#include "tst_timed_locks.moc"
