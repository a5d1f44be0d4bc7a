// SPDX-License-Identifier: GPL-3.0-or-later
// The scenarios on locks, each in a real lab: what must hold at every setting, and what each of them shows.
#include "tests/system/scenarios/scenario_rows.h"

#include <QJsonArray>
#include <QTest>

using namespace lanescope;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

class TestLocksScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsAtEverySetting_data() { testing::addRowsOfGroup(QStringLiteral("locks.")); }
    void holdsAtEverySetting();
    void mutexLosesNothing_data();
    void mutexLosesNothing();
    void mutexWithoutALockLoses();
    void readersShareAndWritersDoNot_data();
    void readersShareAndWritersDoNot();
    void writerStarvesWhereReadersGoFirst();
    void recursiveMutexReachesItsDepth();
    void plainMutexStopsAtItsSecondLock();
    void plainMutexGivesUpOnItselfInTime();
    void plainMutexLetsGoWhenALimitIsSet();
    void writerThatStarvesGivesUp();
    void writerWhoStarvesAlreadySeesTheLimit();
    void sameOrderNeverStops();
    void oppositeOrderStops();
};

namespace {

qint64 number(const Ran& ran, const char* field)
{
    return ran.result()[QLatin1StringView(field)].toInteger(-1);
}

} // namespace

void TestLocksScenarios::holdsAtEverySetting()
{
    QFETCH(ScenarioRun, run);
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
}

void TestLocksScenarios::mutexLosesNothing_data()
{
    QTest::addColumn<QString>("lock");
    for (const char* lock : {"QMutex", "std::mutex", "spin", "ticket"})
        QTest::newRow(lock) << QString::fromLatin1(lock);
}

