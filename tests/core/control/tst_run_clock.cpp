// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/run_clock.h"

#include <QSignalSpy>
#include <QTest>

using namespace lanescope::control;

class TestRunClock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void standsAtNothingBeforeTheStart();
    void changesComeInOrderAndBeforeTheEnd();
    void aPauseHoldsEverythingUp();
    void nothingComesAfterACancel();
    void isNeverOverByItselfWithoutADuration();

private:
    static TimedChange change(double atS) { return {atS, QStringLiteral("threads"), {atS, {}}}; }
};

void TestRunClock::standsAtNothingBeforeTheStart()
{
    const RunClock clock;
    QCOMPARE(clock.elapsedS(), 0.0);
    QVERIFY(!clock.changesToCome());
}

void TestRunClock::changesComeInOrderAndBeforeTheEnd()
{
    RunClock clock;
    QSignalSpy over(&clock, &RunClock::over);
    std::vector<double> seen;
    connect(&clock, &RunClock::due, this, [&](const TimedChange& due) {
        QVERIFY(over.isEmpty());
        QVERIFY(clock.elapsedS() >= due.atS - 0.002);
        seen.push_back(due.atS);
    });
    clock.start(0.1, {change(0.1), change(0.05), change(0.02)});
    QVERIFY(clock.changesToCome());
    QTRY_COMPARE(over.size(), 1);
    QCOMPARE(seen, (std::vector<double>{0.02, 0.05, 0.1}));
    QVERIFY(!clock.changesToCome());
}

void TestRunClock::aPauseHoldsEverythingUp()
{
    RunClock clock;
    QSignalSpy over(&clock, &RunClock::over);
    QSignalSpy due(&clock, &RunClock::due);
    clock.start(0.05, {change(0.03)});
    clock.pause();
    const double stoodS = clock.elapsedS();
    QVERIFY(!over.wait(150)); // longer than both
    QVERIFY(due.isEmpty());
    QCOMPARE(clock.elapsedS(), stoodS);
    clock.resume();
    QTRY_COMPARE(over.size(), 1);
    QCOMPARE(due.size(), 1);
    QVERIFY(clock.elapsedS() >= 0.048);
}

void TestRunClock::nothingComesAfterACancel()
{
    RunClock clock;
    QSignalSpy over(&clock, &RunClock::over);
    QSignalSpy due(&clock, &RunClock::due);
    clock.start(0.02, {change(0.01)});
    clock.cancel();
    QVERIFY(!clock.changesToCome());
    QVERIFY(!over.wait(60));
    QVERIFY(due.isEmpty());
    QVERIFY(clock.elapsedS() > 0.02);
}

void TestRunClock::isNeverOverByItselfWithoutADuration()
{
    RunClock clock;
    QSignalSpy over(&clock, &RunClock::over);
    QSignalSpy due(&clock, &RunClock::due);
    clock.start(0, {change(0.01)});
    QTRY_COMPARE(due.size(), 1);
    QVERIFY(!over.wait(50));
}

QTEST_GUILESS_MAIN(TestRunClock)
#include "tst_run_clock.moc"
