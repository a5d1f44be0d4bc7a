// SPDX-License-Identifier: GPL-3.0-or-later
// The scenarios on thread pools, each in a real lab: what must hold at every setting, and what each of them shows.
#include "tests/system/scenarios/scenario_rows.h"

#include <QJsonArray>
#include <QTest>
#include <QThread>

using namespace lanescope;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

class TestPoolsScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsAtEverySetting_data() { testing::addRowsOfGroup(QStringLiteral("pools.")); }
    void holdsAtEverySetting();
    void mapGivesEveryPageInOrder_data();
    void mapGivesEveryPageInOrder();
    void submitIsOneTaskAndMapIsMany();
    void starvedPoolEndsInADeadlock();
    void starvedPoolIsFreedLive_data();
    void starvedPoolIsFreedLive();
    void enoughThreadsNeverStarve();
    void waitingTasksWantMoreThreads();
    void computingTasksOnlyTakeTurns();
    void longTasksDoNotDelayTheEnd();
    void staticPartsAreUnequalWork();
    void stealingEvensOut();
    void oneHeavyItemCannotBeDivided();
};

void TestPoolsScenarios::holdsAtEverySetting()
{
    QFETCH(ScenarioRun, run);
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
}

void TestPoolsScenarios::mapGivesEveryPageInOrder_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("blocking") << QStringLiteral("blocking");
    QTest::newRow("async") << QStringLiteral("async");
}

