// SPDX-License-Identifier: GPL-3.0-or-later
// The scenarios on processes, each in a real lab: what must hold at every setting, and what those show that tell of a
// process's life.
#include "core/control/run_controller.h"
#include "tests/system/scenarios/process_facts.h"
#include "tests/system/scenarios/scenario_rows.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace lanescope;
using testing::endersOf;
using testing::field;
using testing::messages;
using testing::number;
using testing::processes;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;
using testing::value;

class TestProcessesScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsAtEverySetting_data() { testing::addRowsOfGroup(QStringLiteral("processes.")); }
    void holdsAtEverySetting();
    void everyChildIsInTheRecording_data();
    void everyChildIsInTheRecording();
    void forkReturnsTwice();
    void forkLeavesAZombieUntilItIsReaped();
    void forkedOrphanGetsANewParent();
    void objectsEndlessUntilTerminatedOrKilled();
    void spawnTellsHowItsChildEnded();
    void inspectSeesTheTreeOfTheKernel();
    void inspectFollowsAKnobThatIsTurnedWhileChildrenEnd();
    void inspectLeavesOutAChildThatWasKilled();
};

void TestProcessesScenarios::holdsAtEverySetting()
{
    QFETCH(ScenarioRun, run);
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
}

void TestProcessesScenarios::everyChildIsInTheRecording_data()
{
    QTest::addColumn<QString>("id");
    for (const char* id : {"fork", "spawn", "object", "inspect", "queue", "pipe", "shared-memory", "lock", "pool"})
        QTest::newRow(id) << QStringLiteral("processes.") + QLatin1StringView(id);
}

void TestProcessesScenarios::everyChildIsInTheRecording()
{
    QFETCH(QString, id);
    const Ran ran = runScenario({id});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QSet<qint64> pids;
    for (const QJsonObject& row : ran.rows("processes"))
        pids.insert(field(row, "pid"));
    QCOMPARE(pids.size(), ran.rows("processes").size()); // nobody twice
    QVERIFY(pids.size() >= 3);
    for (const QJsonObject& row : ran.rows("processes")) {
        const QByteArray who = QJsonDocument(row).toJson();
        QVERIFY2(!row[QStringLiteral("name")].toString().startsWith(QStringLiteral("process ")), who.constData());
        QVERIFY2(row[QStringLiteral("end_s")].toDouble() >= row[QStringLiteral("start_s")].toDouble(), who.constData());
        QVERIFY2(row[QStringLiteral("exit_code")].isDouble() != row[QStringLiteral("signal")].isDouble(),
                 who.constData());
        const bool isLab = row[QStringLiteral("name")].toString() == QStringLiteral("lanescope-lab");
        QVERIFY2(isLab || pids.contains(field(row, "ppid")), who.constData());
    }
    const auto isMain = [](const QJsonObject& row) { return row[QStringLiteral("name")] == QStringLiteral("main"); };
    const QList<QJsonObject> threads = ran.rows("threads");
    QCOMPARE(std::count_if(threads.begin(), threads.end(), isMain),
             1); // the lab's; a child's is called like its process
}

