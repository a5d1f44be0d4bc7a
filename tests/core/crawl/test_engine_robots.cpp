// SPDX-License-Identifier: GPL-3.0-or-later
// What a site says may be fetched, and what a person says: robots.txt, nofollow, patterns.
#include "tests/core/crawl/engine_steps.h"

#include <QTest>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace engine_steps;
using trace::RequestOutcome;

class TestEngineRobots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void robotsTxtIsObeyed();
    void robotsTxtOf5xxForbidsEverything();
    void failuresOfARobotsTxtAreCounted();
    void robotsTxtThatBreaksOffSaysSo();
    void robotsTxtOf4xxAllowsEverything();
    void robotsTxtIsFollowedThroughRedirects();
    void hugeRobotsTxtIsReadInPart();
    void tooLargeCountsByItsStatus_data();
    void tooLargeCountsByItsStatus();
    void robotsTxtCountsAgainstTheCaps();
    void nofollowIsObeyedWhenAsked();
    void patternsAreFollowed();
};

void TestEngineRobots::robotsTxtIsObeyed()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/robots.txt")
            return s.answer(e, "User-agent: *\n# a comment\nDisallow: /2\nDisallow: /4\n");
        s.answer(e, e.target == "/" ? kLinks : "end");
    });
    server.handlesRobots = true;
    Settings settings = quick();
    settings.obeyRobots = true;
    Engine engine(settings);
    QHash<QByteArray, QString> refused;
    connect(&engine, &Engine::urlDone, this, [&](const Response& r) {
        if (r.outcome == RequestOutcome::Filtered)
            refused.insert(r.request.url.text().right(2), r.error);
    });
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(server.targets.front(), "/robots.txt"_ba);
    QVERIFY(!QList<QByteArray>(server.targets.begin(), server.targets.end()).contains("/2"));
    QCOMPARE(server.targets.size(), std::size_t{4}); // robots.txt, /, /1, /3
    QCOMPARE(refused.size(), 2);
    QVERIFY2(refused["/2"].contains(u"line 3"_s) && refused["/2"].contains(u"Disallow: /2"_s),
             qPrintable(refused["/2"]));
    const QJsonObject json = engine.progress().statistics.toJson();
    QCOMPARE(json["robotstxt/forbidden"_L1].toInt(), 2);
    QCOMPARE(json["robotstxt/request_count"_L1].toInt(), 1);
    QCOMPARE(json["downloader/request_count"_L1].toInt(), 4);
    QCOMPARE(json["response_received_count"_L1].toInt(), 4);
    QCOMPARE(json["scheduler/enqueued"_L1].toInt(), 5);
    QCOMPARE(json["scheduler/dequeued"_L1].toInt(), 5);
    QCOMPARE(json["urls/found"_L1].toInt(), 5);
}

void TestEngineRobots::robotsTxtOf5xxForbidsEverything()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.answer(e, e.target == "/robots.txt" ? "" : kLinks, e.target == "/robots.txt" ? 503 : 200);
    });
    server.handlesRobots = true;
    Settings settings = quick({.retryTimes = 1});
    settings.obeyRobots = true;
    Engine engine(settings);
    QVERIFY(runToEnd(engine, {server.url(), server.url("/x")}));
    QCOMPARE(server.targets, (std::vector{"/robots.txt"_ba, "/robots.txt"_ba})); // tried twice, and no page
    QCOMPARE(engine.progress().statistics.filtered(FilterReason::Robots), quint64{2});
}

void TestEngineRobots::failuresOfARobotsTxtAreCounted()
{
    // Its back-off grows with them.
    RobotsCache cache;
    Response response;
    response.outcome = RequestOutcome::HttpError;
    response.status = 503;
    const Settings settings{.retryTimes = 2};
    for (int tries = 1; tries <= 2; ++tries) {
        const RobotsCache::Step step = cache.arrived(response, settings);
        QVERIFY(step.next == RobotsCache::Step::Next::Again);
        QCOMPARE(step.tries, tries);
    }
    QVERIFY(cache.arrived(response, settings).next == RobotsCache::Step::Next::Missing);
}

void TestEngineRobots::robotsTxtThatBreaksOffSaysSo()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.raw(e, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nUser-agent: *\n");
        s.close(e);
    });
    server.handlesRobots = true;
    Settings settings = quick({.retryTimes = 0});
    settings.obeyRobots = true;
    Engine engine(settings);
    QStringList noted;
    connect(&engine, &Engine::noted, this, [&](const QString& line) { noted += line; });
    QVERIFY(runToEnd(engine, {server.url()}));
    QVERIFY2(noted.join(u'\n').contains(u"it answered 200, but: connection closed. 14 of 1,000 bytes had come)"_s),
             qPrintable(noted.join(u'\n')));
}

void TestEngineRobots::robotsTxtOf4xxAllowsEverything()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.answer(e, e.target == "/" ? kLinks : "", e.target == "/robots.txt" ? 403 : 200);
    });
    server.handlesRobots = true;
    Settings settings = quick();
    settings.obeyRobots = true;
    Engine engine(settings);
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(engine.progress().statistics.pages(), quint64{5});
}

