// SPDX-License-Identifier: GPL-3.0-or-later
// The scenarios on processes, each in a real lab: what must hold at every setting, and what each of them shows.
#include "tests/system/scenarios/scenario_run.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace lanescope;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

namespace {

QJsonValue value(const Ran& ran, const char* key)
{
    return ran.result()[QLatin1StringView(key)];
}

qint64 number(const Ran& ran, const char* key)
{
    return value(ran, key).toInteger(-1);
}

qint64 field(const QJsonObject& row, const char* key)
{
    return row[QLatin1StringView(key)].toInteger(-1);
}

// The processes of the report that have this name, in the order of their start.
QList<QJsonObject> processes(const Ran& ran, const QString& name)
{
    QList<QJsonObject> found;
    for (const QJsonObject& row : ran.rows("processes")) {
        if (row[QStringLiteral("name")].toString() == name)
            found.append(row);
    }
    return found;
}

// The processes that ended a wait of this state of a process's main thread, by name.
QSet<QString> endersOf(const store::Snapshot& snapshot, const std::string& process, store::State state)
{
    QSet<QString> enders;
    for (const store::Thread& thread : *snapshot.threads) {
        if (snapshot.process(thread.process).name != process)
            continue;
        const store::Row& row = snapshot.row(thread.stateRow);
        for (std::size_t i = 0; i < row.intervals.size(); ++i) {
            const store::Interval& interval = row.intervals[i];
            if (interval.state() != state || interval.peer == store::kNone)
                continue;
            const store::Thread& ender = snapshot.thread(store::ThreadIndex{interval.peer});
            enders.insert(QString::fromStdString(snapshot.process(ender.process).name));
        }
    }
    return enders;
}

qsizetype messages(const store::Snapshot& snapshot, const std::string& from, const std::string& to)
{
    return std::count_if(snapshot.flows->begin(), snapshot.flows->end(), [&](const store::Flow& flow) {
        return snapshot.process(snapshot.thread(flow.from).process).name == from &&
               snapshot.process(snapshot.thread(flow.to).process).name == to;
    });
}

} // namespace

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
    void queueDeliversAndItsReaderIsTerminated();
    void queueObeysWhileItRuns();
    void pipeCarriesThereAndBack();
    void pipeMixesWhatTwoWriteAboveItsAtom_data();
    void pipeMixesWhatTwoWriteAboveItsAtom();
    void sharedMemoryShowsWhatTheChildWrote_data();
    void sharedMemoryShowsWhatTheChildWrote();
    void sharedMemoryLosesWithoutALock();
    void lockKeepsFiveStepsTogether_data();
    void lockKeepsFiveStepsTogether();
    void lockLeftOutMixesThem();
    void spawnTellsHowItsChildEnded();
    void inspectSeesTheTreeOfTheKernel();
    void poolBringsAllBackInOrder_data();
    void poolBringsAllBackInOrder();
    void poolJoinedBeforeItIsClosedIsPythonsError();
    void poolTerminatedKillsWhatIsInFlight();
    void crashTellsEachEndFromTheOthers_data();
    void crashTellsEachEndFromTheOthers();
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
    const QStringList childFirst{QStringLiteral("ends_first=child"), QStringLiteral("work_ms=100")};
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
        {QStringLiteral("processes.fork"), {QStringLiteral("ends_first=parent"), QStringLiteral("work_ms=100")}});
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

void TestProcessesScenarios::queueDeliversAndItsReaderIsTerminated()
{
    const Ran ran = runScenario({QStringLiteral("processes.queue"), {QStringLiteral("period_ms=60")}, {}, 10});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(value(ran, "received").toString(), QStringLiteral("ABCD"));
    QCOMPARE(field(ran.named("processes", QStringLiteral("writer")), "exit_code"), 0);
    QCOMPARE(field(ran.named("processes", QStringLiteral("reader")), "signal"), 15);
    QCOMPARE(messages(*ran.snapshot, "writer", "reader"), 4);
    QVERIFY(endersOf(*ran.snapshot, "lanescope-lab", store::State::JoinWait).contains(QStringLiteral("writer")));
    const QJsonObject queue = ran.named("queues", QStringLiteral("queue"));
    QCOMPARE(field(queue, "puts"), 4);
    QCOMPARE(field(queue, "gets"), 4);
}

// It would take 20 s at the period it begins with.
void TestProcessesScenarios::queueObeysWhileItRuns()
{
    const Ran ran = runScenario({QStringLiteral("processes.queue"),
                                 {QStringLiteral("period_ms=2000"), QStringLiteral("items=10")},
                                 {QStringLiteral("0.2:period_ms=10")},
                                 15});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(value(ran, "received").toString(), QStringLiteral("ABCDEFGHIJ"));
    QVERIFY(ran.report[QStringLiteral("duration_s")].toDouble() < 15);
}

