// SPDX-License-Identifier: GPL-3.0-or-later
// The scenarios in which processes give something to each other, each in a real lab: queue, pipe, shared memory, lock,
// pool.
#include "core/control/run_controller.h"
#include "tests/system/scenarios/process_facts.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace lanescope;
using testing::endersOf;
using testing::field;
using testing::messages;
using testing::number;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;
using testing::value;

namespace {

constexpr int kLooksUntilStop = 4;

// The process that holds it now; 0 when none does.
pid_t ownerOf(const store::Snapshot& snapshot, const std::string& lock)
{
    for (const store::Object& object : *snapshot.objects) {
        if (object.name == lock && object.owner)
            return (*snapshot.processes)[static_cast<std::size_t>(snapshot.thread(*object.owner).process)].pid;
    }
    return 0;
}

bool hasMark(const store::Snapshot& snapshot, const QString& words)
{
    return std::ranges::any_of(
        *snapshot.marks, [&](const store::Mark& mark) { return QString::fromStdString(mark.text).contains(words); });
}

} // namespace

class TestProcessExchangeScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
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
    void lockWhoseOwnerIsKilled_data();
    void lockWhoseOwnerIsKilled();
    void poolBringsAllBackInOrder_data();
    void poolBringsAllBackInOrder();
    void poolKeepsWhatItsTasksRaise_data() { poolBringsAllBackInOrder_data(); }
    void poolKeepsWhatItsTasksRaise();
    void poolJoinedBeforeItIsClosedIsPythonsError();
    void poolTerminatedKillsWhatIsInFlight();
};

void TestProcessExchangeScenarios::queueDeliversAndItsReaderIsTerminated()
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
void TestProcessExchangeScenarios::queueObeysWhileItRuns()
{
    const Ran ran = runScenario({QStringLiteral("processes.queue"),
                                 {QStringLiteral("period_ms=2000"), QStringLiteral("items=10")},
                                 {QStringLiteral("0.2:period_ms=10")},
                                 15});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(value(ran, "received").toString(), QStringLiteral("ABCDEFGHIJ"));
    QVERIFY(ran.report[QStringLiteral("duration_s")].toDouble() < 15);
}

void TestProcessExchangeScenarios::pipeCarriesThereAndBack()
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

void TestProcessExchangeScenarios::pipeMixesWhatTwoWriteAboveItsAtom_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("mixes");
    QTest::newRow("small") << 64 << false;
    QTest::newRow("PIPE_BUF") << 4096 << false;
    QTest::newRow("one more") << 4097 << true;
    QTest::newRow("two pages") << 8192 << true;
}

void TestProcessExchangeScenarios::pipeMixesWhatTwoWriteAboveItsAtom()
{
    QFETCH(int, size);
    QFETCH(bool, mixes);
    const Ran ran = runScenario(
        {QStringLiteral("processes.pipe"), {QStringLiteral("writers=2"), QStringLiteral("size=%1").arg(size)}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "intact") + number(ran, "corrupt") > 0);
    QCOMPARE(number(ran, "corrupt") > 0, mixes);
    QVERIFY(value(ran, "rtt_us")[QStringLiteral("p50")].isNull());
}

void TestProcessExchangeScenarios::sharedMemoryShowsWhatTheChildWrote_data()
{
    QTest::addColumn<QString>("lock");
    QTest::newRow("lock") << QStringLiteral("lock=on");
    QTest::newRow("no lock") << QStringLiteral("lock=off");
}

void TestProcessExchangeScenarios::sharedMemoryShowsWhatTheChildWrote()
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

void TestProcessExchangeScenarios::sharedMemoryLosesWithoutALock()
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

void TestProcessExchangeScenarios::lockKeepsFiveStepsTogether_data()
{
    QTest::addColumn<QString>("lock");
    QTest::newRow("mutex") << QStringLiteral("lock=mutex");
    QTest::newRow("semaphore") << QStringLiteral("lock=semaphore");
}

void TestProcessExchangeScenarios::lockKeepsFiveStepsTogether()
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
    for (const char* name : {"p1", "p2"}) // at the lock it is not "main" that holds it
        QVERIFY2(!ran.named("threads", QLatin1StringView(name)).isEmpty(), name);
    QVERIFY(endersOf(*ran.snapshot, "p1", store::State::LockWait).contains(QStringLiteral("p2")) ||
            endersOf(*ran.snapshot, "p2", store::State::LockWait).contains(QStringLiteral("p1")));
}

