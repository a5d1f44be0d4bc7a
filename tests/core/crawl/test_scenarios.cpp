// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/crawl_scenario.h"
#include "core/crawl/scenarios/site_process.h"
#include "core/scenario/context.h"
#include "tests/core/crawl/loopback_server.h"

#include <QCoreApplication>
#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <csignal>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

namespace {

/// A run of a scenario with some knobs set, driven as the lab does: from timers while run() goes on.
struct Run {
    Run(const scenario::ScenarioInfo& scenarioInfo, const QHash<QString, QString>& set)
        : info(scenarioInfo)
        , context(info.knobs, values(info, set), 1)
    {
    }
    static std::vector<scenario::KnobValue> values(const scenario::ScenarioInfo& info,
                                                   const QHash<QString, QString>& set)
    {
        std::vector<scenario::KnobValue> result;
        for (const scenario::Knob& knob : info.knobs)
            result.push_back(set.contains(knob.name) ? knob.parse(set[knob.name]).value() : knob.standard);
        return result;
    }
    void turn(const QString& name, const QString& value)
    {
        const int index = scenario::indexOf(info.knobs, name);
        context.applyKnob(index, info.knobs[static_cast<std::size_t>(index)].parse(value).value());
    }

    scenario::ScenarioInfo info;
    scenario::Context context;
};

} // namespace

class TestScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyStandardIsInItsRange();
    void siteStartsAnswersAndEnds();
    void siteRefusalIsHeard();
    void siteThatIsNotThere();
    void loweredCapIsProvenByTheServer();
    void siteKnobsActWhileItRuns();
    void killedSiteFailsTheRun();
    void urlsAreCrawledOnce();
    void urlsThatAreNone();
    void statusesThatAreNone();
    void statusesThatAreNoneWhileItRuns();
    void crawlWithoutANameIsRefused();
    void textsThatAreRefusedLeaveTheOthers();
    void stopBeforeTheStart();
};

void TestScenarios::initTestCase()
{
    // The scenario looks for the site beside the program that runs it.
    const QString beside = QCoreApplication::applicationDirPath() + u"/lanescope-site"_s;
    if (!QFile::exists(beside))
        QVERIFY(QFile::link(QStringLiteral(LANESCOPE_SITE_PROGRAM), beside));
}

void TestScenarios::everyStandardIsInItsRange()
{
    for (const scenario::ScenarioInfo& info : {CrawlSiteScenario::info(), CrawlUrlScenario::info()}) {
        QVERIFY(info.id.startsWith("crawl."_L1));
        for (const scenario::Knob& knob : info.knobs) {
            const auto checked = knob.check(knob.standard);
            QVERIFY2(checked.ok(), qPrintable(knob.name));
            QVERIFY2(!knob.help.isEmpty() && !knob.label.isEmpty(), qPrintable(knob.name));
        }
    }
}

void TestScenarios::siteStartsAnswersAndEnds()
{
    pid_t pid = 0;
    {
        SiteProcess site;
        const Status started = site.start(SiteProcess::programBesideThis(), {u"--quiet"_s, u"--set"_s, u"hosts=2"_s});
        QVERIFY2(started.ok(), started.ok() ? "" : started.error().c_str());
        QCOMPARE(site.urls().size(), std::size_t{2});
        site.set(u"latency_ms"_s, u"3"_s);
        site.mark();
        QCOMPARE(site.counters()["total"_L1]["requests"_L1].toInt(-1), 0);
        QCOMPARE(site.counters()["marks"_L1].toInt(), 1);
        pid = static_cast<pid_t>(site.pid());
        QCOMPARE(kill(pid, 0), 0);
    }
    QCOMPARE(kill(pid, 0), -1);
}

void TestScenarios::siteRefusalIsHeard()
{
    SiteProcess site;
    QVERIFY(site.start(SiteProcess::programBesideThis(), {u"--quiet"_s}).ok());
    QSignalSpy refused(&site, &SiteProcess::refused);
    site.set(u"latency_ms"_s, u"-1"_s);
    QTRY_COMPARE(refused.size(), 1);
    QVERIFY(refused.first().first().toString().contains(u"latency_ms"_s));
}

