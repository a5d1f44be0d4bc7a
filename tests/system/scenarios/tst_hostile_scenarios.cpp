// SPDX-License-Identifier: GPL-3.0-or-later
// Bad hosts and unwanted links, each crawled in a real lab: every URL ends somewhere, and the crawl goes on.
#include "tests/system/scenarios/scenario_run.h"

#include <QJsonArray>
#include <QTest>

using namespace lanescope;
using testing::Ran;
using testing::runScenario;

namespace {

QJsonObject hostWith(const Ran& ran, const char* fault)
{
    for (const QJsonValue& host : ran.result()[QStringLiteral("hosts")].toArray()) {
        if (host[QStringLiteral("fault")].toString() == QLatin1String(fault))
            return host.toObject();
    }
    return {};
}

qint64 answers(const QJsonObject& host, int status)
{
    return host[QStringLiteral("statuses")][QString::number(status)].toInteger();
}

qint64 statistic(const Ran& ran, const char* key)
{
    return ran.result()[QStringLiteral("statistics")][QLatin1String(key)].toInteger();
}

/// scheduled = finished + failed + filtered + pending, over all rounds.
bool isNothingLost(const Ran& ran)
{
    return statistic(ran, "urls/found") > 0 && ran.result()[QStringLiteral("balanced")].toBool() &&
           statistic(ran, "urls/found") == statistic(ran, "urls/finished") + statistic(ran, "urls/failed") +
                                               statistic(ran, "urls/filtered") + statistic(ran, "urls/pending");
}

} // namespace

class TestHostileScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachFaultIsMetAndNothingIsLost();
    void healthyHostsHaveNoErrors();
    void hostilityIsTurnedWhileItRuns();
    void deniedLinksAreFiltered();
    void badPatternFailsTheRun();
};

void TestHostileScenarios::eachFaultIsMetAndNothingIsLost()
{
    const Ran ran = runScenario({QStringLiteral("crawl.hostile"), {QStringLiteral("mix=1")}, {}, 4});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(isNothingLost(ran));
    QVERIFY(answers(hostWith(ran, "none"), 200) > 0);
    QVERIFY(answers(hostWith(ran, "429"), 429) > 0);
    QVERIFY(answers(hostWith(ran, "503"), 503) > 0);
    QVERIFY(hostWith(ran, "slow")[QStringLiteral("abandoned")].toInteger() > 0);
    QVERIFY(hostWith(ran, "reset")[QStringLiteral("resets")].toInteger() > 0);
    QVERIFY(answers(hostWith(ran, "loop"), 302) > 0);
    QVERIFY(statistic(ran, "retry/count") > 0);
    QVERIFY(statistic(ran, "downloader/exception_type_count/timeout") > 0);
}

void TestHostileScenarios::healthyHostsHaveNoErrors()
{
    const Ran ran = runScenario({QStringLiteral("crawl.hostile"), {QStringLiteral("mix=0")}, {}, 2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(isNothingLost(ran));
    QVERIFY(ran.result()[QStringLiteral("pages")].toInteger() > 0);
    QCOMPARE(ran.result()[QStringLiteral("errors")].toInteger(-1), 0);
}

void TestHostileScenarios::hostilityIsTurnedWhileItRuns()
{
    const Ran ran =
        runScenario({QStringLiteral("crawl.hostile"), {QStringLiteral("mix=0")}, {QStringLiteral("0.7:mix=1")}, 3});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(isNothingLost(ran));
    QVERIFY(hostWith(ran, "reset")[QStringLiteral("resets")].toInteger() > 0);
}

void TestHostileScenarios::deniedLinksAreFiltered()
{
    const Ran ran = runScenario({QStringLiteral("crawl.site"),
                                 {QStringLiteral("deny=/s[1-9] list\\?"), QStringLiteral("latency_ms=1"),
                                  QStringLiteral("hosts=1"), QStringLiteral("pages=200")},
                                 {},
                                 1.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(statistic(ran, "offsite/filtered") > 0);
    QVERIFY(isNothingLost(ran));
    // What is left of 200 pages are those of the first section that are no listings.
    const qint64 rounds = ran.result()[QStringLiteral("rounds")].toInteger();
    QVERIFY(rounds > 0);
    QVERIFY(ran.result()[QStringLiteral("pages")].toInteger() <= rounds * 40);
}

void TestHostileScenarios::badPatternFailsTheRun()
{
    const Ran ran = runScenario({QStringLiteral("crawl.site"), {QStringLiteral("deny=*.pdf")}, {}, 1});
    QCOMPARE(ran.outcome(), QStringLiteral("failed"));
    QVERIFY(ran.report[QStringLiteral("message")].toString().contains(QStringLiteral("*.pdf")));
}

QTEST_GUILESS_MAIN(TestHostileScenarios)
#include "tst_hostile_scenarios.moc"