void TestProcessesScenarios::pipeCarriesThereAndBack()
{
    const Ran ran = runScenario({QStringLiteral("processes.pipe"), {QStringLiteral("pause_ms=2")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "round_trips") > 0);
    QVERIFY(number(ran, "sent") - number(ran, "round_trips") <= 1);
    QCOMPARE(number(ran, "corrupt"), 0);
    const QJsonObject times = value(ran, "rtt_us").toObject();
    QVERIFY(times[QStringLiteral("p50")].toDouble() > 0);
    QVERIFY(times[QStringLiteral("p50")].toDouble() <= times[QStringLiteral("max")].toDouble());
    QVERIFY(messages(*ran.snapshot, "child", "parent") > 0);
    QVERIFY(messages(*ran.snapshot, "parent", "child") > 0);
}

void TestProcessesScenarios::pipeMixesWhatTwoWriteAboveItsAtom_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("mixes");
    QTest::newRow("small") << 64 << false;
    QTest::newRow("PIPE_BUF") << 4096 << false;
    QTest::newRow("one more") << 4097 << true;
    QTest::newRow("two pages") << 8192 << true;
}

void TestProcessesScenarios::pipeMixesWhatTwoWriteAboveItsAtom()
{
    QFETCH(int, size);
    QFETCH(bool, mixes);
    const Ran ran = runScenario(
        {QStringLiteral("processes.pipe"), {QStringLiteral("writers=2"), QStringLiteral("size=%1").arg(size)}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "intact") + number(ran, "corrupt") > 0);
    QCOMPARE(number(ran, "corrupt") > 0, mixes);
    QVERIFY(value(ran, "rtt_us").isNull());
}

void TestProcessesScenarios::sharedMemoryShowsWhatTheChildWrote_data()
{
    QTest::addColumn<QString>("lock");
    QTest::newRow("lock") << QStringLiteral("lock=on");
    QTest::newRow("no lock") << QStringLiteral("lock=off");
}

