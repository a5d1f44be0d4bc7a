// SPDX-License-Identifier: GPL-3.0-or-later
// A pool of real processes comes to its end: close, join and terminate, workers that die, and that nothing is left behind.
#include "core/sync/process_pool.h"
#include "tests/core/sync/process_pool_work.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <csignal>

using namespace lanescope;
using sync::AsyncResult;
using sync::ProcessPool;
using testing::errorOf;
using testing::poolWorker;

namespace {

bool isGone(pid_t process)
{
    return ::kill(process, 0) == -1 && errno == ESRCH;
}

} // namespace

class TestProcessPoolEnds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void joinBeforeCloseIsAnError();
    void nothingIsTakenAfterClose();
    void closedPoolStillDoesWhatItHas();
    void joinTimesOutWhileAWorkerIsBusy();
    void crashedWorkerIsReplaced();
    void crashAfterCloseLosesOneTaskOnly();
    void deadIdleWorkerIsReplacedWithTheNextTask();
    void terminateKillsWhatIsInFlight();
    void nothingIsLeftBehind();
    void programThatDoesNotExistIsAnError();
    void programThatIsNoWorkerIsAnError();
};

void TestProcessPoolEnds::joinBeforeCloseIsAnError()
{
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(pool.resize(1).ok());
    QVERIFY(errorOf(pool.join()).startsWith(QStringLiteral("Pool is still running")));
    QCOMPARE(pool.apply("echo a").value(), QByteArray("a")); // and it is
    pool.close();
    QVERIFY(pool.join().ok());
    QVERIFY(pool.join().ok());
}

void TestProcessPoolEnds::nothingIsTakenAfterClose()
{
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(pool.resize(1).ok());
    pool.close();
    const QString words = QStringLiteral("Pool not running");
    QVERIFY(errorOf(pool.submit("echo a")).startsWith(words));
    QVERIFY(errorOf(pool.apply("echo a")).startsWith(words));
    QVERIFY(errorOf(pool.map({"echo a"})).startsWith(words));
    QVERIFY(errorOf(pool.imap({"echo a"})).startsWith(words));
    QVERIFY(pool.map({}).ok()); // nothing is asked for
    QCOMPARE(pool.done(), 0);
}

void TestProcessPoolEnds::closedPoolStillDoesWhatItHas()
{
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(pool.resize(2).ok());
    std::vector<AsyncResult> results;
    for (int i = 0; i < 6; ++i)
        results.push_back(pool.submit("echo " + QByteArray::number(i)).value());
    pool.close();
    QVERIFY(pool.join().ok());
    for (int i = 0; i < 6; ++i) {
        QVERIFY(results[static_cast<std::size_t>(i)].ready());
        QCOMPARE(results[static_cast<std::size_t>(i)].get().value(), QByteArray::number(i));
    }
}

void TestProcessPoolEnds::joinTimesOutWhileAWorkerIsBusy()
{
    const QTemporaryDir folder;
    const QByteArray file = folder.filePath(QStringLiteral("made")).toLocal8Bit();
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(pool.resize(1).ok());
    QVERIFY(pool.submit("after " + file).ok());
    pool.close();
    QVERIFY(errorOf(pool.join(QDeadlineTimer(5))).startsWith(QStringLiteral("TimeoutError")));
    QVERIFY(QFile(QString::fromLocal8Bit(file)).open(QIODevice::WriteOnly));
    QVERIFY(pool.join().ok());
    QCOMPARE(pool.done(), 1);
}

void TestProcessPoolEnds::crashedWorkerIsReplaced()
{
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(pool.resize(1).ok());
    const QByteArray before = pool.apply("pid").value();
    QVERIFY(errorOf(pool.apply("crash")).contains(QStringLiteral("'pool-1' ended with the task in its hands")));
    QVERIFY(pool.apply("pid").value() != before);
    QCOMPARE(pool.killed(), 1);
    QCOMPARE(pool.done(), 2);
}

