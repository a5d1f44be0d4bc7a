// SPDX-License-Identifier: GPL-3.0-or-later
// A pool of real processes: this program is its own worker. Results, their order and their errors.
#include "core/sync/process_pool.h"
#include "tests/core/sync/process_pool_work.h"
#include "tests/core/sync/recording.h"

#include <QFile>
#include <QTest>
#include <QTimer>

#include <unistd.h>

using namespace lanescope;
using sync::AsyncResult;
using sync::AsyncResults;
using sync::ProcessPool;
using testing::errorOf;
using testing::poolWorker;

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
    void grows();
    void refusesNoSize();
    void wakingIsNoTimeout();
    void recordsTasksAndWaits();
};

void TestProcessPool::mapKeepsTheOrderWhoeverIsFirst()
{
    const QTemporaryDir folder;
    const QByteArray file = folder.filePath(QStringLiteral("made")).toLocal8Bit();
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
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
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
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
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(pool.resize(3).ok());
    for (int i = 0; i < 10; ++i)
        QCOMPARE(pool.apply("echo " + QByteArray::number(i)).value(), QByteArray::number(i));
    QCOMPARE(pool.done(), 10);
}

void TestProcessPool::takesAndGivesAnyBytes()
{
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(pool.resize(1).ok());
    const QByteArray nasty("1 2\n\0\r\n 3\n", 10);
    QCOMPARE(pool.apply("echo " + nasty).value(), nasty);
    QCOMPARE(pool.apply("echo ").value(), QByteArray());
    const QByteArray large(1 << 20, 'x'); // more than a pipe holds
    QCOMPARE(pool.apply("echo " + large).value(), large);
}

void TestProcessPool::callbackComesBeforeTheWaitEnds()
{
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
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
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(pool.resize(1).ok());
    QCOMPARE(errorOf(pool.apply("raise ValueError: no such page")), QStringLiteral("ValueError: no such page"));
    QCOMPARE(errorOf(pool.map({"echo a", "raise first", "raise second"})), QStringLiteral("first"));
    QCOMPARE(pool.apply("echo b").value(), QByteArray("b")); // the worker lives on
    QCOMPARE(pool.killed(), 0);
}

void TestProcessPool::whatATaskPrintsIsNoAnswer()
{
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(pool.resize(1).ok());
    QCOMPARE(pool.apply("print x").value(), QByteArray("x"));
    QCOMPARE(pool.apply("echo y").value(), QByteArray("y"));
}

void TestProcessPool::grows()
{
    const QTemporaryDir folder;
    const QByteArray file = folder.filePath(QStringLiteral("made")).toLocal8Bit();
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
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
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
    QVERIFY(errorOf(pool.resize(0)).startsWith(QStringLiteral("Number of processes must be at least 1")));
}

void TestProcessPool::wakingIsNoTimeout()
{
    ProcessPool pool(QStringLiteral("pool"), poolWorker());
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
        ProcessPool pool(QStringLiteral("pool"), poolWorker());
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
    return testing::mainWithPoolWorker<TestProcessPool>(argc, argv);
}
#include "tst_process_pool.moc"
