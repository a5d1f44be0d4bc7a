// SPDX-License-Identifier: GPL-3.0-or-later
// Who asks for a lock with a limit of time gets it or gives up, and the record says which.
#include "core/sync/mutex.h"
#include "core/sync/read_write_lock.h"
#include "core/sync/recursive_mutex.h"
#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QTest>

#include <random>

using namespace lanescope;
using namespace std::chrono_literals;
using testing::joinAll;
using testing::startAll;
using testing::yieldUntil;
using trace::Record;
using trace::RecordType;

namespace {

constexpr auto kNeverOver = std::chrono::hours(1);

/// A limit that another thread moves, and how often the wait asked for it.
struct MovedLimit {
    std::atomic<std::chrono::nanoseconds> limit{sync::kNoLimit};
    mutable std::atomic<int> asked{0};

    std::chrono::nanoseconds operator()() const
    {
        ++asked;
        return limit;
    }
};

/// A lock as one that has it alone sees it, and one that shares it: how each takes it within a time and lets it go.
template <class Lock>
struct Alone {
    Lock lock{"lock"};
    bool takeFor(std::chrono::microseconds timeout) { return lock.try_lock_for(timeout); }
    bool takeWithin(const MovedLimit& limit) { return lock.try_lock_within(limit); }
    void letGo() { lock.unlock(); }
};
template <class Lock>
struct Together {
    Lock lock{"lock"};
    bool takeFor(std::chrono::microseconds timeout) { return lock.try_lock_shared_for(timeout); }
    bool takeWithin(const MovedLimit& limit) { return lock.try_lock_shared_within(limit); }
    void letGo() { lock.unlock_shared(); }
};

const trace::layout::Object* lockAsRecorded()
{
    return trace::Recorder::object(trace::ObjectId{1});
}

template <class Way>
void asOtherThread(Way& way, const std::function<void(Way&)>& work)
{
    joinAll(startAll(1, [&](int) { work(way); }));
}

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

// The only lock is held; another thread waits for it with `before` as its limit until that is moved to `after`. Whether it
// got it, once it came back; if it is to get it the lock is let go when it has seen the limit moved.
template <class Way>
bool waitsWhileTheLimitMoves(std::chrono::nanoseconds before, std::chrono::nanoseconds after, bool letGo)
{
    Way way;
    MovedLimit limit;
    limit.limit = before;
    way.lock.lock();
    bool got = false;
    const auto other = startAll(1, [&](int) {
        got = way.takeWithin(limit);
        if (got)
            way.letGo();
    });
    yieldUntil([] { return lockAsRecorded()->waiters.load() > 0; });
    limit.limit = after;
    const int seen = limit.asked;
    if (letGo) {
        yieldUntil([&] { return limit.asked > seen; });
        way.lock.unlock();
    }
    joinAll(other);
    if (!letGo)
        way.lock.unlock();
    return got;
}

// Waits in vain, and how often the lock is tried underneath is nobody's business.
template <class Way>
void givesUpWhenTheLimitIsLowered(std::chrono::nanoseconds before)
{
    testing::Recording recording;
    QVERIFY(recording.started());
    QVERIFY(!waitsWhileTheLimitMoves<Way>(before, 1ms, false));
    const std::vector<Record> waits = recording.stop(RecordType::Wait);
    QCOMPARE(waits.size(), 1U);
    QCOMPARE(waits[0].value, 0U); // nobody ended it
    QCOMPARE(recording.stop(RecordType::Hold).size(), 1U);
}

template <class Way>
void goesOnWhenTheLimitIsMoved(std::chrono::nanoseconds before, std::chrono::nanoseconds after, trace::Acquired how)
{
    testing::Recording recording;
    QVERIFY(recording.started());
    QVERIFY(waitsWhileTheLimitMoves<Way>(before, after, true));
    const std::vector<Record> waits = recording.stop(RecordType::Wait);
    QCOMPARE(waits.size(), 1U);
    const std::vector<Record> holds = recording.stop(RecordType::Hold);
    QCOMPARE(holds.size(), 2U);
    QCOMPARE(holds[1].value, static_cast<quint64>(how));
    QCOMPARE(holds[1].start, waits[0].start + waits[0].duration);
}

template <class Way>
void followsItsLimit()
{
    givesUpWhenTheLimitIsLowered<Way>(sync::kNoLimit);
    givesUpWhenTheLimitIsLowered<Way>(kNeverOver);
    goesOnWhenTheLimitIsMoved<Way>(sync::kNoLimit, kNeverOver, trace::Acquired::AfterWait);
    goesOnWhenTheLimitIsMoved<Way>(kNeverOver, sync::kNoLimit, trace::Acquired::TriedAfterWait);
}

// Without a wait: how it was come by depends on whether there was a limit.
template <class Way>
void takesAtOnceWithinALimit()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    {
        Way way;
        MovedLimit limit;
        for (const std::chrono::nanoseconds each : {sync::kNoLimit, std::chrono::nanoseconds(1ms), 0ns}) {
            limit.limit = each;
            QVERIFY(way.takeWithin(limit));
            way.letGo();
        }
        way.lock.lock();
        bool got = true;
        asOtherThread<Way>(way, [&](Way& held) { got = held.takeWithin(limit); }); // 0: does not wait
        QVERIFY(!got);
        way.lock.unlock();
    }
    const std::vector<Record> holds = recording.stop(RecordType::Hold);
    QCOMPARE(holds.size(), 4U);
    QCOMPARE(holds[0].value, static_cast<quint64>(trace::Acquired::AtOnce));
    QCOMPARE(holds[1].value, static_cast<quint64>(trace::Acquired::Tried));
    QCOMPARE(holds[2].value, static_cast<quint64>(trace::Acquired::Tried));
    QVERIFY(recording.stop(RecordType::Wait).empty());
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
    Check followsLimit;
    Check takesAtOnce;
};

template <class Way>
constexpr Checks kChecks{givesUpWhileHeld<Way>, getsItWhenItIsLetGo<Way>, excludesUnderLoad<Way>, followsItsLimit<Way>,
                         takesAtOnceWithinALimit<Way>};

void addAlone()
{
    QTest::newRow("mutex") << kChecks<Alone<sync::Mutex>>;
    QTest::newRow("recursive mutex") << kChecks<Alone<sync::RecursiveMutex>>;
    QTest::newRow("to write, Qt") << kChecks<Alone<sync::ReadWriteLock>>;
    QTest::newRow("to write, std") << kChecks<Alone<sync::SharedMutex>>;
}

void addAll()
{
    QTest::addColumn<Checks>("checks");
    addAlone();
    QTest::newRow("to read, Qt") << kChecks<Together<sync::ReadWriteLock>>;
    QTest::newRow("to read, std") << kChecks<Together<sync::SharedMutex>>;
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
    void followsALimitThatIsMovedWhileItWaits_data() { addAll(); }
    void followsALimitThatIsMovedWhileItWaits()
    {
        QFETCH(Checks, checks);
        checks.followsLimit();
    }
    void aFreeLockIsTakenWithinAnyLimit_data() { addAll(); }
    void aFreeLockIsTakenWithinAnyLimit()
    {
        QFETCH(Checks, checks);
        checks.takesAtOnce();
    }
    void excludesUnderLoad_data()
    {
        QTest::addColumn<Checks>("checks");
        addAlone();
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
