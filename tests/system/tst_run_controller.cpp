// SPDX-License-Identifier: GPL-3.0-or-later
// The controller against real lab processes, good and bad.
#include "core/control/run_controller.h"
#include "core/scenario/catalogue.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <cerrno>
#include <csignal>

using namespace lanescope;
using control::RunController;
using control::RunOutcome;
using control::RunState;

namespace {

control::RunRequest requestFor(const QString& id, const QHash<QString, double>& numbers = {})
{
    control::RunRequest request;
    request.scenario = id;
    const scenario::ScenarioInfo* info = scenario::Catalogue::instance().find(id);
    for (const scenario::Knob& knob : info->knobs) {
        scenario::KnobValue value = knob.standard;
        value.number = numbers.value(knob.name, value.number);
        request.values.push_back(value);
    }
    return request;
}

QStringList sessionFolders()
{
    const QString mine = QStringLiteral("lanescope-%1-*").arg(QCoreApplication::applicationPid());
    return QDir(QStringLiteral("/dev/shm")).entryList({mine}, QDir::Dirs);
}

bool isAlive(qint64 pid)
{
    return ::kill(static_cast<pid_t>(pid), 0) == 0 || errno != ESRCH;
}

const store::Thread* findThread(const store::Snapshot& snapshot, const std::string& name)
{
    for (const store::Thread& thread : *snapshot.threads) {
        if (thread.name == name)
            return &thread;
    }
    return nullptr;
}

} // namespace

class TestRunController : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { qputenv("LANESCOPE_LAB", LANESCOPE_REAL_LAB); }
    void completesAfterItsDuration();
    void stopEndsARun();
    void stopsARunThatHasHardlyBegun();
    void knobActsWhileRunning();
    void changesStandBesideTheStart();
    void refusesKnobsThatDoNotExist();
    void pausedRunDoesNothing();
    void recordsNothingWhenAskedNotTo();
    void badLabIsReported_data();
    void badLabIsReported();
    void killedLabKeepsItsTimeline();
    void missingLabIsExplained();
    void startReplacesARun();
    void destructorEndsEveryProcess();
};