void TestProcessesScenarios::sharedMemoryShowsWhatTheChildWrote()
{
    QFETCH(QString, lock);
    const Ran ran = runScenario({QStringLiteral("processes.shared-memory"), {lock}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(value(ran, "value").toDouble(), 3.1415927);
    QCOMPARE(value(ran, "array").toArray(), QJsonArray({0, -1, -2, -3, -4, -5, -6, -7, -8, -9}));
    QVERIFY(number(ran, "reads") > 0);
    QVERIFY(number(ran, "expected") > 0);
    if (lock == QStringLiteral("lock=off"))
        return;
    QCOMPARE(number(ran, "lost"), 0);
    QCOMPARE(number(ran, "torn"), 0);
    QVERIFY(field(ran.named("locks", QStringLiteral("lock")), "acquisitions") >= number(ran, "expected"));
}

void TestProcessesScenarios::sharedMemoryLosesWithoutALock()
{
    const Ran ran =
        runScenario({QStringLiteral("processes.shared-memory"),
                     {QStringLiteral("lock=off"), QStringLiteral("writers=4"), QStringLiteral("work_us=1000"),
                      QStringLiteral("pause_ms=1"), QStringLiteral("read_ms=2")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "lost") > 0);
    QVERIFY(number(ran, "torn") > 0);
    QVERIFY(ran.named("locks", QStringLiteral("lock")).isEmpty());
}

void TestProcessesScenarios::lockKeepsFiveStepsTogether_data()
{
    QTest::addColumn<QString>("lock");
    QTest::newRow("mutex") << QStringLiteral("lock=mutex");
    QTest::newRow("semaphore") << QStringLiteral("lock=semaphore");
}

void TestProcessesScenarios::lockKeepsFiveStepsTogether()
{
    QFETCH(QString, lock);
    const Ran ran = runScenario(
        {QStringLiteral("processes.lock"), {lock, QStringLiteral("hold_ms=10"), QStringLiteral("pause_ms=10")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(number(ran, "final"), 20);
    QCOMPARE(number(ran, "wrong_finals"), 0);
    QCOMPARE(number(ran, "interleavings"), 0);
    const QString text = value(ran, "text").toString();
    QVERIFY2(text == QStringLiteral("HELLOWORLD") || text == QStringLiteral("WORLDHELLO"), qPrintable(text));
    const QJsonObject row = ran.named("locks", QStringLiteral("lock"));
    QCOMPARE(field(row, "acquisitions"), 2 * number(ran, "rounds"));
    QVERIFY(field(row, "contended") > 0);
    QVERIFY(endersOf(*ran.snapshot, "p1", store::State::LockWait).contains(QStringLiteral("p2")) ||
            endersOf(*ran.snapshot, "p2", store::State::LockWait).contains(QStringLiteral("p1")));
}

void TestProcessesScenarios::lockLeftOutMixesThem()
{
    const Ran ran =
        runScenario({QStringLiteral("processes.lock"),
                     {QStringLiteral("lock=none"), QStringLiteral("hold_ms=20"), QStringLiteral("pause_ms=10")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "rounds") > 0);
    QVERIFY(number(ran, "interleavings") > 0);
    QVERIFY(ran.named("locks", QStringLiteral("lock")).isEmpty());
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

void TestProcessesScenarios::poolBringsAllBackInOrder_data()
{
    QTest::addColumn<QString>("mode");
    for (const char* mode : {"apply", "apply_async", "map", "imap"})
        QTest::newRow(mode) << QString::fromLatin1(mode);
}

void TestProcessesScenarios::poolBringsAllBackInOrder()
{
    QFETCH(QString, mode);
    const Ran ran =
        runScenario({QStringLiteral("processes.pool"),
                     {QStringLiteral("mode=") + mode, QStringLiteral("unit_ms=5"), QStringLiteral("timeout_ms=1")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "done") > 0);
    QCOMPARE(number(ran, "wrong"), 0);
    QCOMPARE(number(ran, "killed"), 0);
    QVERIFY(value(ran, "error").isNull());
    QCOMPARE(number(ran, "timeouts") > 0, mode == QStringLiteral("imap"));
    for (int i = 1; i <= 4; ++i)
        QCOMPARE(field(ran.named("processes", QStringLiteral("pool-%1").arg(i)), "exit_code"), 0);
    QVERIFY(messages(*ran.snapshot, "lanescope-lab", "pool-1") > 0);
}

void TestProcessesScenarios::poolJoinedBeforeItIsClosedIsPythonsError()
{
    const Ran ran = runScenario(
        {QStringLiteral("processes.pool"), {QStringLiteral("mode=join_first"), QStringLiteral("unit_ms=5")}, {}, 15});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(value(ran, "error").toString(), QStringLiteral("Pool is still running"));
    QCOMPARE(number(ran, "done"), 10);
    QCOMPARE(number(ran, "killed"), 0);
}

void TestProcessesScenarios::poolTerminatedKillsWhatIsInFlight()
{
    const Ran ran =
        runScenario({QStringLiteral("processes.pool"),
                     {QStringLiteral("mode=terminate"), QStringLiteral("unit_ms=400"), QStringLiteral("size=3")},
                     {},
                     15});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "done") > 0);
    QVERIFY(number(ran, "killed") > 0);
    QCOMPARE(number(ran, "done") + number(ran, "killed") + number(ran, "dropped"), 10);
    qint64 terminated = 0;
    for (int i = 1; i <= 3; ++i)
        terminated += field(ran.named("processes", QStringLiteral("pool-%1").arg(i)), "signal") == 15 ? 1 : 0;
    QVERIFY(terminated >= number(ran, "killed"));
}

void TestProcessesScenarios::crashTellsEachEndFromTheOthers_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("signal");
    QTest::newRow("well") << QStringLiteral("well") << 0 << -1;
    QTest::newRow("exit") << QStringLiteral("exit") << 3 << -1;
    QTest::newRow("crash") << QStringLiteral("crash") << -1 << 11;
    QTest::newRow("hang") << QStringLiteral("hang") << -1 << 9;
    QTest::newRow("flood") << QStringLiteral("flood") << -1 << 15;
}

void TestProcessesScenarios::crashTellsEachEndFromTheOthers()
{
    QFETCH(QString, kind);
    QFETCH(int, exitCode);
    QFETCH(int, signal);
    const Ran ran =
        runScenario({QStringLiteral("processes.crash"),
                     {QStringLiteral("mix=") + kind, QStringLiteral("children=2"), QStringLiteral("work_ms=20"),
                      QStringLiteral("silence_ms=1000"), QStringLiteral("restart=never")},
                     {},
                     2.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(field(value(ran, "ended").toObject(), qPrintable(kind)), 2);
    QCOMPARE(number(ran, "misjudged"), 0);
    QCOMPARE(number(ran, "restarts"), 0);
    const QJsonObject child = ran.named("processes", kind + QStringLiteral("-1"));
    QCOMPARE(field(child, "exit_code"), exitCode);
    QCOMPARE(field(child, "signal"), signal);
}

QTEST_GUILESS_MAIN(TestProcessesScenarios)
#include "tst_processes_scenarios.moc"
