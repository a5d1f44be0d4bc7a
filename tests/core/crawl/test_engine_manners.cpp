// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine does when hosts fail, refuse, redirect or ask for patience, seen from the server's side.
#include "core/crawl/engine.h"
#include "tests/core/crawl/loopback_server.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <map>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using trace::RequestOutcome;

namespace {

using Exchange = LoopbackServer::Exchange;

constexpr auto kLinks = "<a href='/1'>1</a><a href='/2'>2</a><a href='/3'>3</a><a href='/4'>4</a>";

bool runToEnd(Engine& engine, const std::vector<Url>& urls, QString* reason = nullptr)
{
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start(urls);
    if (finished.isEmpty() && !finished.wait(30'000))
        return false;
    if (reason != nullptr)
        *reason = finished.first().first().toString();
    const Progress end = engine.progress();
    return end.statistics.balanced(end.pending());
}

Url named(const LoopbackServer& server, const QString& host, const QString& target = u"/"_s)
{
    return Url::fromUser(u"http://%1:%2%3"_s.arg(host).arg(server.serverPort()).arg(target)).value();
}

/// As a test wants it: no back-off but a moment, no robots.txt.
Settings quick(Settings settings = {})
{
    settings.backoffMs = 1;
    settings.obeyRobots = false;
    settings.randomDelay = RandomDelay::Off;
    return settings;
}

/// Answers one of those held every millisecond, so that there is always something in flight.
struct SteadyServer {
    explicit SteadyServer(const QByteArray& page, const char* address = "127.0.0.1")
        : server([](LoopbackServer& s, const Exchange& e) { s.held.push_back(e); }, address)
    {
        QObject::connect(&timer, &QTimer::timeout, &server, [this, page] {
            if (server.held.empty())
                return;
            const Exchange exchange = server.held.front();
            server.held.erase(server.held.begin());
            server.answer(exchange, page);
        });
        timer.start(1);
    }
    LoopbackServer server;
    QTimer timer;
};

} // namespace

class TestEngineManners : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void failedRequestsAreTriedAgain();
    void resetsAreTriedAgain();
    void retriesAreUsedUp();
    void retryAfterIsHeeded();
    void retryAfterOfABurstCountsOnce();
    void robotsTxtIsObeyed();
    void robotsTxtOf5xxForbidsEverything();
    void robotsTxtOf4xxAllowsEverything();
    void robotsTxtIsFollowedThroughRedirects();
    void hugeRobotsTxtIsReadInPart();
    void robotsTxtCountsAgainstTheCaps();
    void breakerStopsAFailingHost();
    void trapEndsAtTheDepthLimit();
    void redirectsAcrossHostsPassTheirGates();
    void perIpCapHoldsWhereNamesDiffer();
    void perIpTurnedOnWhileItRuns();
    void patternsAreFollowed();
    void nofollowIsObeyedWhenAsked();
    void errorLimitEndsIt();
    void timeLimitEndsIt();
    void pausedNothingStarts();
    void namesAreSentToTheAddress();
    void sampledStatusIsWhole();
};

void TestEngineManners::failedRequestsAreTriedAgain()
{
    std::map<QByteArray, int> asked;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        if (++asked[e.target] <= 2)
            return s.answer(e, "later", 503);
        s.answer(e, e.target == "/" ? kLinks : "end");
    });
    Engine engine(quick());
    int urlsDone = 0;
    connect(&engine, &Engine::urlDone, this, [&](const Response& r) {
        ++urlsDone;
        QVERIFY(r.outcome == RequestOutcome::Ok);
        QCOMPARE(int(r.request.tag.retries), 2);
    });
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(server.targets.size(), std::size_t{15});
    QCOMPARE(urlsDone, 5);
    const QJsonObject json = engine.progress().statistics.toJson();
    QCOMPARE(json["retry/count"_L1].toInt(), 10);
    QCOMPARE(json["retry/reason_count/503"_L1].toInt(), 10);
    QCOMPARE(json["downloader/request_count"_L1].toInt(), 15);
    QCOMPARE(json["response_received_count"_L1].toInt(), 5);
    QCOMPARE(json["urls/found"_L1].toInt(), 5);
}

