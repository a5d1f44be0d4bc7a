// SPDX-License-Identifier: GPL-3.0-or-later
// The scenarios on queues, each in a real lab: what must hold at every setting, and what each of them shows.
#include "tests/system/scenarios/scenario_run.h"

#include <QTest>

using namespace lanescope;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

class TestQueuesScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsAtEverySetting_data() { testing::addRowsOfGroup(QStringLiteral("queues.")); }
    void holdsAtEverySetting();
};

void TestQueuesScenarios::holdsAtEverySetting()
{
    QFETCH(ScenarioRun, run);
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
}

QTEST_GUILESS_MAIN(TestQueuesScenarios)
#include "tst_queues_scenarios.moc"
