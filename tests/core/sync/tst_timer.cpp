// SPDX-License-Identifier: GPL-3.0-or-later
// Timers fire once or again and again, never before they are due when precise, and never after they were cancelled.
#include "core/sync/timer.h"

#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace std::chrono_literals;
using sync::Timer;

class TestTimer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void singleShotFiresOnce();
    void periodicFiresAgainAndAgain();
    void cancelledNeverFires();
    void canBeStartedAgain();
    void lateOnesAreLeftOutAndNotCountedTwice();
    void oneStallMakesOneFiringLate();
    void coarseOnesDoNotDrift();
    void eachFiringIsASpan();
};

void TestTimer::singleShotFiresOnce()
{
    Timer once("once");
    Timer often("often");
    QSignalSpy fired(&once, &Timer::fired);
    QSignalSpy beats(&often, &Timer::fired);
    once.start(1ms, Timer::Repeat::Never);
    often.start(1ms);
    QTRY_VERIFY(beats.size() >= 5);
    QCOMPARE(fired.size(), 1);
    QVERIFY(!once.isActive());
    QVERIFY(often.isActive());
}

void TestTimer::periodicFiresAgainAndAgain()
{
    Timer timer("timer");
    QSignalSpy fired(&timer, &Timer::fired);
    timer.start(1ms);
    QTRY_VERIFY(fired.size() >= 10);
    timer.cancel();
    // Precise ones may round by less than a millisecond.
    for (const auto& arguments : fired)
        QVERIFY(arguments.first().toLongLong() > -1'000'000);
}

void TestTimer::cancelledNeverFires()
{
    Timer never("never");
    Timer often("often");
    QSignalSpy fired(&never, &Timer::fired);
    QSignalSpy beats(&often, &Timer::fired);
    never.start(1ms, Timer::Repeat::Never);
    const auto due = Timer::Clock::now() + 2ms;
    testing::yieldUntil([&] { return Timer::Clock::now() > due; }); // due, and no event loop has run
    never.cancel();
    often.start(1ms);
    QTRY_VERIFY(beats.size() >= 3);
    QCOMPARE(fired.size(), 0);
}

void TestTimer::canBeStartedAgain()
{
    Timer timer("timer");
    QSignalSpy fired(&timer, &Timer::fired);
    timer.start(1ms, Timer::Repeat::Never);
    QTRY_COMPARE(fired.size(), 1);
    timer.start(1ms, Timer::Repeat::Never);
    QTRY_COMPARE(fired.size(), 2);
    timer.start(0ms, Timer::Repeat::Never);
    QTRY_COMPARE(fired.size(), 3);
}

// A loop that is busy for many intervals: what was missed is not made up for, and the next one is not late for it.
void TestTimer::lateOnesAreLeftOutAndNotCountedTwice()
{
    Timer timer("timer");
    QSignalSpy fired(&timer, &Timer::fired);
    const auto started = Timer::Clock::now();
    timer.start(20ms);
    const auto busyUntil = started + 70ms;
    testing::yieldUntil([&] { return Timer::Clock::now() > busyUntil; });
    QTRY_VERIFY(fired.size() >= 1);
    QVERIFY(fired[0].first().toLongLong() >= 45'000'000);
    QTRY_VERIFY(fired.size() >= 2);
    const std::chrono::nanoseconds since = Timer::Clock::now() - started;
    QVERIFY(since.count() - fired[1].first().toLongLong() >= 75'000'000); // due at 80 ms or later, not at 40
}

void TestTimer::oneStallMakesOneFiringLate()
{
    Timer timer("timer");
    QSignalSpy fired(&timer, &Timer::fired);
    const auto started = Timer::Clock::now();
    timer.start(40ms);
    testing::yieldUntil([&] { return Timer::Clock::now() > started + 95ms; }); // 1.4 intervals too long
    QTRY_VERIFY(fired.size() >= 6);
    QVERIFY(fired[0].first().toLongLong() >= 54'000'000);
    qint64 leastLate = std::numeric_limits<qint64>::max();
    for (qsizetype i = 1; i < fired.size(); ++i)
        leastLate = std::min(leastLate, fired[i].first().toLongLong());
    QVERIFY2(leastLate < 12'000'000, qPrintable(QString::number(leastLate))); // no firing owes the stall's 15 ms
}

// Qt moves each firing of this one to a multiple of 25 ms, 5 ms early, and counts the next interval from there. A busy
// machine makes it later, nothing makes it earlier.
void TestTimer::coarseOnesDoNotDrift()
{
    constexpr std::chrono::nanoseconds kInterval = 130ms;
    Timer timer("timer", Qt::CoarseTimer);
    QSignalSpy fired(&timer, &Timer::fired);
    timer.start(std::chrono::duration_cast<std::chrono::milliseconds>(kInterval));
    QTRY_VERIFY(fired.size() >= 6);
    timer.cancel();
    qint64 earliest = 0;
    for (const auto& arguments : fired)
        earliest = std::min(earliest, arguments.first().toLongLong());
    const std::chrono::nanoseconds fivePercent = kInterval / 20;
    QVERIFY2(earliest >= -(fivePercent + 2ms).count(), qPrintable(QString::number(earliest)));
}

void TestTimer::eachFiringIsASpan()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    const auto name = static_cast<std::uint32_t>(trace::Recorder::intern("tick"));
    {
        Timer timer("tick");
        QSignalSpy fired(&timer, &Timer::fired);
        timer.start(1ms);
        QTRY_VERIFY(fired.size() >= 3);
    }
    const auto spans = recording.stop(trace::RecordType::Span);
    QVERIFY(spans.size() >= 3);
    for (const trace::Record& span : spans)
        QCOMPARE(span.object, name);
}

QTEST_GUILESS_MAIN(TestTimer)
#include "tst_timer.moc"