void TestEngineManners::resetsAreTriedAgain()
{
    int resets = 0;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/2" && resets < 1) {
            ++resets;
            return s.reset(e);
        }
        s.answer(e, e.target == "/" ? kLinks : "end");
    });
    Engine engine(quick());
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(engine.progress().statistics.pages(), quint64{5});
    QCOMPARE(engine.progress().statistics.failed(), quint64{0});
    QCOMPARE(resets, 1);
}

void TestEngineManners::retriesAreUsedUp()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "no", 500); });
    Engine engine(quick({.retryTimes = 3}));
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(server.targets.size(), std::size_t{4});
    const QJsonObject json = engine.progress().statistics.toJson();
    QCOMPARE(json["retry/max_reached"_L1].toInt(), 1);
    QCOMPARE(json["urls/failed"_L1].toInt(), 1);
}

void TestEngineManners::retryAfterIsHeeded()
{
    // The first page asks for a second of peace; whatever waits has to wait as long.
    std::int64_t refusedNs = 0;
    std::vector<std::int64_t> laterNs;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/1" && refusedNs == 0) {
            refusedNs = trace::monotonicNs();
            return s.answer(e, "", 429, "Retry-After: 1\r\n");
        }
        if (refusedNs != 0)
            laterNs.push_back(trace::monotonicNs());
        s.answer(e, e.target == "/" ? kLinks : "end");
    });
    Engine engine(quick({.concurrentRequests = 1, .order = Order::Fifo}));
    QStringList notes;
    connect(&engine, &Engine::noted, this, [&](const QString& line) { notes.append(line); });
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(laterNs.size(), std::size_t{4});
    for (const std::int64_t at : laterNs)
        QVERIFY(at - refusedNs >= 999'000'000);
    QCOMPARE(notes.size(), 1);
    QVERIFY2(notes[0].contains(u"429"_s), qPrintable(notes[0]));
    QCOMPARE(engine.progress().statistics.pages(), quint64{5});
}

void TestEngineManners::retryAfterOfABurstCountsOnce()
{
    // Four requests are out when all of them are refused.
    bool refusing = true;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/")
            return s.answer(e, kLinks);
        if (!refusing)
            return s.answer(e, "end");
        s.held.push_back(e);
        if (s.held.size() == 4) {
            refusing = false;
            for (const Exchange& held : s.held)
                s.answer(held, "", 503, "Retry-After: 1\r\n");
        }
    });
    Engine engine(quick());
    int pauses = 0;
    connect(&engine, &Engine::noted, this, [&] { ++pauses; });
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(pauses, 1);
    QCOMPARE(engine.progress().statistics.pages(), quint64{5});
}

void TestEngineManners::robotsTxtIsObeyed()
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
    QCOMPARE(json["urls/found"_L1].toInt(), 5);
}

void TestEngineManners::robotsTxtOf5xxForbidsEverything()
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

void TestEngineManners::robotsTxtOf4xxAllowsEverything()
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

void TestEngineManners::robotsTxtIsFollowedThroughRedirects()
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

void TestEngineManners::hugeRobotsTxtIsReadInPart()
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

void TestEngineManners::robotsTxtCountsAgainstTheCaps()
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

void TestEngineManners::breakerStopsAFailingHost()
{
    LoopbackServer good([](LoopbackServer& s, const Exchange& e) { s.answer(e, "end"); }, "127.0.0.2");
    LoopbackServer bad([](LoopbackServer& s, const Exchange& e) { s.answer(e, "no", 500); });
    std::vector<Url> urls{good.url()};
    for (int page = 0; page < 50; ++page)
        urls.push_back(bad.url("/" + QByteArray::number(page)));
    Engine engine(quick({.perDomain = 1, .retryTimes = 0, .breakerFailures = 5, .breakerPauseS = 1}));
    QVERIFY(runToEnd(engine, urls));
    // Five in a row, then one after each pause, and it is given up.
    QCOMPARE(bad.targets.size(), std::size_t{5 + Breaker::kMostTrips});
    QCOMPARE(engine.progress().statistics.filtered(FilterReason::Breaker), quint64{50 - 5 - Breaker::kMostTrips});
    QCOMPARE(engine.progress().statistics.pages(), quint64{1});
}

