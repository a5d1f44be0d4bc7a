// SPDX-License-Identifier: GPL-3.0-or-later
// A child process with the interface of Python's Process: waits with a timeout, how it ended, and what is refused.
#include "core/sync/child_process.h"
#include "tests/core/sync/recording.h"

#include <QTest>

#include <cerrno>
#include <csignal>
#include <unistd.h>

using namespace lanescope;
using sync::ChildProcess;
using sync::ProcessEnd;

namespace {

ChildProcess shell(const char* script)
{
    return ChildProcess(QStringLiteral("child"),
                        {QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QString::fromLatin1(script)}});
}

const char kUntilItsInputEnds[] = "read line; exit 7";

bool joined(ChildProcess& child, int timeoutMs)
{
    const Result<bool> result = child.join(timeoutMs);
    return result.ok() && result.value();
}

QString errorOf(const auto& result)
{
    return QString::fromStdString(result.error());
}

} // namespace

class TestChildProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void joinWaitsAndTimesOut();
    void tellsASignalFromAnExitCode();
    void refusesWhatPythonRefuses();
    void endWithinKillsWhoDoesNotListen();
    void nothingIsLeftBehind();
    void recordsItsLife();
};

void TestChildProcess::joinWaitsAndTimesOut()
{
    ChildProcess child = shell(kUntilItsInputEnds);
    QVERIFY(child.start().ok());
    QVERIFY(child.isAlive());
    QVERIFY(!joined(child, 5));
    QVERIFY(!child.end());
    child.process().closeWriteChannel();
    QVERIFY(joined(child, -1));
    QVERIFY(joined(child, -1)); // as often as one likes
    QVERIFY(!child.isAlive());
    QCOMPARE(child.end(), std::optional(ProcessEnd{7, 0}));
    QCOMPARE(child.end()->asInPython(), 7);
}

void TestChildProcess::tellsASignalFromAnExitCode()
{
    ChildProcess child = shell(kUntilItsInputEnds);
    QVERIFY(child.start().ok());
    child.kill();
    QVERIFY(joined(child, -1));
    QCOMPARE(child.end(), std::optional(ProcessEnd{0, SIGKILL}));
    QCOMPARE(child.end()->asInPython(), -SIGKILL);
}

void TestChildProcess::refusesWhatPythonRefuses()
{
    ChildProcess child = shell("exit 0");
    QVERIFY(errorOf(child.join(0)).contains(QStringLiteral("can only join a started process")));
    QVERIFY(child.start().ok());
    QVERIFY(errorOf(child.start()).contains(QStringLiteral("cannot start a process twice")));
    QVERIFY(joined(child, -1));
    QVERIFY(errorOf(child.start()).contains(QStringLiteral("cannot start a process twice")));
    QVERIFY(errorOf(ChildProcess::current()->join(0)).contains(QStringLiteral("can only join a child process")));
    ChildProcess nothing(QStringLiteral("nothing"), {QStringLiteral("/nowhere/program"), {}});
    QVERIFY(errorOf(nothing.start()).contains(QStringLiteral("'nothing' could not be started")));
    QVERIFY(!nothing.isAlive());
}

void TestChildProcess::endWithinKillsWhoDoesNotListen()
{
    ChildProcess child = shell("trap '' TERM; echo ready; while :; do read line || :; done");
    QVERIFY(child.start().ok());
    QVERIFY(child.process().waitForReadyRead());
    child.endWithin(5);
    QCOMPARE(child.end(), std::optional(ProcessEnd{0, SIGKILL}));
}

void TestChildProcess::nothingIsLeftBehind()
{
    pid_t pid = 0;
    {
        ChildProcess child = shell(kUntilItsInputEnds);
        QVERIFY(child.start().ok());
        pid = child.pid();
        QCOMPARE(::kill(pid, 0), 0);
    }
    QCOMPARE(::kill(pid, 0), -1);
    QCOMPARE(errno, ESRCH);
}

void TestChildProcess::recordsItsLife()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    pid_t pid = 0;
    {
        ChildProcess child = shell("exit 3");
        QVERIFY(child.start().ok());
        pid = child.pid();
        QVERIFY(joined(child, -1));
    }
    const auto spawns = recording.stop(trace::RecordType::ProcessSpawn);
    const auto waits = recording.stop(trace::RecordType::Wait);
    const auto exits = recording.stop(trace::RecordType::ProcessExit);
    QCOMPARE(spawns.size(), 1U);
    QCOMPARE(spawns[0].value, static_cast<std::uint64_t>(pid));
    QCOMPARE(exits.size(), 1U);
    QCOMPARE(exits[0].value, static_cast<std::uint64_t>(pid));
    QCOMPARE(exits[0].extra, 3);
    QVERIFY(waits.size() <= 1U); // none when it was faster
    for (const trace::Record& wait : waits)
        QCOMPARE(wait.value, trace::Peer::ofProcess(pid).bits);
}

QTEST_GUILESS_MAIN(TestChildProcess)
#include "tst_child_process.moc"
