// SPDX-License-Identifier: GPL-3.0-or-later
// Where the kernel tells nobody of its switches, as Debian's does (perf_event_paranoid 3), /proc is read instead: what runs
// and what is ready adds up, what goes by it is found, and both are said to be approximate.
#include "core/control/run_controller.h"
#include "tests/system/scenarios/scenario_run.h"

#include <QJsonArray>
#include <QTest>

using namespace lanescope;
using analysis::FindingKind;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

class TestProcfsLayer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("LANESCOPE_KERNEL_LAYER", "procfs"); }
    void timeOnACpuIsTheKernels_data();
    void timeOnACpuIsTheKernels();
    void whatGoesByItIsFound_data();
    void whatGoesByItIsFound();
};

void TestProcfsLayer::timeOnACpuIsTheKernels_data()
{
    QTest::addColumn<QString>("threads");
    for (const char* threads : {"1", "4", "16"})
        QTest::newRow(threads) << QString::fromLatin1(threads);
}

void TestProcfsLayer::timeOnACpuIsTheKernels()
{
    QFETCH(QString, threads);
    const Ran ran = runScenario({QStringLiteral("threads.parallel"), {QStringLiteral("threads=") + threads}, {}, 3});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    double runningS = 0;
    double allS = 0;
    double otherS = 0;
    for (const QJsonObject& thread : ran.rows("threads")) {
        if (!thread[QStringLiteral("name")].toString().startsWith(QStringLiteral("worker-")))
            continue;
        runningS += thread[QStringLiteral("running_s")].toDouble();
        otherS += thread[QStringLiteral("wait_s")].toObject()[QStringLiteral("other")].toDouble();
        allS += thread[QStringLiteral("end_s")].toDouble() - thread[QStringLiteral("start_s")].toDouble();
    }
    // What the threads read of their own clocks.
    const double meanOwnS = ran.result()[QStringLiteral("parallelism")].toDouble() * allS / threads.toDouble();
    QVERIFY2(qAbs(runningS - meanOwnS) < 0.1 * meanOwnS,
             qPrintable(QStringLiteral("%1 s, by their own clocks %2 s").arg(runningS).arg(meanOwnS)));
    QVERIFY2(otherS < 0.05 * allS, qPrintable(QStringLiteral("%1 of %2 s").arg(otherS).arg(allS))); // they never wait
    const QJsonObject recording = ran.report[QStringLiteral("recording")].toObject();
    QCOMPARE(recording[QStringLiteral("layers")].toArray().last().toString(), QStringLiteral("procfs"));
    QVERIFY(ran.report[QStringLiteral("utilisation")].toObject()[QStringLiteral("approximate")].toBool());
}

void TestProcfsLayer::whatGoesByItIsFound_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* scenario, FindingKind kind) {
        QTest::newRow(scenario) << QString::fromLatin1(scenario) << static_cast<int>(kind);
    };
    row("threads.parallel", FindingKind::Oversubscription);
    row("locks.livelock", FindingKind::Livelock);
    row("locks.inversion", FindingKind::PriorityInversion);
}

void TestProcfsLayer::whatGoesByItIsFound()
{
    QFETCH(QString, scenario);
    QFETCH(int, kind);
    constexpr double kPatienceS = 25;
    std::optional<analysis::Finding> found;
    ScenarioRun run{scenario, {}, {}, kPatienceS};
    run.mayDrop = true;
    run.watching = [&](control::RunController& controller) {
        const auto& now = controller.watch().findings().current();
        const auto at = std::ranges::find(now, static_cast<FindingKind>(kind), &analysis::Finding::kind);
        if (found || at == now.end())
            return;
        found = *at;
        controller.stop();
    };
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(found);
    QVERIFY(found->isApproximate);
}

QTEST_GUILESS_MAIN(TestProcfsLayer)
#include "tst_procfs_layer.moc"