void TestPoolsScenarios::mapGivesEveryPageInOrder()
{
    QFETCH(QString, mode);
    const Ran ran =
        runScenario({QStringLiteral("pools.map"),
                     {QStringLiteral("mode=") + mode},
                     {QStringLiteral("0.5:size=2"), QStringLiteral("0.8:urls=9"), QStringLiteral("1.2:size=12")},
                     2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonObject result = ran.result();
    QVERIFY(result[QStringLiteral("rounds")].toInteger() > 0);
    QVERIFY(result[QStringLiteral("fetched")].toInteger() >= 5);
    QCOMPARE(result[QStringLiteral("failed")].toInteger(-1), 0);
    QCOMPARE(result[QStringLiteral("missing")].toInteger(-1), 0);
    QCOMPARE(result[QStringLiteral("out_of_order")].toInteger(-1), 0);
    // The pool's queue is on record: everything put was taken, and never more was queued than there were pages.
    const QJsonObject pool = ran.named("queues", QStringLiteral("pool"));
    QCOMPARE(pool[QStringLiteral("kind")].toString(), QStringLiteral("pool"));
    QCOMPARE(pool[QStringLiteral("puts")].toInteger(-1), pool[QStringLiteral("gets")].toInteger(-2));
    QVERIFY(pool[QStringLiteral("depth_max")].toDouble() <= 9);
    // A request each, but for those that the end cut off before they left.
    const QJsonObject requests = ran.report[QStringLiteral("requests")].toObject();
    QVERIFY(requests[QStringLiteral("count")].toInteger() >= result[QStringLiteral("fetched")].toInteger());
}

void TestPoolsScenarios::submitIsOneTaskAndMapIsMany()
{
    const Ran ran = runScenario({QStringLiteral("pools.submit-map"), {QStringLiteral("size=4")}, {}, 1.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonObject tasks = ran.result()[QStringLiteral("tasks")].toObject();
    QCOMPARE(tasks[QStringLiteral("submit")].toInt(), 1);
    QCOMPARE(tasks[QStringLiteral("map")].toInt(), 4);
    QCOMPARE(ran.result()[QStringLiteral("power")].toInt(), 8);
    // Four sleeps one after the other against four at once.
    const QJsonObject elapsed = ran.result()[QStringLiteral("elapsed_ms")].toObject();
    QVERIFY(elapsed[QStringLiteral("map")].toDouble() < elapsed[QStringLiteral("submit")].toDouble());
}

void TestPoolsScenarios::starvedPoolEndsInADeadlock()
{
    const Ran ran = runScenario({QStringLiteral("pools.deadlock"), {QStringLiteral("width=8")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(ran.result()[QStringLiteral("outcome")].toString(), QStringLiteral("deadlock"));
    QCOMPARE(ran.result()[QStringLiteral("rounds")].toInteger(-1), 0);
    QVERIFY(ran.named("queues", QStringLiteral("pool"))[QStringLiteral("depth_max")].toDouble() >= 4);
}

void TestPoolsScenarios::starvedPoolIsFreedLive_data()
{
    QTest::addColumn<QString>("change");
    QTest::newRow("larger") << QStringLiteral("size=5");
    QTest::newRow("lend") << QStringLiteral("cure=releaseThread");
    QTest::newRow("help") << QStringLiteral("cure=help");
}

void TestPoolsScenarios::starvedPoolIsFreedLive()
{
    QFETCH(QString, change);
    const Ran ran = runScenario({QStringLiteral("pools.deadlock"), {}, {QStringLiteral("1.0:") + change}, 2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(ran.result()[QStringLiteral("outcome")].toString(), QStringLiteral("completed"));
    QVERIFY(ran.result()[QStringLiteral("freed")].toInteger() >= 1);
    QVERIFY(ran.result()[QStringLiteral("rounds")].toInteger() >= 1);
}

void TestPoolsScenarios::enoughThreadsNeverStarve()
{
    const Ran ran = runScenario({QStringLiteral("pools.deadlock"), {QStringLiteral("size=5")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(ran.result()[QStringLiteral("outcome")].toString(), QStringLiteral("completed"));
    QCOMPARE(ran.result()[QStringLiteral("freed")].toInteger(-1), 0);
    QVERIFY(ran.result()[QStringLiteral("rounds")].toInteger() >= 1);
}

void TestPoolsScenarios::waitingTasksWantMoreThreads()
{
    const Ran ran = runScenario({QStringLiteral("pools.size"),
                                 {QStringLiteral("size=1"), QStringLiteral("io_fraction=0.95")},
                                 {QStringLiteral("1.2:size=16")},
                                 2.4});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonArray measured = ran.result()[QStringLiteral("measured")].toArray();
    QCOMPARE(measured.size(), 2);
    const double one = measured[0][QStringLiteral("tasks_per_s")].toDouble();
    const double sixteen = measured[1][QStringLiteral("tasks_per_s")].toDouble();
    QCOMPARE(measured[1][QStringLiteral("size")].toInt(), 16);
    QVERIFY(one > 0);
    QVERIFY2(sixteen > 2 * one, qPrintable(QStringLiteral("%1 and %2 tasks/s").arg(one).arg(sixteen)));
    QCOMPARE(ran.result()[QStringLiteral("throughput")].toDouble(), sixteen);
}

void TestPoolsScenarios::computingTasksOnlyTakeTurns()
{
    const Ran ran = runScenario(
        {QStringLiteral("pools.size"), {QStringLiteral("size=16"), QStringLiteral("io_fraction=0")}, {}, 1.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(ran.result()[QStringLiteral("tasks")].toInteger() > 0);
    // More threads than CPUs: together they are ready for longer than they run, unless there is a CPU for each.
    if (QThread::idealThreadCount() > 4)
        QSKIP("Sixteen threads are not many for so many CPUs.");
    double running = 0;
    double ready = 0;
    for (const QJsonObject& thread : ran.rows("threads")) {
        running += thread[QStringLiteral("running_s")].toDouble();
        ready += thread[QStringLiteral("ready_s")].toDouble();
    }
    QVERIFY(ready > running);
}

void TestPoolsScenarios::longTasksDoNotDelayTheEnd()
{
    // 64 tasks of 200 ms of CPU time each would go on for seconds after the wish to stop, and be ended by force.
    const Ran ran =
        runScenario({QStringLiteral("pools.size"),
                     {QStringLiteral("size=64"), QStringLiteral("io_fraction=0"), QStringLiteral("task_ms=200")},
                     {},
                     0.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
}

void TestPoolsScenarios::staticPartsAreUnequalWork()
{
    const Ran ran = runScenario({QStringLiteral("pools.imbalance"), {}, {}, 1.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(ran.result()[QStringLiteral("rounds")].toInteger() >= 1);
    QCOMPARE(ran.result()[QStringLiteral("steals")].toInteger(-1), 0);
    // The share of the first twelve of 48 items under Zipf's law, times four workers.
    QVERIFY(std::abs(ran.result()[QStringLiteral("imbalance")].toDouble() - 2.784) < 0.01);
    // It shows in what the threads did: the first computed more than all the others together.
    double others = 0;
    for (int worker = 2; worker <= 4; ++worker)
        others += ran.named("threads", QStringLiteral("worker-%1").arg(worker))[QStringLiteral("running_s")].toDouble();
    QVERIFY(ran.named("threads", QStringLiteral("worker-1"))[QStringLiteral("running_s")].toDouble() > others);
}

void TestPoolsScenarios::stealingEvensOut()
{
    const Ran ran = runScenario({QStringLiteral("pools.imbalance"), {QStringLiteral("policy=stealing")}, {}, 1.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(ran.result()[QStringLiteral("rounds")].toInteger() >= 1);
    QVERIFY(ran.result()[QStringLiteral("steals")].toInteger() > 0);
    const double imbalance = ran.result()[QStringLiteral("imbalance")].toDouble();
    QVERIFY(imbalance >= 1);
    QVERIFY2(imbalance < 2, qPrintable(QString::number(imbalance)));
}

void TestPoolsScenarios::oneHeavyItemCannotBeDivided()
{
    const Ran ran = runScenario(
        {QStringLiteral("pools.imbalance"), {QStringLiteral("policy=stealing"), QStringLiteral("skew=2")}, {}, 1.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(ran.result()[QStringLiteral("rounds")].toInteger() >= 1);
    QVERIFY(ran.result()[QStringLiteral("imbalance")].toDouble() > 2.4); // 61.6 % of the work is one item
}

QTEST_GUILESS_MAIN(TestPoolsScenarios)
#include "tst_pools_scenarios.moc"