void TestRunController::completesAfterItsDuration()
{
    RunController controller;
    QSignalSpy finished(&controller, &RunController::finished);
    control::RunRequest request = requestFor(QStringLiteral("locks.mutex"));
    request.durationS = 0.5;
    controller.start(request);
    QVERIFY(finished.wait(20'000));
    const control::RunResult& result = controller.result();
    QVERIFY2(result.outcome == RunOutcome::Completed, qPrintable(result.message));
    QCOMPARE(result.result[QStringLiteral("lost")].toInteger(-1), 0);
    QVERIFY(result.result[QStringLiteral("actual")].toInteger() > 0);

    const store::SnapshotPtr snapshot = controller.snapshot();
    QVERIFY(!snapshot->live);
    QCOMPARE(snapshot->recording.dropped, 0U);
    const auto& objects = *snapshot->objects;
    const auto lock = std::find_if(objects.begin(), objects.end(), [](const auto& o) { return o.name == "counter"; });
    QVERIFY(lock != objects.end() && lock->lock);
    QCOMPARE(static_cast<qint64>(lock->lock->acquisitions), result.result[QStringLiteral("actual")].toInteger());
    QVERIFY(lock->lock->hold.totalNs() <= snapshot->endNs - snapshot->beginNs);
    QVERIFY(sessionFolders().isEmpty());
}

void TestRunController::stopEndsARun()
{
    RunController controller;
    QSignalSpy finished(&controller, &RunController::finished);
    controller.start(requestFor(QStringLiteral("queues.producer-consumer")));
    QTRY_COMPARE(controller.state(), RunState::Running);
    QTRY_VERIFY(controller.snapshot()->recording.records > 10);
    controller.stop();
    QVERIFY(finished.wait(10'000));
    QVERIFY2(controller.result().outcome == RunOutcome::Stopped, qPrintable(controller.result().message));
    QVERIFY(controller.result().result[QStringLiteral("gets")].toInteger() <=
            controller.result().result[QStringLiteral("puts")].toInteger());
}

void TestRunController::stopsARunThatHasHardlyBegun()
{
    RunController controller;
    QSignalSpy finished(&controller, &RunController::finished);
    controller.start(requestFor(QStringLiteral("locks.mutex")));
    QCOMPARE(controller.state(), RunState::Starting);
    controller.stop();
    QVERIFY(finished.wait(20'000));
    QVERIFY2(controller.result().outcome == RunOutcome::Stopped, qPrintable(controller.result().message));
    QVERIFY(sessionFolders().isEmpty());
}

void TestRunController::knobActsWhileRunning()
{
    RunController controller;
    QSignalSpy applied(&controller, &RunController::knobApplied);
    controller.start(requestFor(QStringLiteral("locks.mutex"), {{QStringLiteral("threads"), 1}}));
    QTRY_COMPARE(controller.state(), RunState::Running);
    QTRY_VERIFY(findThread(*controller.snapshot(), "worker-1") != nullptr);
    QVERIFY(findThread(*controller.snapshot(), "worker-3") == nullptr);
    QVERIFY(controller.setKnob(QStringLiteral("threads"), {3, {}}));
    QTRY_VERIFY(findThread(*controller.snapshot(), "worker-3") != nullptr);
    QCOMPARE(applied.size(), 1);
    QTRY_VERIFY(!controller.snapshot()->marks->empty());
    const store::Mark& mark = controller.snapshot()->marks->front();
    QCOMPARE(mark.kind, store::MarkKind::Knob);
    QCOMPARE(mark.subject, std::string("threads"));
    QCOMPARE(mark.value, 3.0);
    controller.setKnob(QStringLiteral("threads"), {1, {}});
    QTRY_VERIFY(findThread(*controller.snapshot(), "worker-3")->endNs.has_value());
}

void TestRunController::changesStandBesideTheStart()
{
    RunController controller;
    QSignalSpy finished(&controller, &RunController::finished);
    control::RunRequest request = requestFor(QStringLiteral("locks.mutex"), {{QStringLiteral("threads"), 2}});
    request.durationS = 1;
    request.changes = {{0.6, QStringLiteral("threads"), {4, {}}}, {0.2, QStringLiteral("threads"), {3, {}}}};
    controller.start(request);
    QVERIFY(finished.wait(20'000));
    QVERIFY(controller.request().values == request.values);
    const std::vector<control::TimedChange>& changes = controller.result().changes;
    QCOMPARE(changes.size(), 2U);
    QCOMPARE(changes[0].value.number, 3.0);
    QCOMPARE(changes[1].value.number, 4.0);
    QVERIFY(changes[0].atS >= 0.19 && changes[1].atS >= 0.59);
    QVERIFY(changes[0].atS < changes[1].atS && changes[1].atS <= controller.result().durationS);
}

void TestRunController::refusesKnobsThatDoNotExist()
{
    RunController controller;
    QVERIFY(!controller.setKnob(QStringLiteral("threads"), {2, {}}));
    controller.start(requestFor(QStringLiteral("locks.mutex")));
    QTRY_COMPARE(controller.state(), RunState::Running);
    QVERIFY(!controller.setKnob(QStringLiteral("no_such_knob"), {2, {}}));
    QVERIFY(!controller.setKnob(QStringLiteral("threads"), {100'000, {}}));
    QVERIFY(!controller.setKnob(QStringLiteral("lock"), {0, {}}));
}

void TestRunController::pausedRunDoesNothing()
{
    RunController controller;
    controller.start(requestFor(QStringLiteral("locks.mutex")));
    QTRY_COMPARE(controller.state(), RunState::Running);
    QTRY_VERIFY(controller.snapshot()->recording.records > 100);
    controller.pause();
    QCOMPARE(controller.state(), RunState::Paused);
    // What was under way arrives within some polls; then nothing more comes.
    quint64 seen = 0;
    QTRY_VERIFY([&] {
        const quint64 now = controller.snapshot()->recording.records;
        const bool still = now == seen;
        seen = now;
        return still;
    }());
    controller.resume();
    QTRY_VERIFY(controller.snapshot()->recording.records > seen);
}

void TestRunController::recordsNothingWhenAskedNotTo()
{
    RunController controller;
    QSignalSpy finished(&controller, &RunController::finished);
    control::RunRequest request = requestFor(QStringLiteral("locks.mutex"));
    request.durationS = 0.3;
    request.record = false;
    controller.start(request);
    QVERIFY(finished.wait(20'000));
    QVERIFY(controller.result().result[QStringLiteral("actual")].toInteger() > 0);
    QCOMPARE(controller.snapshot()->recording.records, 0U);
}

void TestRunController::badLabIsReported_data()
{
    QTest::addColumn<QByteArray>("how");
    QTest::addColumn<QString>("said");
    QTest::newRow("crashes") << QByteArray("crash") << QStringLiteral("SIGSEGV");
    QTest::newRow("exits with 3") << QByteArray("exit3") << QStringLiteral("exited with code 3");
    QTest::newRow("exits at once") << QByteArray("exit-at-once") << QStringLiteral("exited with code 7");
    QTest::newRow("hangs") << QByteArray("hang") << QStringLiteral("has not answered");
    QTest::newRow("never answers") << QByteArray("silent") << QStringLiteral("did not answer");
    QTest::newRow("sends a huge frame") << QByteArray("huge-frame") << QStringLiteral("protocol");
    QTest::newRow("sends garbage") << QByteArray("garbage") << QStringLiteral("protocol");
    QTest::newRow("sends the unknown") << QByteArray("unknown-message") << QStringLiteral("surprise");
    QTest::newRow("lies about knobs") << QByteArray("lying-knob") << QStringLiteral("protocol");
    QTest::newRow("makes up changes") << QByteArray("makes-up-changes") << QStringLiteral("protocol");
    QTest::newRow("floods its log") << QByteArray("flood-log") << QStringLiteral("did not end within");
    QTest::newRow("does not stop") << QByteArray("ignore-stop") << QStringLiteral("did not end within");
    QTest::newRow("floods its output") << QByteArray("flood") << QStringLiteral("has not answered");
}

void TestRunController::badLabIsReported()
{
    QFETCH(QByteArray, how);
    QFETCH(QString, said);
    qputenv("LANESCOPE_LAB", LANESCOPE_BAD_LAB);
    qputenv("LANESCOPE_MISBEHAVE", how);
    RunController controller;
    QSignalSpy finished(&controller, &RunController::finished);
    QSignalSpy lines(&controller, &RunController::logLine);
    control::RunRequest request = requestFor(QStringLiteral("locks.mutex"));
    request.durationS = how == "ignore-stop" || how == "flood-log" ? 0.2 : 0;
    controller.start(request);
    QTRY_VERIFY_WITH_TIMEOUT(!finished.isEmpty(), 20'000);
    QVERIFY(controller.result().outcome == RunOutcome::Failed);
    QVERIFY2(controller.result().message.contains(said), qPrintable(controller.result().message));
    QCOMPARE(controller.state(), RunState::Finished);
    QVERIFY2(lines.size() < 2'000, "a flood reached the log");
    QVERIFY(controller.result().changes.empty());
    QVERIFY(sessionFolders().isEmpty());
}

void TestRunController::killedLabKeepsItsTimeline()
{
    RunController controller;
    QSignalSpy finished(&controller, &RunController::finished);
    controller.start(requestFor(QStringLiteral("locks.mutex")));
    QTRY_VERIFY(controller.snapshot()->recording.records > 500);
    QTRY_VERIFY(controller.result().result[QStringLiteral("actual")].toInteger() > 0);
    ::kill(static_cast<pid_t>(controller.labPid()), SIGKILL);
    QVERIFY(finished.wait(10'000));
    QVERIFY(controller.result().result[QStringLiteral("actual")].toInteger() > 0); // what it told last stands
    QVERIFY2(controller.result().message.contains(QStringLiteral("SIGKILL")), qPrintable(controller.result().message));
    const store::SnapshotPtr snapshot = controller.snapshot();
    const store::Process& lab = snapshot->processes->front();
    QCOMPARE(lab.signal.value_or(0), SIGKILL);
    const store::Thread* worker = findThread(*snapshot, "worker-1");
    QVERIFY(worker != nullptr && worker->endNs);
    const store::Row& row = snapshot->row(worker->stateRow);
    QVERIFY(!row.open);
    // All of the thread's life is accounted for, up to its violent end.
    constexpr std::int64_t kLastMomentsNs = 20'000'000;
    QVERIFY(row.intervals[row.intervals.size() - 1].endNs() > *worker->endNs - kLastMomentsNs);
}

void TestRunController::missingLabIsExplained()
{
    qputenv("LANESCOPE_LAB", "/nonexistent/lanescope-lab");
    RunController controller;
    QSignalSpy finished(&controller, &RunController::finished);
    controller.start(requestFor(QStringLiteral("locks.mutex")));
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(controller.result().message.contains(QStringLiteral("/nonexistent/lanescope-lab")));
}

void TestRunController::startReplacesARun()
{
    RunController controller;
    controller.start(requestFor(QStringLiteral("locks.mutex")));
    QTRY_COMPARE(controller.state(), RunState::Running);
    const qint64 first = controller.labPid();
    controller.start(requestFor(QStringLiteral("queues.producer-consumer")));
    QTRY_COMPARE(controller.state(), RunState::Running);
    QVERIFY(controller.labPid() != first);
    QVERIFY(!isAlive(first));
    QCOMPARE(sessionFolders().size(), 1);
}

void TestRunController::destructorEndsEveryProcess()
{
    std::vector<qint64> pids;
    {
        RunController controller;
        controller.start(requestFor(QStringLiteral("processes.queue"), {{QStringLiteral("items"), 1000}}));
        QTRY_VERIFY(controller.snapshot()->processes->size() >= 3);
        for (const store::Process& process : *controller.snapshot()->processes)
            pids.push_back(process.pid);
    }
    for (const qint64 pid : pids)
        QTRY_VERIFY(!isAlive(pid));
    QVERIFY(sessionFolders().isEmpty());
}

QTEST_GUILESS_MAIN(TestRunController)
#include "tst_run_controller.moc"