void TestEngineManners::trapEndsAtTheDepthLimit()
{
    // Each page links to two that nobody has seen: an endless calendar.
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.answer(e, "<a href='" + e.target + "/a'>a</a><a href='" + e.target + "/b'>b</a>");
    });
    Engine engine(quick({.depthLimit = 4}));
    QVERIFY(runToEnd(engine, {server.url("/d")}));
    QCOMPARE(server.targets.size(), std::size_t{1 + 2 + 4 + 8 + 16});
    QCOMPARE(engine.progress().statistics.filtered(FilterReason::Depth), quint64{32});
}

void TestEngineManners::redirectsAcrossHostsPassTheirGates()
{
    // All pages of one host lead to the other, which takes one at a time.
    LoopbackServer target(
        [](LoopbackServer& s, const Exchange& e) { QTimer::singleShot(2, &s, [&s, e] { s.answer(e, "end"); }); },
        "127.0.0.2");
    LoopbackServer source([&](LoopbackServer& s, const Exchange& e) {
        s.answer(e, "", 302, "Location: " + target.url(e.target).text() + "\r\n");
    });
    std::vector<Url> urls;
    for (int page = 0; page < 12; ++page)
        urls.push_back(source.url("/" + QByteArray::number(page)));
    Engine engine(quick({.concurrentRequests = 8, .perDomain = 2, .scope = Scope::Any}));
    QVERIFY(runToEnd(engine, urls));
    QCOMPARE(target.targets.size(), std::size_t{12});
    QVERIFY(target.maxInFlight <= 2);
    QCOMPARE(engine.progress().statistics.finished(), quint64{24});
}

void TestEngineManners::perIpCapHoldsWhereNamesDiffer()
{
    SteadyServer steady("end");
    std::vector<Url> urls;
    for (int page = 0; page < 20; ++page) {
        urls.push_back(named(steady.server, u"a.localhost"_s, u"/%1"_s.arg(page)));
        urls.push_back(named(steady.server, u"b.localhost"_s, u"/%1"_s.arg(page)));
    }
    Engine byName(quick({.perDomain = 3}));
    QVERIFY(runToEnd(byName, urls));
    QCOMPARE(steady.server.maxInFlight, 6); // two names, three each
    steady.server.maxInFlight = 0;
    Engine byAddress(quick({.perDomain = 3, .perIp = 2}));
    QVERIFY(runToEnd(byAddress, urls));
    QCOMPARE(steady.server.maxInFlight, 2); // one address
}

void TestEngineManners::perIpTurnedOnWhileItRuns()
{
    SteadyServer steady("end");
    std::vector<Url> urls;
    for (int page = 0; page < 150; ++page) {
        urls.push_back(named(steady.server, u"a.localhost"_s, u"/%1"_s.arg(page)));
        urls.push_back(named(steady.server, u"b.localhost"_s, u"/%1"_s.arg(page)));
    }
    steady.timer.stop(); // nothing is answered until as much is out as may be
    Settings settings = quick({.perDomain = 5});
    Engine engine(settings);
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start(urls);
    QTRY_COMPARE(steady.server.inFlight, 10);
    settings.perIp = 3;
    int kept = 0;
    connect(&engine, &Engine::capsKept, this, [&] {
        ++kept;
        steady.server.maxInFlight = steady.server.inFlight;
    });
    engine.setSettings(settings);
    QCOMPARE(kept, 0); // ten are out, and three may be
    QCOMPARE(steady.server.maxInFlight, 10);
    steady.timer.start(1);
    QTRY_VERIFY_WITH_TIMEOUT(!finished.isEmpty(), 30'000);
    QCOMPARE(kept, 1);
    QCOMPARE(steady.server.maxInFlight, 3); // one address, and no more than three since
    QCOMPARE(engine.progress().statistics.pages(), quint64{300});
}

void TestEngineManners::nofollowIsObeyedWhenAsked()
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

void TestEngineManners::patternsAreFollowed()
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

void TestEngineManners::errorLimitEndsIt()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "no", 404); });
    std::vector<Url> urls;
    for (int page = 0; page < 50; ++page)
        urls.push_back(server.url("/" + QByteArray::number(page)));
    Engine engine(quick({.concurrentRequests = 1, .errorLimit = 7}));
    QString reason;
    QVERIFY(runToEnd(engine, urls, &reason));
    QCOMPARE(reason, u"closespider_errorcount"_s);
    QCOMPARE(server.targets.size(), std::size_t{7});
}