void TestScenarios::siteThatIsNotThere()
{
    SiteProcess site;
    const Status started = site.start(u"/no/such/lanescope-site"_s, {});
    QVERIFY(!started.ok());
    QVERIFY(QString::fromStdString(started.error()).contains(u"/no/such/lanescope-site"_s));
    SiteProcess other;
    QVERIFY(!other.start(u"/bin/echo"_s, {u"hello"_s}).ok());
}

void TestScenarios::loweredCapIsProvenByTheServer()
{
    Run run(CrawlSiteScenario::info(), {{u"pages"_s, u"100000"_s}, {u"latency_ms"_s, u"10"_s}});
    QTimer::singleShot(400, this, [&] { run.turn(u"concurrent_requests"_s, u"4"_s); });
    QTimer::singleShot(1000, this, [&] { run.context.requestStop(); });
    CrawlSiteScenario().run(run.context);
    QVERIFY2(run.context.failure().isEmpty(), qPrintable(run.context.failure()));
    const QJsonObject result = run.context.result();
    QVERIFY(result["pages"_L1].toInt() > 20);
    QCOMPARE(result["errors"_L1].toInt(), 0);
    QVERIFY(result["server_max_in_flight"_L1].toInt() > 4);
    QVERIFY(result["server_max_in_flight"_L1].toInt() <= 16);
    QVERIFY(result["server_max_in_flight_after_change"_L1].toInt() <= 4);
    QVERIFY(result["server_max_in_flight_after_change"_L1].toInt() >= 1);
    QVERIFY(result["max_on_the_wire"_L1].toInt() <= 16);
    QCOMPARE(result["server"_L1]["max_in_flight_per_host"_L1].toObject().size(), 3);
    QVERIFY(result["statistics"_L1]["dupefilter/filtered"_L1].toInt() > 0);
}

void TestScenarios::siteKnobsActWhileItRuns()
{
    Run run(CrawlSiteScenario::info(), {{u"pages"_s, u"50"_s}, {u"latency_ms"_s, u"1"_s}, {u"retry_times"_s, u"0"_s}});
    QTimer::singleShot(300, this, [&] { run.turn(u"error_rate"_s, u"1"_s); });
    QTimer::singleShot(800, this, [&] { run.context.requestStop(); });
    CrawlSiteScenario().run(run.context);
    const QJsonObject result = run.context.result();
    QVERIFY(result["rounds"_L1].toInt() > 1);
    QVERIFY(result["pages"_L1].toInt() > 0);
    QVERIFY(result["errors"_L1].toInt() > 0);
    QVERIFY(result["statistics"_L1]["downloader/response_status_count/500"_L1].toInt() > 0);
}

void TestScenarios::killedSiteFailsTheRun()
{
    Run run(CrawlSiteScenario::info(), {});
    QTimer::singleShot(300, this, [&] {
        // The only child of this test that is a site.
        QFile children(u"/proc/self/task/%1/children"_s.arg(QCoreApplication::applicationPid()));
        QVERIFY(children.open(QIODevice::ReadOnly));
        const QList<QByteArray> pids = children.readAll().simplified().split(' ');
        QCOMPARE(pids.size(), 1);
        kill(pids.first().toInt(), SIGKILL);
    });
    CrawlSiteScenario().run(run.context);
    QVERIFY2(run.context.failure().contains(u"signal 9"_s), qPrintable(run.context.failure()));
}

void TestScenarios::urlsAreCrawledOnce()
{
    LoopbackServer server([](LoopbackServer& s, const LoopbackServer::Exchange& e) {
        s.answer(e, "<a href='/one'>1</a><a href='/two'>2</a>");
    });
    Run run(CrawlUrlScenario::info(),
            {{u"urls"_s, QString::fromLatin1(server.url().text())}, {u"download_delay"_s, u"0"_s}});
    CrawlUrlScenario().run(run.context);
    QVERIFY2(run.context.failure().isEmpty(), qPrintable(run.context.failure()));
    QCOMPARE(run.context.result()["pages"_L1].toInt(), 3);
    QCOMPARE(run.context.result()["statistics"_L1]["finish_reason"_L1].toString(), u"finished"_s);
    QCOMPARE(server.maxInFlight, 1);
}

