// SPDX-License-Identifier: GPL-3.0-or-later
// Deadlocks in real labs: named with the right threads and locks, ended in good time, and not seen where there are none.
#include "core/control/run_controller.h"
#include "tests/system/scenarios/scenario_run.h"

#include <QJsonArray>
#include <QTest>

using namespace lanescope;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

namespace {

QString message(const Ran& ran)
{
    return ran.report[QStringLiteral("message")].toString();
}

} // namespace

class TestDeadlocks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namedWithThreadsAndLocks_data()
    {
        QTest::addColumn<ScenarioRun>("run");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("two locks in opposite orders")
            << ScenarioRun{QStringLiteral("locks.deadlock"), {QStringLiteral("hold_ms=20")}, {}, 3}
            << QStringLiteral("deadlock")
            << QStringList{QStringLiteral("teller-1"), QStringLiteral("teller-2"), QStringLiteral("“account A”"),
                           QStringLiteral("“account B”")};
        QTest::newRow("a thread that waits for itself")
            << ScenarioRun{QStringLiteral("locks.recursive"), {QStringLiteral("kind=QMutex")}, {}, 2}
            << QStringLiteral("deadlock") << QStringList{QStringLiteral("which it holds itself")};
        QTest::newRow("a pool that waits for its own tasks")
            << ScenarioRun{QStringLiteral("pools.deadlock"), {QStringLiteral("width=8")}, {}, 2}
            << QStringLiteral("pool starved by its own tasks")
            << QStringList{QStringLiteral("all 4 threads of the pool “pool”")};
    }
    void namedWithThreadsAndLocks()
    {
        QFETCH(ScenarioRun, run);
        QFETCH(QString, kind);
        QFETCH(QStringList, words);
        const Ran ran = runScenario(run);
        QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
        QCOMPARE(ran.outcome(), QStringLiteral("deadlock"));
        QVERIFY2(ran.findingKinds().contains(kind), qPrintable(ran.findingKinds().join(u',')));
        QVERIFY(message(ran).startsWith(QStringLiteral("Deadlock since ")));
        for (const QString& word : words)
            QVERIFY2(message(ran).contains(word), qPrintable(message(ran)));
    }

    void notSeenWhereThereIsNone_data()
    {
        QTest::addColumn<ScenarioRun>("run");
        QTest::newRow("same order") << ScenarioRun{QStringLiteral("locks.deadlock"), {QStringLiteral("order=same")}};
        QTest::newRow("recursive") << ScenarioRun{QStringLiteral("locks.recursive")};
        QTest::newRow("contended") << ScenarioRun{QStringLiteral("locks.mutex"), {QStringLiteral("threads=32")}};
        QTest::newRow("permits") << ScenarioRun{QStringLiteral("locks.semaphore")};
    }
    void notSeenWhereThereIsNone()
    {
        QFETCH(ScenarioRun, run);
        const Ran ran = runScenario(run);
        QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
        QCOMPARE(ran.outcome(), QStringLiteral("completed"));
        QVERIFY2(!ran.findingKinds().contains(QStringLiteral("deadlock")), qPrintable(ran.findingKinds().join(u',')));
    }

    // It was there and is told, but it is not how the run ended.
    void curedOneIsHistory()
    {
        const Ran ran = runScenario({QStringLiteral("pools.deadlock"), {}, {QStringLiteral("1.5:size=32")}, 2.5});
        QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
        QCOMPARE(ran.outcome(), QStringLiteral("completed"));
        const QList<QJsonObject> findings = ran.rows("findings");
        QVERIFY(!findings.isEmpty());
        QCOMPARE(findings.front()[QStringLiteral("kind")].toString(), QStringLiteral("pool starved by its own tasks"));
        QVERIFY(findings.front()[QStringLiteral("end_s")].toDouble() < ran.report[QStringLiteral("duration_s")].toDouble());
    }
};

QTEST_GUILESS_MAIN(TestDeadlocks)
#include "tst_deadlocks.moc"
