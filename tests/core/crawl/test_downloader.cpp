// SPDX-License-Identifier: GPL-3.0-or-later
// Requests on the wire: lanes, connections, phases, deadlines.
#include "core/trace/clock.h"
#include "tests/core/crawl/downloader_fixture.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace downloader_steps;
using trace::RequestOutcome;

class TestDownloader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void fetchesAPage();
    void moreThanSixToOneHost();
    void usesConnectionsAgain();
    void lanesAreReused();
    void phasesBelongToTheirRequest();
    void redirectsAreNotFollowed();
    void deadlineCountsTheWhole();
    void deadlinesOfManyLanes();
    void cancelAllReportsEverything();
    void nextMayStartFromWithin();
    void ignoresProxiesOfTheEnvironment();
    void destroyedWithRequestsOnTheWire();
};

void TestDownloader::fetchesAPage()
{
    QByteArray head;
    LoopbackServer server([&head](LoopbackServer& s, const Exchange& e) {
        head = e.head;
        s.answer(e, "<a href=x>hello</a>");
    });
    Fixture fixture;
    fixture.settings.userAgent = "tester/1";
    const Response response = fixture.fetch(server.url("/page?x=1"));
    QCOMPARE(response.outcome, RequestOutcome::Ok);
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, "<a href=x>hello</a>"_ba);
    QCOMPARE(response.contentType, "text/html"_ba);
    QVERIFY(response.error.isEmpty());
    QCOMPARE(server.targets, std::vector{"/page?x=1"_ba});
    QVERIFY2(head.contains("User-Agent: tester/1\r\n"), head.constData());
    QVERIFY2(head.toLower().contains("gzip"), head.constData());
    QCOMPARE(fixture.downloader.onTheWire(), 0);
}

void TestDownloader::moreThanSixToOneHost()
{
    LoopbackServer server(hold);
    Fixture fixture;
    for (int request = 0; request < 40; ++request)
        fixture.start(server.url("/" + QByteArray::number(request)));
    QTRY_COMPARE(server.inFlight, 40);
    QCOMPARE(fixture.downloader.onTheWire(), 40);
    QCOMPARE(server.connections, 40);
    for (const Exchange& exchange : server.held)
        server.answer(exchange, "x");
    QTRY_COMPARE(fixture.responses.size(), std::size_t{40});
    for (const Response& response : fixture.responses)
        QCOMPARE(response.outcome, RequestOutcome::Ok);
}

void TestDownloader::usesConnectionsAgain()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "x"); });
    Fixture fixture;
    for (int request = 0; request < 10; ++request) {
        const Response response = fixture.fetch(server.url());
        QCOMPARE(response.outcome, RequestOutcome::Ok);
        QCOMPARE(response.sends, 1);
        QCOMPARE(response.stamps.connecting != 0, request == 0);
    }
    QCOMPARE(server.connections, 1);
}

void TestDownloader::lanesAreReused()
{
    LoopbackServer server(hold);
    Fixture fixture;
    for (int lane = 0; lane < 4; ++lane)
        QCOMPARE(fixture.downloader.start({.id = 1, .slot = {}, .tag = {}, .url = server.url()}, {}), lane);
    QTRY_COMPARE(server.held.size(), std::size_t{4});
    server.answer(server.held[2], "x");
    server.answer(server.held[1], "x");
    QTRY_COMPARE(fixture.responses.size(), std::size_t{2});
    const int first = std::min(fixture.responses[0].lane, fixture.responses[1].lane);
    QCOMPARE(fixture.downloader.start({.id = 2, .slot = {}, .tag = {}, .url = server.url()}, {}), first);
}

