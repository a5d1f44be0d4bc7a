// SPDX-License-Identifier: GPL-3.0-or-later
// A pool of real processes: this program is its own worker. Order, errors, and that nothing is left behind.
#include "core/sync/process_pool.h"
#include "core/sync/serve_pool.h"
#include "tests/core/sync/recording.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <sys/resource.h>
#include <unistd.h>

using namespace lanescope;
using sync::AsyncResult;
using sync::AsyncResults;
using sync::ProcessPool;

namespace {

[[noreturn]] void crash()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none); // a crash that is meant leaves no core file
    std::signal(SIGABRT, SIG_DFL);
    ::raise(SIGABRT);
    ::_exit(1);
}

[[noreturn]] void hang()
{
    std::signal(SIGTERM, SIG_IGN);
    for (;;)
        ::pause();
}

void waitForFile(const QByteArray& path)
{
    while (!QFile::exists(QString::fromLocal8Bit(path)))
        QThread::yieldCurrentThread();
}

QByteArray pid()
{
    return QByteArray::number(::getpid());
}

// "WHAT ARGUMENT", in a worker.
QByteArray work(const QByteArray& task)
{
    const QByteArray what = task.split(' ').first();
    const QByteArray argument = task.mid(what.size() + 1);
    if (what == "after")
        waitForFile(argument);
    else if (what == "make")
        QFile(QString::fromLocal8Bit(argument)).open(QIODevice::WriteOnly);
    else if (what == "raise")
        throw std::invalid_argument(argument.toStdString());
    else if (what == "print")
        std::puts("not an answer"), std::fflush(stdout);
    else if (what == "crash")
        crash();
    else if (what == "hang")
        hang();
    else if (what == "pid")
        return pid();
    return argument;
}

sync::Program worker()
{
    return {QCoreApplication::applicationFilePath(), {QStringLiteral("--pool-worker")}};
}

bool isGone(pid_t process)
{
    return ::kill(process, 0) == -1 && errno == ESRCH;
}

QString errorOf(const auto& result)
{
    return QString::fromStdString(result.error());
}

} // namespace

class TestProcessPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mapKeepsTheOrderWhoeverIsFirst();
    void imapGivesEachInItsTurnAndTimesOut();
    void applyWaitsForItsResult();
    void takesAndGivesAnyBytes();
    void callbackComesBeforeTheWaitEnds();
    void whatATaskRaisesIsItsError();
    void whatATaskPrintsIsNoAnswer();
    void joinBeforeCloseIsAnError();
    void nothingIsTakenAfterClose();
    void closedPoolStillDoesWhatItHas();
    void joinTimesOutWhileAWorkerIsBusy();
    void crashedWorkerIsReplaced();
    void crashAfterCloseLosesOneTaskOnly();
    void deadIdleWorkerIsReplacedWithTheNextTask();
    void terminateKillsWhatIsInFlight();
    void nothingIsLeftBehind();
    void grows();
    void refusesNoSize();
    void programThatDoesNotExistIsAnError();
    void programThatIsNoWorkerIsAnError();
    void wakingIsNoTimeout();
    void recordsTasksAndWaits();
};

void TestProcessPool::mapKeepsTheOrderWhoeverIsFirst()
{
    const QTemporaryDir folder;
    const QByteArray file = folder.filePath(QStringLiteral("made")).toLocal8Bit();
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(2).ok());
    // The first can only end after the second.
    const auto values = pool.map({"after " + file, "make " + file, "echo c", "echo d"});
    QVERIFY2(values.ok(), values.error().c_str());
    QCOMPARE(values.value(), (std::vector<QByteArray>{file, file, "c", "d"}));
    QCOMPARE(pool.done(), 4);
}

void TestProcessPool::imapGivesEachInItsTurnAndTimesOut()
{
    const QTemporaryDir folder;
    const QByteArray file = folder.filePath(QStringLiteral("made")).toLocal8Bit();
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(2).ok());
    const auto started = pool.imap({"after " + file, "echo b", "echo c"});
    QVERIFY(started.ok());
    AsyncResults results = started.value();
    for (int i = 0; i < 2; ++i) {
        const auto early = results.next(QDeadlineTimer(5));
        QVERIFY(errorOf(early).startsWith(QStringLiteral("TimeoutError")));
        QCOMPARE(results.left(), 3U); // the same one is asked for again
    }
    QTRY_COMPARE(pool.done(), 2); // the others are back, and nobody gets them before their turn
    QVERIFY(QFile(QString::fromLocal8Bit(file)).open(QIODevice::WriteOnly));
    QCOMPARE(results.next().value(), file);
    QCOMPARE(results.next().value(), QByteArray("b"));
    QCOMPARE(results.next().value(), QByteArray("c"));
    QVERIFY(results.atEnd());
    QVERIFY(errorOf(results.next()).startsWith(QStringLiteral("StopIteration")));
}