void TestEngineRobots::robotsTxtIsFollowedThroughRedirects()
{
    LoopbackServer other(
        [](LoopbackServer& s, const Exchange& e) {
            s.answer(e, e.target == "/rules" ? "User-agent: *\nDisallow: /3\n" : "end");
        },
        "127.0.0.2");
    other.handlesRobots = true;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/robots.txt")
            return s.answer(e, "", 301, "Location: " + other.url("/rules").text() + "\r\n");
        s.answer(e, e.target == "/" ? kLinks : "end");
    });
    server.handlesRobots = true;
    Settings settings = quick();
    settings.obeyRobots = true;
    Engine engine(settings);
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(other.targets, (std::vector{"/rules"_ba}));
    QCOMPARE(engine.progress().statistics.filtered(FilterReason::Robots), quint64{1});
    QCOMPARE(engine.progress().statistics.pages(), quint64{4});
}

void TestEngineRobots::hugeRobotsTxtIsReadInPart()
{
    const QByteArray rules = "User-agent: *\nDisallow: /1\n" + QByteArray("# filler filler\n").repeated(200'000);
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        s.answer(e, e.target == "/robots.txt" ? rules : e.target == "/" ? QByteArray(kLinks) : "end"_ba);
    });
    server.handlesRobots = true;
    Settings settings = quick();
    settings.obeyRobots = true;
    Engine engine(settings);
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(engine.progress().statistics.filtered(FilterReason::Robots), quint64{1});
    QCOMPARE(engine.progress().statistics.pages(), quint64{4});
}

void TestEngineRobots::tooLargeCountsByItsStatus_data()
{
    using Next = RobotsCache::Step::Next;
    QTest::addColumn<int>("status");
    QTest::addColumn<Next>("next");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("its rules") << 200 << Next::Known << false;
    QTest::newRow("elsewhere") << 301 << Next::Moved << true; // not known yet
    QTest::newRow("none") << 404 << Next::Known << true;
    QTest::newRow("an error") << 503 << Next::Missing << false;
    QTest::newRow("a header without end") << 0 << Next::Missing << false;
}

void TestEngineRobots::tooLargeCountsByItsStatus()
{
    QFETCH(int, status);
    QFETCH(RobotsCache::Step::Next, next);
    QFETCH(bool, allowed);
    RobotsCache cache;
    Response response;
    response.request.url = Url::fromUser(u"http://a.example/robots.txt"_s).value();
    response.outcome = RequestOutcome::TooLarge;
    response.status = status;
    response.body = status == 0 ? ""_ba : "User-agent: *\nDisallow: /\n"_ba;
    if (status == 301)
        response.location = "/elsewhere.txt";
    QVERIFY(cache.arrived(response, Settings{.retryTimes = 0}).next == next);
    Request page;
    page.url = Url::fromUser(u"http://a.example/"_s).value();
    QCOMPARE(!cache.refusal(page, "Lanescope").has_value(), allowed);
}

void TestEngineRobots::robotsTxtCountsAgainstTheCaps()
{
    // Four origins of one host, one at a time: neither their robots.txt nor their pages overlap.
    int inFlight = 0;
    int most = 0;
    std::vector<std::unique_ptr<LoopbackServer>> servers;
    std::vector<Url> urls;
    for (int index = 0; index < 4; ++index) {
        servers.push_back(std::make_unique<LoopbackServer>([&](LoopbackServer& s, const Exchange& e) {
            most = std::max(most, ++inFlight);
            QTimer::singleShot(2, &s, [&, e] {
                --inFlight;
                s.answer(e, "", e.target == "/robots.txt" ? 404 : 200);
            });
        }));
        servers.back()->handlesRobots = true;
        urls.push_back(servers.back()->url());
    }
    Settings settings = quick({.perDomain = 1});
    settings.obeyRobots = true;
    Engine engine(settings);
    QVERIFY(runToEnd(engine, urls));
    QCOMPARE(most, 1);
    QCOMPARE(engine.progress().statistics.pages(), quint64{4});
}

void TestEngineRobots::nofollowIsObeyedWhenAsked()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/")
            return s.answer(e, "<a href='/1'>1</a><a rel='noopener nofollow' href='/2'>2</a><a href='/meta'>3</a>");
        s.answer(e, e.target == "/meta" ? "<meta name=robots content='noindex,nofollow'><a href='/4'>4</a>" : "end");
    });
    Engine asScrapy(quick());
    QVERIFY(runToEnd(asScrapy, {server.url()}));
    QCOMPARE(asScrapy.progress().statistics.pages(), quint64{5});
    Settings settings = quick();
    settings.obeyNofollow = true;
    Engine engine(settings);
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(engine.progress().statistics.pages(), quint64{3}); // the start page, /1 and /meta
    QCOMPARE(engine.progress().statistics.filtered(FilterReason::Nofollow), quint64{2});
}

void TestEngineRobots::patternsAreFollowed()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, e.target == "/" ? kLinks : "end"); });
    Settings settings = quick();
    settings.allow = u"/[123]$"_s;
    settings.deny = u"/2"_s;
    Engine engine(settings);
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(engine.progress().statistics.pages(), quint64{3}); // the start page, /1 and /3
    QCOMPARE(engine.progress().statistics.filtered(FilterReason::Scope), quint64{2});
    // One that makes no sense is told, and changes nothing.
    QStringList notes;
    connect(&engine, &Engine::noted, this, [&](const QString& line) { notes.append(line); });
    settings.deny = u"(("_s;
    engine.setSettings(settings);
    QCOMPARE(notes.size(), 1);
    QVERIFY2(notes[0].contains(u"(("_s), qPrintable(notes[0]));
}

QTEST_GUILESS_MAIN(TestEngineRobots)
#include "test_engine_robots.moc"