// Requests to one host end in another order than they began: each keeps the stamps of its own answer.
void TestDownloader::phasesBelongToTheirRequest()
{
    LoopbackServer server(hold);
    Fixture fixture;
    for (int request = 0; request < 12; ++request)
        fixture.start(server.url("/" + QByteArray::number(request)));
    QTRY_COMPARE(server.held.size(), std::size_t{12});
    std::vector<trace::Ticks> before(13, 0);
    std::vector<trace::Ticks> after(13, 0);
    for (std::size_t index = server.held.size(); index-- > 0;) {
        const Exchange exchange = server.held[index];
        const auto id = static_cast<std::size_t>(exchange.target.mid(1).toInt()) + 1;
        const std::size_t done = fixture.responses.size();
        before[id] = trace::readClock();
        server.answer(exchange, exchange.target);
        QTRY_COMPARE(fixture.responses.size(), done + 1);
        after[id] = trace::readClock();
    }
    for (const Response& response : fixture.responses) {
        const WireStamps& stamps = response.stamps;
        QCOMPARE(response.body, response.request.url.toQUrl().path().toLatin1());
        QVERIFY(stamps.started <= stamps.connecting && stamps.connecting <= stamps.sent);
        QVERIFY(stamps.sent <= stamps.headers && stamps.headers <= stamps.finished);
        QCOMPARE(response.sends, 1);
        QVERIFY(stamps.sent < before[response.request.id]);
        QVERIFY(before[response.request.id] < stamps.headers);
        QVERIFY(stamps.finished < after[response.request.id]);
    }
}

void TestDownloader::redirectsAreNotFollowed()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "", 301, "Location: /there\r\n"); });
    Fixture fixture;
    const Response response = fixture.fetch(server.url("/here"));
    QCOMPARE(response.outcome, RequestOutcome::Redirected);
    QCOMPARE(response.location, "/there"_ba);
    QCOMPARE(server.targets.size(), std::size_t{1});
}

void TestDownloader::deadlineCountsTheWhole()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.raw(e, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        auto* timer = new QTimer(e.socket);
        QObject::connect(timer, &QTimer::timeout, e.socket, [socket = e.socket] { socket->write("x"); });
        timer->start(5); // never silent, never done
    });
    Fixture fixture;
    fixture.settings.timeoutMs = 100;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::Timeout);
    QCOMPARE(response.status, 200);
    QCOMPARE(fixture.downloader.onTheWire(), 0);
}

void TestDownloader::deadlinesOfManyLanes()
{
    LoopbackServer server(hold);
    Fixture fixture;
    for (int request = 0; request < 20; ++request) {
        fixture.settings.timeoutMs = 20 + 10 * ((request * 7) % 20);
        fixture.start(server.url("/" + QByteArray::number((request * 7) % 20)));
    }
    QTRY_COMPARE(fixture.responses.size(), std::size_t{20});
    for (const Response& response : fixture.responses)
        QCOMPARE(response.outcome, RequestOutcome::Timeout);
}

void TestDownloader::cancelAllReportsEverything()
{
    LoopbackServer server(hold);
    Fixture fixture;
    for (int request = 0; request < 10; ++request)
        fixture.start(server.url());
    QTRY_COMPARE(server.inFlight, 10);
    fixture.downloader.cancelAll();
    QCOMPARE(fixture.responses.size(), std::size_t{10});
    QCOMPARE(fixture.downloader.onTheWire(), 0);
    for (const Response& response : fixture.responses)
        QCOMPARE(response.outcome, RequestOutcome::Cancelled);
}

void TestDownloader::nextMayStartFromWithin()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, e.target); });
    Fixture fixture;
    connect(&fixture.downloader, &Downloader::finished, this, [&](const Response& response) {
        if (fixture.lastId < 50)
            fixture.start(server.url("/" + QByteArray::number(fixture.lastId)));
        QCOMPARE(response.body.size() > 0, true);
    });
    fixture.start(server.url("/first"));
    QTRY_COMPARE(fixture.responses.size(), std::size_t{50});
    QCOMPARE(server.targets.size(), std::size_t{50});
}

void TestDownloader::ignoresProxiesOfTheEnvironment()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "x"); });
    LoopbackServer proxy([](LoopbackServer& s, const Exchange& e) { s.answer(e, "proxied"); });
    for (const char* variable : {"http_proxy", "HTTP_PROXY", "all_proxy"})
        qputenv(variable, proxy.url().text());
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    for (const char* variable : {"http_proxy", "HTTP_PROXY", "all_proxy"})
        qunsetenv(variable);
    QCOMPARE(response.body, "x"_ba);
    QCOMPARE(proxy.connections, 0);
}

void TestDownloader::destroyedWithRequestsOnTheWire()
{
    LoopbackServer server(hold);
    std::size_t reported = 1;
    {
        Fixture fixture;
        for (int request = 0; request < 5; ++request)
            fixture.start(server.url());
        QTRY_COMPARE(server.inFlight, 5);
        reported = fixture.responses.size();
    }
    QCOMPARE(reported, std::size_t{0});
}

QTEST_GUILESS_MAIN(TestDownloader)
#include "test_downloader.moc"