void TestProcessExchangeScenarios::lockLeftOutMixesThem()
{
    const Ran ran =
        runScenario({QStringLiteral("processes.lock"),
                     {QStringLiteral("lock=none"), QStringLiteral("hold_ms=20"), QStringLiteral("pause_ms=10")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "rounds") > 0);
    QVERIFY(number(ran, "interleavings") > 0);
    QVERIFY(ran.named("locks", QStringLiteral("lock")).isEmpty());
}

void TestProcessExchangeScenarios::lockWhoseOwnerIsKilled_data()
{
    QTest::addColumn<QString>("lock");
    QTest::addColumn<QString>("told");
    QTest::newRow("mutex") << QStringLiteral("mutex") << QStringLiteral(": the owner of the lock has died");
    QTest::newRow("semaphore") << QStringLiteral("semaphore") << QStringLiteral(" has waited to the end for the lock");
}

// Whoever holds the lock in the second round is killed. A mutex is handed on and the run ends by itself; a semaphore stays taken, and
// the run has to be stopped.
void TestProcessExchangeScenarios::lockWhoseOwnerIsKilled()
{
    QFETCH(QString, lock);
    QFETCH(QString, told);
    ScenarioRun run{
        QStringLiteral("processes.lock"), {QStringLiteral("lock=") + lock, QStringLiteral("hold_ms=200")}, {}, 20};
    int looksSince = 0;
    run.watching = [&](control::RunController& controller) {
        const bool hasResult = hasMark(*controller.snapshot(), QStringLiteral("|20|")); // of the first round
        const pid_t owner = hasResult ? ownerOf(*controller.snapshot(), "lock") : 0;
        if (looksSince == 0 && owner > 0)
            ::kill(owner, SIGKILL);
        looksSince += looksSince > 0 || owner > 0 ? 1 : 0;
        if (looksSince == kLooksUntilStop && lock == QStringLiteral("semaphore"))
            controller.stop();
    };
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(hasMark(*ran.snapshot, told));
}

void TestProcessExchangeScenarios::poolBringsAllBackInOrder_data()
{
    QTest::addColumn<QString>("mode");
    for (const char* mode : {"apply", "apply_async", "map", "imap"})
        QTest::newRow(mode) << QString::fromLatin1(mode);
}

void TestProcessExchangeScenarios::poolBringsAllBackInOrder()
{
    QFETCH(QString, mode);
    const Ran ran = runScenario(
        {QStringLiteral("processes.pool"),
         {QStringLiteral("mode=") + mode, QStringLiteral("time_scale=0.005"), QStringLiteral("timeout_ms=1")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "done") > 0);
    QCOMPARE(number(ran, "wrong"), 0);
    QCOMPARE(number(ran, "killed"), 0);
    QVERIFY(value(ran, "error").isNull());
    QCOMPARE(number(ran, "timeouts") > 0, mode == QStringLiteral("imap"));
    // Python's apply(), map() and imap() take no callback; apply_async() calls it once for each task.
    QCOMPARE(number(ran, "callbacks"), mode == QStringLiteral("apply_async") ? number(ran, "done") : 0);
    const QJsonObject queue = ran.named("queues", QStringLiteral("pool"));
    QCOMPARE(field(queue, "capacity"), 0); // any number may wait
    QCOMPARE(field(queue, "workers"), 4);
    for (int i = 1; i <= 4; ++i)
        QCOMPARE(field(ran.named("processes", QStringLiteral("pool-%1").arg(i)), "exit_code"), 0);
    QVERIFY(messages(*ran.snapshot, "lanescope-lab", "pool-1") > 0);
}

// map() ends with the first error, so it is one for each round; the others have one for each such task.
void TestProcessExchangeScenarios::poolKeepsWhatItsTasksRaise()
{
    QFETCH(QString, mode);
    const Ran ran = runScenario(
        {QStringLiteral("processes.pool"),
         {QStringLiteral("mode=") + mode, QStringLiteral("time_scale=0.005"), QStringLiteral("raising=10")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "raised") > 0);
    QVERIFY(number(ran, "done") >= number(ran, "raised"));
    QCOMPARE(number(ran, "callbacks"), 0);
    QCOMPARE(number(ran, "killed"), 0);
}

void TestProcessExchangeScenarios::poolJoinedBeforeItIsClosedIsPythonsError()
{
    const Ran ran = runScenario({QStringLiteral("processes.pool"),
                                 {QStringLiteral("mode=join_first"), QStringLiteral("time_scale=0.005")},
                                 {},
                                 15});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(value(ran, "error").toString().startsWith(QStringLiteral("Pool is still running")));
    QCOMPARE(number(ran, "done"), 10);
    QCOMPARE(number(ran, "killed"), 0);
}

void TestProcessExchangeScenarios::poolTerminatedKillsWhatIsInFlight()
{
    const Ran ran =
        runScenario({QStringLiteral("processes.pool"),
                     {QStringLiteral("mode=terminate"), QStringLiteral("time_scale=0.4"), QStringLiteral("size=3")},
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

QTEST_GUILESS_MAIN(TestProcessExchangeScenarios)
#include "tst_process_exchange_scenarios.moc"
