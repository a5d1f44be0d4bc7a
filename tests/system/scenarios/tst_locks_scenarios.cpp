// SPDX-License-Identifier: GPL-3.0-or-later
// The scenarios on locks, each in a real lab: what must hold at every setting, and what each of them shows.
#include "tests/system/scenarios/scenario_run.h"

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
};

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

QTEST_GUILESS_MAIN(TestLocksScenarios)
#include "tst_locks_scenarios.moc"