void TestProcessPool::applyWaitsForItsResult()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(3).ok());
    for (int i = 0; i < 10; ++i)
        QCOMPARE(pool.apply("echo " + QByteArray::number(i)).value(), QByteArray::number(i));
    QCOMPARE(pool.done(), 10);
}

void TestProcessPool::takesAndGivesAnyBytes()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(1).ok());
    const QByteArray nasty("1 2\n\0\r\n 3\n", 10);
    QCOMPARE(pool.apply("echo " + nasty).value(), nasty);
    QCOMPARE(pool.apply("echo ").value(), QByteArray());
    const QByteArray large(1 << 20, 'x'); // more than a pipe holds
    QCOMPARE(pool.apply("echo " + large).value(), large);
}

void TestProcessPool::callbackComesBeforeTheWaitEnds()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(1).ok());
    QByteArray seen;
    const auto result = pool.submit("echo x", [&](const Result<QByteArray>& value) { seen = value.value(); });
    QVERIFY(result.ok());
    QVERIFY(!result.value().ready());
    QVERIFY(!result.value().wait(QDeadlineTimer(0)));
    QVERIFY(result.value().wait());
    QCOMPARE(seen, QByteArray("x"));
    QCOMPARE(result.value().get(QDeadlineTimer(0)).value(), QByteArray("x")); // as often as one likes
}

void TestProcessPool::whatATaskRaisesIsItsError()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(1).ok());
    QCOMPARE(errorOf(pool.apply("raise ValueError: no such page")), QStringLiteral("ValueError: no such page"));
    QCOMPARE(errorOf(pool.map({"echo a", "raise first", "raise second"})), QStringLiteral("first"));
    QCOMPARE(pool.apply("echo b").value(), QByteArray("b")); // the worker lives on
    QCOMPARE(pool.killed(), 0);
}

void TestProcessPool::whatATaskPrintsIsNoAnswer()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(1).ok());
    QCOMPARE(pool.apply("print x").value(), QByteArray("x"));
    QCOMPARE(pool.apply("echo y").value(), QByteArray("y"));
}

void TestProcessPool::joinBeforeCloseIsAnError()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(1).ok());
    QVERIFY(errorOf(pool.join()).startsWith(QStringLiteral("Pool is still running")));
    QCOMPARE(pool.apply("echo a").value(), QByteArray("a")); // and it is
    pool.close();
    QVERIFY(pool.join().ok());
    QVERIFY(pool.join().ok());
}

void TestProcessPool::nothingIsTakenAfterClose()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
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

void TestProcessPool::closedPoolStillDoesWhatItHas()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
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

void TestProcessPool::joinTimesOutWhileAWorkerIsBusy()
{
    const QTemporaryDir folder;
    const QByteArray file = folder.filePath(QStringLiteral("made")).toLocal8Bit();
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(1).ok());
    QVERIFY(pool.submit("after " + file).ok());
    pool.close();
    QVERIFY(errorOf(pool.join(QDeadlineTimer(5))).startsWith(QStringLiteral("TimeoutError")));
    QVERIFY(QFile(QString::fromLocal8Bit(file)).open(QIODevice::WriteOnly));
    QVERIFY(pool.join().ok());
    QCOMPARE(pool.done(), 1);
}

void TestProcessPool::crashedWorkerIsReplaced()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(1).ok());
    const QByteArray before = pool.apply("pid").value();
    QVERIFY(errorOf(pool.apply("crash")).contains(QStringLiteral("'pool-1' ended with the task in its hands")));
    QVERIFY(pool.apply("pid").value() != before);
    QCOMPARE(pool.killed(), 1);
    QCOMPARE(pool.done(), 2);
}

