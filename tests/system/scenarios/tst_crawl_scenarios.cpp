// SPDX-License-Identifier: GPL-3.0-or-later
// The crawl's scenarios, each in a real lab: what must hold at every setting, and what each of them shows.
#include "tests/system/scenarios/other_site.h"
#include "tests/system/scenarios/scenario_rows.h"

#include <QJsonArray>
#include <QTest>

using namespace lanescope;
using testing::OtherSite;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

namespace {

QJsonObject statistics(const Ran& ran)
{
    return ran.result()[QStringLiteral("statistics")].toObject();
}

/// found = finished + failed + filtered + pending, to the last request.
bool isBalanced(const Ran& ran)
{
    const QJsonObject counted = statistics(ran);
    const auto urls = [&counted](const char* key) { return counted[QLatin1String(key)].toInteger(); };
    return ran.result()[QStringLiteral("balanced")].toBool() &&
           urls("urls/found") ==
               urls("urls/finished") + urls("urls/failed") + urls("urls/filtered") + urls("urls/pending");
}

QJsonObject controller(const Ran& ran, const char* name)
{
    return ran.result()[QStringLiteral("controllers")][QLatin1String(name)].toObject();
}

double figure(const Ran& ran, const char* name, const char* key)
{
    return controller(ran, name)[QLatin1String(key)].toDouble(-1);
}

/// What happened to the counter of that name over the run; a count of 0 if there is none.
store::SampleSummary counterOf(const Ran& ran, const std::string& name)
{
    for (const store::Object& object : *ran.snapshot->objects) {
        if (object.name == name && object.row)
            return ran.snapshot->row(*object.row)
                .sampled(ran.snapshot->beginNs, ran.snapshot->endNs)
                .value_or(store::SampleSummary{});
    }
    return {};
}

/// The first value of that knob in what was typed, or `standard`.
int typed(const ScenarioRun& run, const char* knob, int standard)
{
    const QString start = QLatin1String(knob) + u'=';
    for (const QString& setting : run.settings) {
        if (setting.startsWith(start))
            return setting.mid(start.size()).toInt();
    }
    return standard;
}

} // namespace

class TestCrawlScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsAtEverySetting_data() { testing::addRowsOfGroup(QStringLiteral("crawl.")); }
    void holdsAtEverySetting();
    void urlsOfAnotherSiteAreAllFound();
    void capsHoldOnTheServersSideWhileTheyMove();
    void eachThrottleSettlesWhereItShould();
    void controllersFollowTheServersLimit();
};

void TestCrawlScenarios::holdsAtEverySetting()
{
    QFETCH(ScenarioRun, run);
    const OtherSite site({QStringLiteral("hosts=2"), QStringLiteral("pages=60"), QStringLiteral("latency_ms=2")});
    if (run.id == QLatin1String("crawl.url"))
        run.settings.append(QStringLiteral("urls=") + site.urls());
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(ran.result()[QStringLiteral("balanced")].toBool());
    if (run.id == QLatin1String("crawl.throttle")) {
        // No controller goes beyond what it may, and the hosts say so.
        for (const char* name : {"fixed", "autothrottle", "aimd", "gradient"})
            QVERIFY2(!run.changes.isEmpty() ||
                         figure(ran, name, "server_max_in_flight") <= typed(run, "concurrency", 32),
                     name);
        return;
    }
    QVERIFY(isBalanced(ran));
    const int cap = typed(run, "concurrent_requests", run.id == QLatin1String("crawl.hostile") ? 32 : 16);
    if (cap > 0 && run.changes.isEmpty())
        QVERIFY(ran.result()[QStringLiteral("max_on_the_wire")].toInt(-1) <= cap);
}

void TestCrawlScenarios::urlsOfAnotherSiteAreAllFound()
{
    const OtherSite site({QStringLiteral("hosts=2"), QStringLiteral("pages=60"), QStringLiteral("latency_ms=2")});
    const Ran ran = runScenario(
        {QStringLiteral("crawl.url"),
         {QStringLiteral("urls=") + site.urls(), QStringLiteral("download_delay=0"), QStringLiteral("depth_limit=0")},
         {},
         20});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(ran.result()[QStringLiteral("finish_reason")].toString(), QStringLiteral("finished"));
    QCOMPARE(ran.result()[QStringLiteral("pages")].toInt(), 60);
    QCOMPARE(ran.result()[QStringLiteral("errors")].toInt(-1), 0);
    QVERIFY(isBalanced(ran));
    // One at a time to each host, as is polite; both hosts are crawled at once.
    QVERIFY(ran.result()[QStringLiteral("max_on_the_wire")].toInt() <= 2);
}