void TestLocksScenarios::mutexLosesNothing()
{
    QFETCH(QString, lock);
    const Ran ran = runScenario({QStringLiteral("locks.mutex"), {QStringLiteral("lock=") + lock}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(ran.result()[QStringLiteral("actual")].toInteger() > 0);
    QCOMPARE(ran.result()[QStringLiteral("lost")].toInteger(-1), 0);
    const QJsonObject counter = ran.named("locks", QStringLiteral("counter"));
    QCOMPARE(counter[QStringLiteral("acquisitions")].toInteger(), number(ran, "actual"));
    QVERIFY(counter[QStringLiteral("contended")].toInteger() > 0);
    QVERIFY(counter[QStringLiteral("hold")][QStringLiteral("total_s")].toDouble() <=
            ran.report[QStringLiteral("duration_s")].toDouble());
}

void TestLocksScenarios::mutexWithoutALockLoses()
{
    const Ran ran = runScenario({QStringLiteral("locks.mutex"), {QStringLiteral("lock=none")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(ran.result()[QStringLiteral("lost")].toInteger() > 0);
}

void TestLocksScenarios::readersShareAndWritersDoNot_data()
{
    QTest::addColumn<QString>("lock");
    for (const char* lock : {"QReadWriteLock", "std::shared_mutex"})
        QTest::newRow(lock) << QString::fromLatin1(lock);
}

void TestLocksScenarios::readersShareAndWritersDoNot()
{
    QFETCH(QString, lock);
    // Rests longer than all reads together: no lock keeps a writer out then.
    const Ran ran = runScenario({QStringLiteral("locks.rwlock"),
                                 {QStringLiteral("lock=") + lock, QStringLiteral("writers=2"),
                                  QStringLiteral("rest_us=20000"), QStringLiteral("read_us=5000")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "max_readers") >= 2);
    QVERIFY(number(ran, "writes") > 0);
    QCOMPARE(number(ran, "violations"), 0);
    QVERIFY(ran.result()[QStringLiteral("writer_wait_p99")].toDouble(-1) >= 0);
    const QJsonObject book = ran.named("locks", QStringLiteral("the book"));
    QCOMPARE(book[QStringLiteral("acquisitions")].toInteger(), number(ran, "reads") + number(ran, "writes"));
    for (const char* side : {"top_holding", "top_waiting"}) {
        for (const QJsonValue& share : book[QLatin1String(side)][QStringLiteral("spans")].toArray()) {
            const QString span = share[QStringLiteral("span")].toString();
            QVERIFY2(span == QStringLiteral("read") || span == QStringLiteral("write"), qPrintable(span));
        }
    }
}

// The same load twice: so many readers, who stay so long, that they are never all gone at once, not even where a busy
// machine wakes them in bunches. Qt's lock lets the writer in after them, the C library's lets them go first.
void TestLocksScenarios::writerStarvesWhereReadersGoFirst()
{
    const auto writesWith = [](const QString& lock) {
        const Ran ran =
            runScenario({QStringLiteral("locks.rwlock"),
                         {QStringLiteral("lock=") + lock, QStringLiteral("readers=32"), QStringLiteral("read_us=60000"),
                          QStringLiteral("rest_us=100"), QStringLiteral("write_us=5000")},
                         {},
                         2});
        return ran.problem.isEmpty() ? number(ran, "writes") : -1;
    };
    const qint64 fair = writesWith(QStringLiteral("QReadWriteLock"));
    const qint64 starved = writesWith(QStringLiteral("std::shared_mutex"));
    QVERIFY(starved >= 0);
    QVERIFY2(fair > 2 * starved, qPrintable(QStringLiteral("%1 against %2").arg(fair).arg(starved)));
}

void TestLocksScenarios::recursiveMutexReachesItsDepth()
{
    const Ran ran =
        runScenario({QStringLiteral("locks.recursive"), {QStringLiteral("depth=7"), QStringLiteral("hold_ms=2")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(ran.outcome(), QStringLiteral("completed"));
    QCOMPARE(number(ran, "depth"), 7);
    QVERIFY(number(ran, "rounds") > 1);
    // One hold a round, however deep.
    const QJsonObject lock = ran.named("locks", QStringLiteral("lock"));
    QCOMPARE(lock[QStringLiteral("acquisitions")].toInteger(), number(ran, "rounds"));
}

void TestLocksScenarios::plainMutexStopsAtItsSecondLock()
{
    const Ran ran = runScenario({QStringLiteral("locks.recursive"), {QStringLiteral("kind=QMutex")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(number(ran, "depth"), 1);
    QCOMPARE(number(ran, "rounds"), 0);
    // One waits for itself, the other for the first.
    QVERIFY(ran.waited(QStringLiteral("worker-1"), "lock") > 0);
    QVERIFY(ran.waited(QStringLiteral("worker-2"), "lock") > 0);
}

// With a limit of time nobody waits for ever: each round ends at the second lock, and no deadlock is told.
void TestLocksScenarios::plainMutexGivesUpOnItselfInTime()
{
    const Ran ran =
        runScenario({QStringLiteral("locks.recursive"),
                     {QStringLiteral("kind=QMutex"), QStringLiteral("timeout_ms=20"), QStringLiteral("hold_ms=5")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(ran.outcome(), QStringLiteral("completed"));
    QCOMPARE(number(ran, "depth"), 1);
    QCOMPARE(number(ran, "rounds"), 0);
    QVERIFY(number(ran, "gave_up") > 2);
    QVERIFY(ran.waited(QStringLiteral("worker-1"), "lock") > 0);
}

// Both hang already when the limit comes, before it is a deadlock; they are freed by it.
void TestLocksScenarios::plainMutexLetsGoWhenALimitIsSet()
{
    const Ran ran = runScenario({QStringLiteral("locks.recursive"),
                                 {QStringLiteral("kind=QMutex"), QStringLiteral("hold_ms=5")},
                                 {QStringLiteral("0.2:timeout_ms=20")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(ran.outcome(), QStringLiteral("completed"));
    QCOMPARE(number(ran, "rounds"), 0);
    QVERIFY(number(ran, "gave_up") > 2);
}

void TestLocksScenarios::writerThatStarvesGivesUp()
{
    const Ran ran = runScenario(
        {QStringLiteral("locks.rwlock"),
         {QStringLiteral("lock=std::shared_mutex"), QStringLiteral("readers=16"), QStringLiteral("read_us=20000"),
          QStringLiteral("rest_us=100"), QStringLiteral("timeout_ms=20")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "writers_gave_up") > 2);
    QVERIFY(number(ran, "writers_gave_up") > number(ran, "writes"));
    const QJsonObject book = ran.named("locks", QStringLiteral("the book"));
    QCOMPARE(book[QStringLiteral("acquisitions")].toInteger(), number(ran, "reads") + number(ran, "writes"));
}

// Readers who stay long enough that the writer waits, starving, when the limit is set and when it is taken away again.
void TestLocksScenarios::writerWhoStarvesAlreadySeesTheLimit()
{
    const Ran ran = runScenario({QStringLiteral("locks.rwlock"),
                                 {QStringLiteral("lock=std::shared_mutex"), QStringLiteral("readers=32"),
                                  QStringLiteral("read_us=60000"), QStringLiteral("rest_us=100")},
                                 {QStringLiteral("0.6:timeout_ms=20"), QStringLiteral("1.2:timeout_ms=0")},
                                 2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "writers_gave_up") > 2);
    // It waited, as one wait, from about the beginning to the first turn of the knob, and again from the second one on.
    const double longestMs = ran.result()[QStringLiteral("writer_wait_max")].toDouble() / 1000;
    QVERIFY2(longestMs > 10 * 20, qPrintable(QString::number(longestMs)));
}

void TestLocksScenarios::sameOrderNeverStops()
{
    const Ran ran = runScenario({QStringLiteral("locks.deadlock"), {QStringLiteral("order=same")}, {}, 2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(ran.outcome(), QStringLiteral("completed"));
    QVERIFY(number(ran, "transfers") > 4);
    const QJsonObject account = ran.named("locks", QStringLiteral("account A"));
    QCOMPARE(account[QStringLiteral("acquisitions")].toInteger(), number(ran, "transfers"));
}

// A pace of its own for each thread lets them meet, sooner or later; with long holds at once.
void TestLocksScenarios::oppositeOrderStops()
{
    const Ran stopped = runScenario({QStringLiteral("locks.deadlock"), {QStringLiteral("hold_ms=200")}, {}, 2});
    QVERIFY2(stopped.problem.isEmpty(), qPrintable(stopped.problem));
    QVERIFY(number(stopped, "transfers") < 4); // two seconds would be enough for ten
    QVERIFY(stopped.waited(QStringLiteral("teller-1"), "lock") > 0);
    QVERIFY(stopped.waited(QStringLiteral("teller-2"), "lock") > 0);
}

QTEST_GUILESS_MAIN(TestLocksScenarios)
#include "tst_locks_scenarios.moc"