// Python's pool keeps its workers up until the last task is done, closed or not.
void TestProcessPool::crashAfterCloseLosesOneTaskOnly()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(1).ok());
    const AsyncResult lost = pool.submit("crash").value();
    const AsyncResult kept = pool.submit("echo a").value();
    pool.close();
    QVERIFY(pool.join().ok());
    QVERIFY(!lost.get().ok());
    QCOMPARE(kept.get().value(), QByteArray("a"));
}

void TestProcessPool::deadIdleWorkerIsReplacedWithTheNextTask()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
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

void TestProcessPool::terminateKillsWhatIsInFlight()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
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

void TestProcessPool::nothingIsLeftBehind()
{
    std::vector<pid_t> workers;
    std::optional<AsyncResult> result;
    {
        ProcessPool pool(QStringLiteral("pool"), worker());
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

void TestProcessPool::grows()
{
    const QTemporaryDir folder;
    const QByteArray file = folder.filePath(QStringLiteral("made")).toLocal8Bit();
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(1).ok());
    const AsyncResult first = pool.submit("after " + file).value();
    const AsyncResult second = pool.submit("make " + file).value();
    QVERIFY(!second.wait(QDeadlineTimer(5))); // its worker is busy, for ever
    QVERIFY(pool.resize(2).ok());
    QVERIFY(first.get().ok());
    QVERIFY(second.get().ok());
    QVERIFY(pool.resize(1).ok()); // lowered as tasks end
    QVERIFY(pool.map({"echo a", "echo b"}).ok());
}

void TestProcessPool::refusesNoSize()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(errorOf(pool.resize(0)).startsWith(QStringLiteral("Number of processes must be at least 1")));
}

void TestProcessPool::programThatDoesNotExistIsAnError()
{
    ProcessPool pool(QStringLiteral("pool"), {QStringLiteral("/nowhere/program"), {}});
    QVERIFY(errorOf(pool.resize(1)).contains(QStringLiteral("could not be started")));
    QVERIFY(errorOf(pool.apply("echo a")).contains(QStringLiteral("could not be started")));
}

// It ends, or says what is no answer: each task gets an error, and the pool comes to an end.
void TestProcessPool::programThatIsNoWorkerIsAnError()
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

void TestProcessPool::wakingIsNoTimeout()
{
    ProcessPool pool(QStringLiteral("pool"), worker());
    QVERIFY(pool.resize(1).ok());
    const AsyncResult result = pool.submit("hang").value();
    bool giveUp = false;
    pool.setGiveUp([&] { return giveUp; });
    QTimer::singleShot(0, &pool, [&] {
        pool.wake(); // nobody gives up yet
        giveUp = true;
        pool.wake();
    });
    QVERIFY(!result.wait());
    QVERIFY(giveUp);
}

void TestProcessPool::recordsTasksAndWaits()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    const auto process = static_cast<std::uint32_t>(::getpid());
    std::uint64_t ender = 0;
    {
        ProcessPool pool(QStringLiteral("pool"), worker());
        QVERIFY(pool.resize(1).ok());
        ender = trace::Peer::ofProcess(pool.apply("pid").value().toInt()).bits;
        pool.close();
        QVERIFY(pool.join().ok());
    }
    const auto depths = recording.stop(trace::RecordType::Depth);
    QCOMPARE(depths.size(), 2U);
    QCOMPARE(depths[0].value, 1U);
    QCOMPARE(depths[1].value, 0U);
    const auto flows = recording.stop(trace::RecordType::FlowOut);
    QCOMPARE(flows.size(), 1U);
    QCOMPARE(static_cast<std::uint32_t>(flows[0].value >> 32), process);
    const auto waits = recording.stop(trace::RecordType::Wait);
    QCOMPARE(waits.size(), 2U);
    QCOMPARE(waits[0].detail, static_cast<quint8>(trace::WaitKind::Future));
    QCOMPARE(waits[0].value, ender);
    QCOMPARE(waits[1].detail, static_cast<quint8>(trace::WaitKind::Join));
    QCOMPARE(recording.stop(trace::RecordType::ProcessSpawn).size(), 1U);
    QCOMPARE(recording.stop(trace::RecordType::ProcessExit).size(), 1U);
}

int main(int argc, char** argv)
{
    if (argc == 3 && qstrcmp(argv[1], "--pool-worker") == 0)
        return sync::servePool(QString::fromLocal8Bit(argv[2]), work);
    QCoreApplication app(argc, argv);
    TestProcessPool tests;
    return QTest::qExec(&tests, argc, argv);
}
#include "tst_process_pool.moc"
