// SPDX-License-Identifier: GPL-3.0-or-later
// A limit that is moved while a lock is waited for is followed, and the wait is one wait in the record.
#include "tests/core/sync/lock_ways.h"

#include <QTest>

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

using Check = void (*)();
struct Checks {
    Check followsLimit;
    Check takesAtOnce;
};

template <class Way>
constexpr Checks kChecks{followsItsLimit<Way>, takesAtOnceWithinALimit<Way>};

void addAll()
{
    QTest::addColumn<Checks>("checks");
    testing::forEachLock([]<class Way>(const char* name) { QTest::newRow(name) << kChecks<Way>; });
}

} // namespace
Q_DECLARE_METATYPE(Checks)

class TestLiveLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
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
};

QTEST_GUILESS_MAIN(TestLiveLimits)
#include "tst_live_limits.moc"