// Python's pool keeps its workers up until the last task is done, closed or not.
void TestProcessPoolEnds::crashAfterCloseLosesOneTaskOnly()
{
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(pool.resize(1).ok());
    const AsyncResult lost = pool.submit("crash").value();
    const AsyncResult kept = pool.submit("echo a").value();
    pool.close();
    QVERIFY(pool.join().ok());
    QVERIFY(!lost.get().ok());
    QCOMPARE(kept.get().value(), QByteArray("a"));
}

void TestProcessPoolEnds::deadIdleWorkerIsReplacedWithTheNextTask()
{
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(pool.resize(1).ok());
    const QByteArray before = pool.apply("pid").value();
    QVERIFY(before.toInt() > 1);
    QSignalSpy changed(&pool, &ProcessPool::changed);
    ::kill(before.toInt(), SIGKILL);
    QVERIFY(changed.wait());
    const auto after = pool.apply("pid");
    QVERIFY2(after.ok(), after.error().c_str());
    QVERIFY(after.value() != before);
    QCOMPARE(pool.killed(), 0);
}

void TestProcessPoolEnds::terminateKillsWhatIsInFlight()
{
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(pool.resize(2).ok());
    const AsyncResult waits = pool.submit("after /nowhere").value();
    const AsyncResult hangs = pool.submit("hang").value(); // ignores SIGTERM
    const AsyncResult queued = pool.submit("echo a").value();
    pool.terminate();
    QVERIFY(queued.ready());
    QVERIFY(errorOf(queued.get()).contains(QStringLiteral("terminated before the task began")));
    QVERIFY(errorOf(pool.submit("echo b")).startsWith(QStringLiteral("Pool not running")));
    QVERIFY(pool.join().ok());
    QVERIFY(!waits.get().ok());
    QVERIFY(!hangs.get().ok());
    QCOMPARE(pool.killed(), 2);
    QCOMPARE(pool.dropped(), 1);
    QCOMPARE(pool.done(), 0);
}

void TestProcessPoolEnds::nothingIsLeftBehind()
{
    std::vector<pid_t> workers;
    std::optional<AsyncResult> result;
    {
        ProcessPool pool(QStringLiteral("pool"), poolWorker());
        QVERIFY(pool.resize(2).ok());
        for (int i = 0; i < 4; ++i)
            workers.push_back(pool.apply("pid").value().toInt());
        QVERIFY(!isGone(workers.front()));
        result = pool.submit("hang").value();
    }
    for (const pid_t each : workers)
        QVERIFY(isGone(each)); // ended, and reaped
    QVERIFY(result->ready());
    QVERIFY(!result->get().ok());
}

void TestProcessPoolEnds::programThatDoesNotExistIsAnError()
{
    ProcessPool pool(QStringLiteral("pool"), {QStringLiteral("/nowhere/program"), {}});
    QVERIFY(errorOf(pool.resize(1)).contains(QStringLiteral("could not be started")));
    QVERIFY(errorOf(pool.apply("echo a")).contains(QStringLiteral("could not be started")));
}

// It ends, or says what is no answer: each task gets an error, and the pool comes to an end.
void TestProcessPoolEnds::programThatIsNoWorkerIsAnError()
{
    for (const char* script : {"exit", "cat", "echo hello; read line"}) {
        ProcessPool pool(QStringLiteral("pool"),
                         {QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QString::fromLatin1(script)}});
        QVERIFY(pool.resize(1).ok());
        const auto values = pool.map({"echo a", "echo b"});
        QVERIFY(!values.ok());
        pool.close();
        QVERIFY(pool.join().ok());
        QCOMPARE(pool.done(), 0);
        QCOMPARE(pool.killed(), 2);
    }
}

int main(int argc, char** argv)
{
    return testing::mainWithPoolWorker<TestProcessPoolEnds>(argc, argv);
}
#include "tst_process_pool_ends.moc"