void TestProcessesScenarios::forkReturnsTwice()
{
    const Ran ran = runScenario({QStringLiteral("processes.fork"), {QStringLiteral("work_ms=50")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonArray returns = value(ran, "returns").toArray();
    QCOMPARE(returns.size(), 2);
    QCOMPARE(returns[0].toInteger(-1), 0);
    const auto children = processes(ran, QStringLiteral("child"));
    const auto parents = processes(ran, QStringLiteral("parent"));
    QCOMPARE(children.size(), 2);
    QCOMPARE(parents.size(), 2);
    QCOMPARE(returns[1].toInteger(), field(children[1], "pid"));
    QCOMPARE(field(children[0], "ppid"), field(parents[0], "pid"));
    QCOMPARE(field(children[0], "exit_code"), 7);
    QCOMPARE(field(parents[0], "exit_code"), 0);
    QCOMPARE(messages(*ran.snapshot, "parent", "child"), 2); // two lanes from one point
}

void TestProcessesScenarios::forkLeavesAZombieUntilItIsReaped()
{
    const QStringList childFirst{QStringLiteral("who_ends_first=child"), QStringLiteral("work_ms=100")};
    const Ran left = runScenario({QStringLiteral("processes.fork"), childFirst});
    QVERIFY2(left.problem.isEmpty(), qPrintable(left.problem));
    QCOMPARE(value(left, "zombie_state").toString(), QStringLiteral("Z"));
    QVERIFY(number(left, "zombie_ms") > 0);
    QVERIFY(!value(left, "reaped_by_parent").toBool(true));
    const QJsonObject parent = left.named("processes", QStringLiteral("parent"));
    const QJsonObject child = left.named("processes", QStringLiteral("child"));
    QVERIFY(child[QStringLiteral("end_s")].toDouble() < parent[QStringLiteral("end_s")].toDouble());
    QCOMPARE(field(child, "exit_code"), 7); // told by init, which adopted and reaped it

    const Ran reaped =
        runScenario({QStringLiteral("processes.fork"), childFirst + QStringList{QStringLiteral("reap=on")}});
    QVERIFY2(reaped.problem.isEmpty(), qPrintable(reaped.problem));
    QVERIFY(value(reaped, "zombie_state").isNull());
    QVERIFY(value(reaped, "reaped_by_parent").toBool());
    QCOMPARE(endersOf(*reaped.snapshot, "parent", store::State::JoinWait), QSet{QStringLiteral("child")});
}

void TestProcessesScenarios::forkedOrphanGetsANewParent()
{
    const Ran ran = runScenario(
        {QStringLiteral("processes.fork"), {QStringLiteral("who_ends_first=parent"), QStringLiteral("work_ms=100")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(number(ran, "orphan_old_ppid"), field(ran.named("processes", QStringLiteral("parent")), "pid"));
    QCOMPARE(number(ran, "orphan_ppid"), field(ran.named("processes", QStringLiteral("init")), "pid"));
    QVERIFY(ran.named("processes", QStringLiteral("child"))[QStringLiteral("end_s")].toDouble() >
            ran.named("processes", QStringLiteral("parent"))[QStringLiteral("end_s")].toDouble());
}

void TestProcessesScenarios::objectsEndlessUntilTerminatedOrKilled()
{
    const Ran ran = runScenario(
        {QStringLiteral("processes.object"), {QStringLiteral("interval_ms=20"), QStringLiteral("grace_ms=50")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(field(ran.named("processes", QStringLiteral("process-1")), "signal"), 15);
    QCOMPARE(field(ran.named("processes", QStringLiteral("process-2")), "signal"), 9);
    QCOMPARE(value(ran, "signals").toArray(), QJsonArray({15, 9}));
    for (const QJsonValue& loops : value(ran, "loops").toArray())
        QVERIFY(loops.toInteger() > 1);

    // A button that ends them, and starts new objects: an object can be started once only.
    const Ran again = runScenario({QStringLiteral("processes.object"),
                                   {QStringLiteral("grace_ms=50")},
                                   {QStringLiteral("0.4:terminate=on"), QStringLiteral("0.8:terminate=off")},
                                   1.4});
    QVERIFY2(again.problem.isEmpty(), qPrintable(again.problem));
    QCOMPARE(number(again, "started"), 4);
    QCOMPARE(number(again, "terminated") + number(again, "killed"), 4);
    QCOMPARE(processes(again, QStringLiteral("process-1")).size(), 2);
}

void TestProcessesScenarios::spawnTellsHowItsChildEnded()
{
    const QStringList quick{QStringLiteral("work_ms=150"), QStringLiteral("timeout_ms=40"),
                            QStringLiteral("exit_code=5")};
    const Ran ran = runScenario({QStringLiteral("processes.spawn"), quick});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(number(ran, "exit_code"), 5);
    QVERIFY(value(ran, "signal").isNull());
    QVERIFY(number(ran, "timed_out") > 0);
    QCOMPARE(number(ran, "joins"), 2 * number(ran, "children"));
    const QJsonArray refused = value(ran, "refused").toArray();
    QCOMPARE(refused.size(), 3);
    QVERIFY(refused[0].toString().contains(QStringLiteral("can only join a started process")));
    QVERIFY(refused[1].toString().contains(QStringLiteral("can only join a child process")));
    QVERIFY(refused[2].toString().contains(QStringLiteral("cannot start a process twice")));
    QCOMPARE(field(ran.named("processes", QStringLiteral("child-1")), "exit_code"), 5);

    const Ran killed =
        runScenario({QStringLiteral("processes.spawn"),
                     {QStringLiteral("work_ms=5000"), QStringLiteral("timeout_ms=40"), QStringLiteral("kill=on")}});
    QVERIFY2(killed.problem.isEmpty(), qPrintable(killed.problem));
    QCOMPARE(number(killed, "signal"), 9);
    QCOMPARE(number(killed, "python_exitcode"), -9);
    QCOMPARE(field(killed.named("processes", QStringLiteral("child-1")), "signal"), 9);
}

void TestProcessesScenarios::inspectSeesTheTreeOfTheKernel()
{
    const Ran ran = runScenario({QStringLiteral("processes.inspect"), {QStringLiteral("children=4")}, {}, 1.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "looks") > 0);
    QCOMPARE(number(ran, "matches"), number(ran, "looks"));
    QCOMPARE(number(ran, "active_children"), 4);
    QCOMPARE(number(ran, "pid"), field(ran.named("processes", QStringLiteral("lanescope-lab")), "pid"));
    const QJsonArray tree = value(ran, "tree").toArray();
    QCOMPARE(tree.size(), 8);
    // The recording, which the panel shows, has the same tree.
    for (const QJsonValue& node : tree) {
        const QJsonObject recorded = ran.named("processes", node[QStringLiteral("name")].toString());
        QCOMPARE(field(recorded, "pid"), field(node.toObject(), "pid"));
        QCOMPARE(field(recorded, "ppid"), field(node.toObject(), "ppid"));
    }
}

// Ending twelve children takes longer than there is between the two turns.
void TestProcessesScenarios::inspectFollowsAKnobThatIsTurnedWhileChildrenEnd()
{
    const Ran ran = runScenario({QStringLiteral("processes.inspect"),
                                 {QStringLiteral("children=12")},
                                 {QStringLiteral("1:children=0"), QStringLiteral("1.01:children=5")},
                                 2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(number(ran, "active_children"), 5);
    QCOMPARE(number(ran, "matches"), number(ran, "looks"));
}

// Its table has three, then two; what is compared with the kernel is compared again from then on.
void TestProcessesScenarios::inspectLeavesOutAChildThatWasKilled()
{
    ScenarioRun run{QStringLiteral("processes.inspect"), {QStringLiteral("children=3")}, {}, 20};
    bool isKilled = false;
    int looksSince = 0;
    run.watching = [&](control::RunController& controller) {
        const auto& processes = *controller.snapshot()->processes;
        const auto second = std::ranges::find(processes, "child-2", &store::Process::name);
        if (!isKilled && second != processes.end() && second->recorded) {
            ::kill(static_cast<pid_t>(second->pid), SIGKILL);
            isKilled = true;
        }
        looksSince += isKilled ? 1 : 0;
        if (looksSince == 12)
            controller.stop();
    };
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(isKilled);
    QCOMPARE(number(ran, "active_children"), 2);
    QCOMPARE(value(ran, "tree").toArray().size(), 4);
    QVERIFY(number(ran, "looks") > 0);
    QCOMPARE(number(ran, "matches"), number(ran, "looks"));
}

QTEST_GUILESS_MAIN(TestProcessesScenarios)
#include "tst_processes_scenarios.moc"