void TestEngineManners::timeLimitEndsIt()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, kLinks); });
    Engine engine(quick({.downloadDelayMs = 3'600'000, .timeLimitS = 1}));
    QString reason;
    QVERIFY(runToEnd(engine, {server.url()}, &reason));
    QCOMPARE(reason, u"closespider_timeout"_s);
    QVERIFY(engine.progress().waiting[RequestGate::Delay] > 0);
}

void TestEngineManners::pausedNothingStarts()
{
    SteadyServer steady(kLinks);
    Settings settings = quick();
    settings.paused = true;
    Engine engine(settings);
    QSignalSpy finished(&engine, &Engine::finished);
    QSignalSpy sampled(&engine, &Engine::sampled);
    engine.start({steady.server.url()});
    QTRY_VERIFY(sampled.size() >= 2);
    QCOMPARE(engine.progress().waiting[RequestGate::Paused], std::size_t{1});
    QVERIFY(steady.server.targets.empty());
    settings.paused = false;
    engine.setSettings(settings);
    QTRY_VERIFY(!finished.isEmpty());
    QCOMPARE(engine.progress().statistics.pages(), quint64{5});
}

void TestEngineManners::namesAreSentToTheAddress()
{
    QByteArray head;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        head = e.head;
        s.answer(e, "end");
    });
    Engine engine(quick());
    QVERIFY(runToEnd(engine, {named(server, u"shop.localhost"_s)}));
    QVERIFY2(head.contains("\r\nHost: shop.localhost:" + QByteArray::number(server.serverPort()) + "\r\n"),
             head.constData());
    QCOMPARE(head.count("Host:"), 1);
    QCOMPARE(engine.progress().statistics.pages(), quint64{1});
}

void TestEngineManners::sampledStatusIsWhole()
{
    SteadyServer steady(kLinks);
    Engine engine(quick({.perDomain = 2}));
    std::vector<Url> urls;
    for (int page = 0; page < 400; ++page)
        urls.push_back(steady.server.url("/x" + QByteArray::number(page)));
    QList<QJsonObject> samples;
    connect(&engine, &Engine::sampled, this, [&](const QJsonObject& status) { samples.append(status); });
    QVERIFY(runToEnd(engine, urls));
    QVERIFY(samples.size() >= 2);
    bool bound = false;
    for (const QJsonObject& status : samples) {
        QVERIFY(status["balanced"_L1].toBool());
        bound = bound || status["limits"_L1]["knob"_L1].toString() == u"concurrent_requests_per_domain"_s;
    }
    QVERIFY(bound);
    const QJsonValue slot = samples.first()["slots"_L1][0];
    QCOMPARE(slot["slot"_L1].toString(), u"127.0.0.1"_s);
    QCOMPARE(slot["cap"_L1].toInt(), 2);
    QCOMPARE(slot["predicted_on_the_wire"_L1].toInt(), 2);
}

QTEST_GUILESS_MAIN(TestEngineManners)
#include "test_engine_manners.moc"
