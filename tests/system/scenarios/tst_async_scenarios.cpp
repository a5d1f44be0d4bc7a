// SPDX-License-Identifier: GPL-3.0-or-later
// The scenarios on event loops, each in a real lab: what must hold at every setting, and what each of them shows.
#include "core/control/run_controller.h"
#include "tests/system/scenarios/scenario_rows.h"

#include <QTest>

#include <algorithm>

using namespace lanescope;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

class TestAsyncScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsAtEverySetting_data() { testing::addRowsOfGroup(QStringLiteral("async.")); }
    void holdsAtEverySetting();
    void reactorCallsTwoCallbacksForEachSuccess_data();
    void reactorCallsTwoCallbacksForEachSuccess();
    void moreUrlsJoinTheListThatRuns();
    void aLoopThatStandsStillIsSeenToRunAndToBeLate();
    void asyncIsAsFastAsItsConcurrency();
};

void TestAsyncScenarios::holdsAtEverySetting()
{
    QFETCH(ScenarioRun, run);
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    if (run.id == QLatin1String("async.reactor"))
        QCOMPARE(ran.result()[QStringLiteral("callbacks")].toInteger(-1),
                 2 * ran.result()[QStringLiteral("ok")].toInteger(-1));
}

void TestAsyncScenarios::reactorCallsTwoCallbacksForEachSuccess_data()
{
    QTest::addColumn<double>("failures");
    for (const double failures : {0.0, 0.5, 1.0})
        QTest::addRow("%g fail", failures) << failures;
}

void TestAsyncScenarios::reactorCallsTwoCallbacksForEachSuccess()
{
    QFETCH(double, failures);
    const Ran ran = runScenario(
        {QStringLiteral("async.reactor"),
         {QStringLiteral("urls=10"), QStringLiteral("latency_ms=60"), QStringLiteral("failures=%1").arg(failures)},
         {},
         2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonObject result = ran.result();
    const qint64 ok = result[QStringLiteral("ok")].toInteger();
    QCOMPARE(result[QStringLiteral("callbacks")].toInteger(-1), 2 * ok);
    QCOMPARE(ok > 0, failures < 1);
    QCOMPARE(result[QStringLiteral("failed")].toInteger() > 0, failures > 0);
    QVERIFY(result[QStringLiteral("lists")].toInteger() >= 2); // success and failure both end one
    QCOMPARE(result[QStringLiteral("max_overlap")].toInteger(), 10);
    // All of it on one thread: besides the loop there is only Qt's for the sockets.
    int callers = 0;
    for (const QJsonObject& thread : ran.rows("threads"))
        callers += thread[QStringLiteral("pid")] == ran.rows("processes").value(0)[QStringLiteral("pid")] &&
                           !thread[QStringLiteral("name")].toString().startsWith(QLatin1String("QNetworkAccess"))
                       ? 1
                       : 0;
    QCOMPARE(callers, 1);
}

void TestAsyncScenarios::moreUrlsJoinTheListThatRuns()
{
    const Ran ran = runScenario({QStringLiteral("async.reactor"),
                                 {QStringLiteral("urls=2"), QStringLiteral("latency_ms=2000")},
                                 {QStringLiteral("0.4:urls=30")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(ran.result()[QStringLiteral("max_overlap")].toInteger(), 30);
    QCOMPARE(ran.result()[QStringLiteral("lists")].toInteger(), 1);
}

// Forty seconds of callbacks in one go: the run ends in the midst of them.
void TestAsyncScenarios::aLoopThatStandsStillIsSeenToRunAndToBeLate()
{
    bool isLate = false;
    bool runs = false;
    ScenarioRun run{
        QStringLiteral("async.reactor"), {QStringLiteral("callback_ms=200"), QStringLiteral("urls=100")}, {}, 20};
    run.watching = [&](control::RunController& controller) {
        const store::SnapshotPtr snapshot = controller.snapshot();
        for (const store::Thread& thread : *snapshot->threads) {
            const auto& open = snapshot->row(thread.stateRow).open;
            const bool isLoop = thread.tid == snapshot->process(thread.process).pid;
            runs = runs || (isLoop && !thread.isOurOwn && open && open->state == store::State::Running &&
                            snapshot->endNs - open->startNs > 1'000'000);
        }
        isLate = std::ranges::any_of(controller.watch().findings().current(), [](const auto& finding) {
            return finding.kind == analysis::FindingKind::EventLoopLag;
        });
        if (isLate && runs)
            controller.stop();
    };
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(isLate);
    QVERIFY(runs);
}

void TestAsyncScenarios::asyncIsAsFastAsItsConcurrency()
{
    const Ran ran = runScenario({QStringLiteral("async.compare"),
                                 {QStringLiteral("urls=8"), QStringLiteral("latency_ms=150"),
                                  QStringLiteral("concurrency=4"), QStringLiteral("size=2")},
                                 {},
                                 4});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonObject result = ran.result();
    QVERIFY(result[QStringLiteral("heats")].toInteger() >= 1);
    QCOMPARE(result[QStringLiteral("failed")].toInteger(-1), 0);
    const QJsonObject elapsed = result[QStringLiteral("elapsed_s")].toObject();
    // No heat can be faster than the server is, and the best of several is not much slower.
    QVERIFY(result[QStringLiteral("async_over_ideal")].toDouble() >= 1);
    QVERIFY(result[QStringLiteral("async_over_ideal")].toDouble() <= 1.3);
    QVERIFY(elapsed[QStringLiteral("one_by_one")].toDouble() >= 8 * 0.150);
    QVERIFY(elapsed[QStringLiteral("thread_pool")].toDouble() >= 4 * 0.150);
    QVERIFY(elapsed[QStringLiteral("thread_pool")].toDouble() < elapsed[QStringLiteral("one_by_one")].toDouble());
    QVERIFY(elapsed[QStringLiteral("async")].toDouble() < elapsed[QStringLiteral("thread_pool")].toDouble());
}

QTEST_GUILESS_MAIN(TestAsyncScenarios)
#include "tst_async_scenarios.moc"