void TestScenarios::urlsThatAreNone()
{
    // With none, the built-in site is there to be crawled.
    Run none(CrawlUrlScenario::info(), {{u"download_delay"_s, u"0"_s}, {u"closespider_pagecount"_s, u"5"_s}});
    CrawlUrlScenario().run(none.context);
    QVERIFY2(none.context.failure().isEmpty(), qPrintable(none.context.failure()));
    QCOMPARE(none.context.result()["pages"_L1].toInt(), 5);
    Run wrong(CrawlUrlScenario::info(), {{u"urls"_s, u"ftp://example.org/"_s}});
    CrawlUrlScenario().run(wrong.context);
    QVERIFY(wrong.context.failure().contains(u"ftp://example.org/"_s));
}

void TestScenarios::statusesThatAreNone()
{
    LoopbackServer server([](LoopbackServer& s, const LoopbackServer::Exchange& e) { s.answer(e, "end"); });
    Run run(CrawlUrlScenario::info(),
            {{u"urls"_s, QString::fromLatin1(server.url().text())}, {u"retry_http_codes"_s, u"500 5xx"_s}});
    CrawlUrlScenario().run(run.context);
    QVERIFY2(run.context.failure().contains(u"“5xx” is no status"_s), qPrintable(run.context.failure()));
    QVERIFY(server.targets.empty());
}

void TestScenarios::statusesThatAreNoneWhileItRuns()
{
    // Asked for twice only if the statuses that were there before still hold.
    std::unique_ptr<Run> run;
    LoopbackServer server([&](LoopbackServer& s, const LoopbackServer::Exchange& e) {
        if (e.target == "/" && s.targets.size() == 1) {
            run->turn(u"retry_http_codes"_s, u"nonsense"_s);
            run->turn(u"retry_backoff"_s, u"0.001"_s);
        }
        s.answer(e, "later", 404);
    });
    run = std::make_unique<Run>(CrawlUrlScenario::info(),
                                QHash<QString, QString>{{u"urls"_s, QString::fromLatin1(server.url().text())},
                                                        {u"download_delay"_s, u"0"_s},
                                                        {u"retry_times"_s, u"1"_s},
                                                        {u"retry_http_codes"_s, u"404"_s}});
    CrawlUrlScenario().run(run->context);
    QCOMPARE(server.targets.size(), std::size_t{2});
}

void TestScenarios::crawlWithoutANameIsRefused()
{
    LoopbackServer server([](LoopbackServer& s, const LoopbackServer::Exchange& e) { s.answer(e, "end"); });
    Run run(CrawlUrlScenario::info(),
            {{u"urls"_s, QString::fromLatin1(server.url().text())}, {u"user_agent"_s, QString()}});
    CrawlUrlScenario().run(run.context);
    QVERIFY2(run.context.failure().contains(u"user_agent"_s), qPrintable(run.context.failure()));
    QVERIFY(server.targets.empty());
}

void TestScenarios::textsThatAreRefusedLeaveTheOthers()
{
    // A pattern that is none, then a good one of the other list; a name that is none.
    std::unique_ptr<Run> run;
    QByteArray head;
    LoopbackServer server([&](LoopbackServer& s, const LoopbackServer::Exchange& e) {
        if (e.target == "/") {
            run->turn(u"allow"_s, u"("_s);
            run->turn(u"user_agent"_s, u"  "_s);
            run->turn(u"deny"_s, u"/no"_s);
            return s.answer(e, "<a href='/no'>1</a><a href='/yes'>2</a>");
        }
        head = e.head;
        s.answer(e, "end");
    });
    run = std::make_unique<Run>(
        CrawlUrlScenario::info(),
        QHash<QString, QString>{{u"urls"_s, QString::fromLatin1(server.url().text())}, {u"download_delay"_s, u"0"_s}});
    CrawlUrlScenario().run(run->context);
    QCOMPARE(server.targets, (std::vector{"/"_ba, "/yes"_ba}));
    QVERIFY2(head.contains("User-Agent: Lanescope/"), head.constData());
}

void TestScenarios::stopBeforeTheStart()
{
    Run run(CrawlSiteScenario::info(), {});
    run.context.requestStop();
    CrawlSiteScenario().run(run.context);
    QVERIFY(run.context.failure().isEmpty());
    QVERIFY(run.context.result().contains("pages"_L1));
}

QTEST_GUILESS_MAIN(TestScenarios)
#include "test_scenarios.moc"