void TestCrawlScenarios::capsHoldOnTheServersSideWhileTheyMove()
{
    // Up and down again; the site begins a new count whenever no more than the caps allow is on the wire. At the
    // last, two addresses share what per-domain would give to each.
    const Ran ran = runScenario(
        {QStringLiteral("crawl.site"),
         {QStringLiteral("pages=100000"), QStringLiteral("latency_ms=15")},
         {QStringLiteral("0.4:concurrent_requests=40"), QStringLiteral("0.5:concurrent_requests_per_domain=12"),
          QStringLiteral("0.9:concurrent_requests=9"), QStringLiteral("1.2:concurrent_requests_per_ip=2")},
         2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonObject result = ran.result();
    const QJsonObject server = result[QStringLiteral("server")].toObject();
    QVERIFY(result[QStringLiteral("server_max_in_flight")].toInt() > 9);
    QVERIFY(result[QStringLiteral("server_max_in_flight")].toInt() <= 36);
    QVERIFY(result[QStringLiteral("server_max_in_flight_after_change")].toInt(99) <= 6);
    const QJsonObject perHost = server[QStringLiteral("max_in_flight_per_host")].toObject();
    QCOMPARE(perHost.size(), 3);
    for (const QJsonValue& host : perHost)
        QVERIFY(host.toInt(99) <= 2);
}

void TestCrawlScenarios::eachThrottleSettlesWhereItShould()
{
    const Ran ran = runScenario(
        {QStringLiteral("crawl.throttle"), {QStringLiteral("latency_ms=40"), QStringLiteral("limit=6")}, {}, 4});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(ran.result()[QStringLiteral("errors")].toInt(-1), 0);
    // Fixed keeps 32 on the wire and waits for it: five times the latency that the host has by itself.
    QCOMPARE(figure(ran, "fixed", "output"), 32.0);
    QCOMPARE(figure(ran, "fixed", "server_max_in_flight"), 32.0);
    for (const char* name : {"autothrottle", "aimd", "gradient"})
        QVERIFY2(figure(ran, name, "latency_ms") < figure(ran, "fixed", "latency_ms"), name);
    // AutoThrottle: its delay is what gives its target at the latency it saw last, or on the way there.
    QCOMPARE(figure(ran, "autothrottle", "set_point"), 4.0);
    QVERIFY(figure(ran, "autothrottle", "output") < 500);
    // The controllers of the cap found room beyond their start and stayed below what fixed takes.
    for (const std::string name : {"aimd", "gradient"}) {
        const store::SampleSummary output =
            counterOf(ran, name + " output requests" + (name == "aimd" ? " 127.0.0.4" : " 127.0.0.5"));
        QVERIFY(output.count > 10);
        QVERIFY(output.max > 4);
        QVERIFY(output.last < 32);
    }
    const store::SampleSummary delay = counterOf(ran, "autothrottle output ms 127.0.0.3");
    QVERIFY(delay.count > 3);
    QVERIFY(delay.first > delay.last); // it halves its way down from 500 ms
}

void TestCrawlScenarios::controllersFollowTheServersLimit()
{
    const auto run = [](const QStringList& changes) {
        return runScenario({QStringLiteral("crawl.throttle"),
                            {QStringLiteral("latency_ms=40"), QStringLiteral("limit=2")},
                            changes,
                            3.5});
    };
    const Ran kept = run({});
    QVERIFY2(kept.problem.isEmpty(), qPrintable(kept.problem));
    const Ran raised = run({QStringLiteral("1:limit=40")});
    QVERIFY2(raised.problem.isEmpty(), qPrintable(raised.problem));
    for (const char* name : {"aimd", "gradient"}) {
        QVERIFY2(figure(raised, name, "server_max_in_flight") > figure(kept, name, "server_max_in_flight"), name);
        QVERIFY2(figure(raised, name, "pages") > 1.5 * figure(kept, name, "pages"), name);
    }
}

QTEST_GUILESS_MAIN(TestCrawlScenarios)
#include "tst_crawl_scenarios.moc"
