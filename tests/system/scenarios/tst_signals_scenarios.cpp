// SPDX-License-Identifier: GPL-3.0-or-later
// The scenarios on what threads wait for besides locks, each in a real lab: condition, semaphore, event, timer.
#include "tests/system/scenarios/scenario_run.h"

#include <QTest>

using namespace lanescope;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

class TestSignalsScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneTicketWakesOneInVainNever();
    void oneTicketForAllIsAHerd();
    void asManyWakeUpsAsTicketsAreNotInVain();
    void semaphoreKeepsItsPermits_data();
    void semaphoreKeepsItsPermits();
    void semaphoreKeepsItsPermitsWhileTheyChange();
    void eventStopsAllAtRed();
    void eventLetsAllGoAtGreen();
    void eventChangesByItself();
    void timersFireAndTheCancelledDoNot_data();
    void timersFireAndTheCancelledDoNot();
    void coarseTimersComeEarlyAndSaySo();
};

namespace {

qint64 number(const Ran& ran, const char* field)
{
    return ran.result()[QLatin1StringView(field)].toInteger(-1);
}

} // namespace

void TestSignalsScenarios::oneTicketWakesOneInVainNever()
{
    const Ran ran = runScenario(
        {QStringLiteral("locks.condition"), {QStringLiteral("interval_ms=40"), QStringLiteral("inside_ms=5")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "passed") > 10);
    QVERIFY(number(ran, "passed") <= number(ran, "tickets"));
    // Whoever comes back just then may take the ticket of the one who was woken.
    QVERIFY2(number(ran, "futile") * 4 <= number(ran, "wakeups"), qPrintable(QString::number(number(ran, "futile"))));
    QVERIFY(number(ran, "wakeups") * 2 >= number(ran, "passed"));
    QVERIFY(ran.waited(QStringLiteral("waiter"), "condition") > 0);
}

void TestSignalsScenarios::oneTicketForAllIsAHerd()
{
    const Ran ran =
        runScenario({QStringLiteral("locks.condition"), {QStringLiteral("wake=all"), QStringLiteral("waiters=20")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const qint64 passed = number(ran, "passed");
    QVERIFY(passed > 2);
    QVERIFY(number(ran, "futile") > 10 * passed);
    // Each of them had to take the lock again before it could look, one after the other.
    QVERIFY(ran.named("locks", QStringLiteral("door lock"))[QStringLiteral("contended")].toInteger() > 0);
}

void TestSignalsScenarios::asManyWakeUpsAsTicketsAreNotInVain()
{
    const Ran ran = runScenario({QStringLiteral("locks.condition"),
                                 {QStringLiteral("wake=n"), QStringLiteral("n=3"), QStringLiteral("tickets=3"),
                                  QStringLiteral("interval_ms=20")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "passed") > 10);
    QVERIFY(number(ran, "passed") <= number(ran, "tickets"));
    QVERIFY(number(ran, "futile") * 2 <= number(ran, "wakeups"));
}

void TestSignalsScenarios::semaphoreKeepsItsPermits_data()
{
    QTest::addColumn<int>("permits");
    for (const int permits : {1, 5, 32})
        QTest::addRow("%d", permits) << permits;
}

void TestSignalsScenarios::semaphoreKeepsItsPermits()
{
    QFETCH(int, permits);
    const Ran ran = runScenario(
        {QStringLiteral("locks.semaphore"),
         {QStringLiteral("permits=%1").arg(permits), QStringLiteral("hold_ms=10"), QStringLiteral("rest_ms=1")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "max_inside") >= 1 && number(ran, "max_inside") <= permits);
    QCOMPARE(number(ran, "beyond_permits"), 0);
    QVERIFY(number(ran, "entered") > 0);
    QCOMPARE(number(ran, "refused_releases"), 1);
    if (permits < 20)
        QVERIFY(ran.waited(QStringLiteral("worker"), "semaphore") > 0);
}

void TestSignalsScenarios::semaphoreKeepsItsPermitsWhileTheyChange()
{
    ScenarioRun run{QStringLiteral("locks.semaphore"), {QStringLiteral("hold_ms=5"), QStringLiteral("rest_ms=1")}};
    run.changes = {QStringLiteral("0.2:permits=1"),  QStringLiteral("0.4:permits=12"), QStringLiteral("0.5:permits=2"),
                   QStringLiteral("0.6:permits=20"), QStringLiteral("0.7:permits=3"),  QStringLiteral("0.8:permits=8")};
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(number(ran, "beyond_permits"), 0);
    QCOMPARE(number(ran, "permits"), 8);
    QVERIFY(number(ran, "max_inside") <= number(ran, "most_permits"));
}

void TestSignalsScenarios::eventStopsAllAtRed()
{
    const Ran ran = runScenario({QStringLiteral("locks.event"), {QStringLiteral("light=red")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(number(ran, "passed"), 0);
    QVERIFY(ran.waited(QStringLiteral("worker"), "semaphore") > 0);
}

void TestSignalsScenarios::eventLetsAllGoAtGreen()
{
    const Ran ran = runScenario(
        {QStringLiteral("locks.event"), {QStringLiteral("light=red")}, {QStringLiteral("0.4:light=green")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(number(ran, "greens"), 1);
    QVERIFY(number(ran, "passed") >= 10); // each of the ten
}

void TestSignalsScenarios::eventChangesByItself()
{
    const Ran ran = runScenario({QStringLiteral("locks.event"), {QStringLiteral("interval_ms=100")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "greens") >= 2);
    QVERIFY(number(ran, "passed") > 0);
    QVERIFY(ran.waited(QStringLiteral("worker"), "semaphore") > 0);
}

void TestSignalsScenarios::timersFireAndTheCancelledDoNot_data()
{
    QTest::addColumn<QString>("type");
    for (const char* type : {"precise", "coarse"})
        QTest::newRow(type) << QString::fromLatin1(type);
}

void TestSignalsScenarios::timersFireAndTheCancelledDoNot()
{
    QFETCH(QString, type);
    const Ran ran = runScenario({QStringLiteral("locks.timer"), {QStringLiteral("type=") + type}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "fired") > 10);
    QVERIFY(number(ran, "fired_once") > 1);
    QVERIFY(number(ran, "cancelled") > 1);
    QCOMPARE(number(ran, "fired_after_cancel"), 0);
    const QJsonObject lateness = ran.result()[QStringLiteral("lateness_us")].toObject();
    QVERIFY(lateness[QStringLiteral("p50")].toDouble() <= lateness[QStringLiteral("p99")].toDouble());
    QVERIFY(lateness[QStringLiteral("p99")].toDouble() <= lateness[QStringLiteral("max")].toDouble());
}

// Each is moved forward to the multiple of 25 ms before it: early by 5 ms, time and again, and never by more.
void TestSignalsScenarios::coarseTimersComeEarlyAndSaySo()
{
    const Ran ran = runScenario(
        {QStringLiteral("locks.timer"), {QStringLiteral("type=coarse"), QStringLiteral("interval_ms=130")}, {}, 2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "early") > 10);
    const QJsonObject lateness = ran.result()[QStringLiteral("lateness_us")].toObject();
    const double earliest = lateness[QStringLiteral("min")].toDouble();
    QVERIFY(earliest < 0);
    QVERIFY2(earliest >= -(0.05 * 130 + 2) * 1000, qPrintable(QString::number(earliest)));
    QVERIFY(earliest <= lateness[QStringLiteral("p50")].toDouble());
}

QTEST_GUILESS_MAIN(TestSignalsScenarios)
#include "tst_signals_scenarios.moc"
