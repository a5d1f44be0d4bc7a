// SPDX-License-Identifier: GPL-3.0-or-later
// Headers without end: found by what the kernel tells of connections, and the right request is ended.
#include "core/crawl/frontier/retry_policy.h"
#include "core/crawl/wire/downloader.h"
#include "core/crawl/wire/header_watch.h"
#include "core/crawl/wire/reply_outcome.h"
#include "core/trace/clock.h"
#include "tests/core/crawl/loopback_server.h"

#include <QTest>
#include <QTimer>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

namespace {

using Exchange = LoopbackServer::Exchange;

constexpr std::int64_t kMs = 1'000'000;
using Lanes = std::vector<HeaderWatch::Found>;

HeaderWatch::Sent sent(int lane, std::int64_t atNs, bool inHeader = true)
{
    return {lane, QHostAddress(u"127.0.0.2"_s), 80, atNs, inHeader};
}

ConnectionLook connection(quint16 localPort, std::int64_t sentNs, quint64 received)
{
    return {localPort, QHostAddress(u"127.0.0.2"_s), 80, received, sentNs};
}

} // namespace

class TestHeaderWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsConnectionsOfThisProcess();
    void findsTheOneWhoseHeaderGrows();
    void bodiesMayBeLarge();
    void countsFromTheRequestOn();
    void ofTwoInOneMomentTheOtherMayLeaveFirst();
    void ofTwoInOneMomentOneEndsUnsure();
    void allOfOneMomentAreSure();
    void aBodyOfTheSameMomentAccountsForAFlood();
    void endedUnsureIsTriedAgain();
    void asksForPatience();
    void theOlderIsNotEndedForTheYoung();
    void whatComesAndIsNoBodyIsTooLarge();
    void endlessHeaderIsTooLarge();
    void endlessChunkSizeIsTooLarge();
};

void TestHeaderWatch::tellsConnectionsOfThisProcess()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.raw(e, QByteArray(5000, 'x')); });
    QTcpSocket client;
    client.connectToHost(server.serverAddress(), server.serverPort());
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.write("GET / HTTP/1.1\r\n\r\n");
    QTRY_COMPARE(client.bytesAvailable(), 5000);
    const std::int64_t now = trace::monotonicNs();
    const auto all = openConnections(now);
    const auto mine = std::ranges::find(all, client.localPort(), &ConnectionLook::localPort);
    QVERIFY(mine != all.end());
    QCOMPARE(mine->peerPort, server.serverPort());
    QVERIFY(mine->peer.isEqual(server.serverAddress(), QHostAddress::TolerantConversion));
    QCOMPARE(mine->received, quint64{5000});
    QVERIFY(mine->sentNs <= now);
}

void TestHeaderWatch::findsTheOneWhoseHeaderGrows()
{
    HeaderWatch watch;
    const std::vector requests{sent(1, 1000 * kMs), sent(2, 1040 * kMs), sent(3, 1080 * kMs)};
    const auto look = [&](std::int64_t nowMs, quint64 received) {
        const std::vector connections{connection(5001, 998 * kMs, 100), connection(5002, 1041 * kMs, received),
                                      connection(5003, 1079 * kMs, 100)};
        return watch.look(requests, connections, nowMs * kMs);
    };
    QCOMPARE(look(1300, 1000), Lanes{});
    QCOMPARE(look(1350, HeaderWatch::kMostBytes), Lanes{});
    QCOMPARE(look(1400, 2 * HeaderWatch::kMostBytes), Lanes{}); // suspected
    QCOMPARE(look(1450, 3 * HeaderWatch::kMostBytes), (Lanes{{2}}));
}

void TestHeaderWatch::bodiesMayBeLarge()
{
    HeaderWatch watch;
    std::vector requests{sent(1, 1000 * kMs), sent(2, 1005 * kMs, false)};
    for (int round = 0; round < 10; ++round) {
        requests[1].bodyBytes = qint64{round} * 10'000'000;
        const std::vector connections{connection(5001, 1000 * kMs, 100),
                                      connection(5002, 1005 * kMs, quint64(round) * 10'000'000)};
        QCOMPARE(watch.look(requests, connections, (1300 + 50 * round) * kMs), Lanes{});
    }
}

void TestHeaderWatch::countsFromTheRequestOn()
{
    // A connection that is used again has received what came before.
    HeaderWatch watch;
    for (int round = 0; round < 10; ++round) {
        const std::int64_t at = (1000 + 500 * round) * kMs;
        const std::vector requests{sent(1, at)};
        const std::vector connections{connection(5001, at, quint64(round + 1) * 10'000'000)};
        QCOMPARE(watch.look(requests, connections, at + 200 * kMs), Lanes{});
        QCOMPARE(watch.look(requests, connections, at + 250 * kMs), Lanes{});
    }
}

namespace {

/// Two requests sent in one moment; `received` comes on the connection of the second.
Lanes lookAtTwo(HeaderWatch& watch, const std::vector<HeaderWatch::Sent>& requests, std::int64_t nowMs,
                quint64 received)
{
    const std::vector connections{connection(5001, 1000 * kMs, 0), connection(5002, 1003 * kMs, received)};
    return watch.look(requests, connections, nowMs * kMs);
}

} // namespace

void TestHeaderWatch::ofTwoInOneMomentTheOtherMayLeaveFirst()
{
    HeaderWatch watch;
    const std::vector both{sent(1, 1001 * kMs), sent(2, 1004 * kMs)};
    QCOMPARE(lookAtTwo(watch, both, 1200, 0), Lanes{});
    for (quint64 round = 1; round < 8; ++round) // either could be it
        QCOMPARE(lookAtTwo(watch, both, 1200 + 50 * std::int64_t(round), round * 1'000'000), Lanes{});
    // The first is answered: now there is but one left.
    const std::vector second{sent(2, 1004 * kMs)};
    QCOMPARE(lookAtTwo(watch, second, 1700, 9'000'000), (Lanes{{2, true}}));
}

void TestHeaderWatch::ofTwoInOneMomentOneEndsUnsure()
{
    HeaderWatch watch;
    const std::vector both{sent(1, 1001 * kMs), sent(2, 1004 * kMs)};
    lookAtTwo(watch, both, 1200, 0);
    QCOMPARE(lookAtTwo(watch, both, 1250, HeaderWatch::kMostBytesUnsure), Lanes{});
    const Lanes found = lookAtTwo(watch, both, 1300, HeaderWatch::kMostBytesUnsure + 1);
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(!found.front().isSure);
}

void TestHeaderWatch::allOfOneMomentAreSure()
{
    HeaderWatch watch;
    const std::vector both{sent(1, 1001 * kMs), sent(2, 1004 * kMs)};
    Lanes found;
    for (quint64 round = 0; round < 3; ++round) {
        const std::vector connections{connection(5001, 1000 * kMs, round * 300'000),
                                      connection(5002, 1003 * kMs, round * 400'000)};
        found = watch.look(both, connections, (1200 + 50 * std::int64_t(round)) * kMs);
    }
    QCOMPARE(found.size(), std::size_t{2});
    QVERIFY(found[0].isSure && found[1].isSure && found[0].lane != found[1].lane);
}

void TestHeaderWatch::aBodyOfTheSameMomentAccountsForAFlood()
{
    HeaderWatch watch;
    // The clock says that the slow header is nearer to the flood than the large body, whose it is.
    std::vector both{sent(1, 1003 * kMs), sent(2, 1006 * kMs, false)};
    for (quint64 round = 0; round < 10; ++round) {
        both[1].bodyBytes = 1'000'000 + qint64(round) * 10'000'000;
        QCOMPARE(lookAtTwo(watch, both, 1200 + 50 * std::int64_t(round), round * 10'000'000), Lanes{});
    }
}

void TestHeaderWatch::endedUnsureIsTriedAgain()
{
    Response response;
    describeEnding(EndedBy::LargeHeader, {}, response);
    QCOMPARE(response.outcome, trace::RequestOutcome::TooLarge);
    QVERIFY(!mayRetry(response, Settings()));
    describeEnding(EndedBy::PerhapsLargeHeader, {}, response);
    QCOMPARE(response.outcome, trace::RequestOutcome::TooLarge);
    QVERIFY(mayRetry(response, Settings()));
    QVERIFY(response.error.contains(u"another"_s));
}

void TestHeaderWatch::asksForPatience()
{
    const std::vector young{sent(1, 1000 * kMs)};
    QVERIFY(!HeaderWatch::isWorthALook(young, 1050 * kMs));
    QVERIFY(HeaderWatch::isWorthALook(young, 1000 * kMs + HeaderWatch::kPatienceNs));
    const std::vector body{sent(1, 1000 * kMs, false)};
    QVERIFY(!HeaderWatch::isWorthALook(body, 1000 * kMs + HeaderWatch::kPatienceInBodyNs - 1));
    QVERIFY(HeaderWatch::isWorthALook(body, 1000 * kMs + HeaderWatch::kPatienceInBodyNs));
}

void TestHeaderWatch::theOlderIsNotEndedForTheYoung()
{
    HeaderWatch watch;
    const std::vector both{sent(1, 1000 * kMs), sent(2, 1060 * kMs)};
    const auto look = [&](std::int64_t nowMs, quint64 received) {
        const std::vector connections{connection(5001, 1000 * kMs, 0), connection(5002, 1060 * kMs, received)};
        return watch.look(both, connections, nowMs * kMs);
    };
    // Looks of a busy loop come one soon after the other.
    QCOMPARE(look(1100, 0), Lanes{});
    QCOMPARE(look(1120, 1'000'000), Lanes{});
    QCOMPARE(look(1155, 20'000'000), Lanes{}); // the second has waited for 95 ms
    QCOMPARE(look(1170, 30'000'000), (Lanes{{2}}));
}

void TestHeaderWatch::endlessHeaderIsTooLarge()
{
    int floods = 0;
    LoopbackServer server([&floods](LoopbackServer& s, const Exchange& e) {
        if (e.target != "/endless")
            return s.held.push_back(e);
        ++floods;
        e.socket->write("HTTP/1.1 200 OK\r\n");
        auto* timer = new QTimer(e.socket);
        QObject::connect(timer, &QTimer::timeout, e.socket, [socket = e.socket] {
            if (socket->bytesToWrite() < 1'000'000)
                socket->write(("X-Endless: " + QByteArray(100, 'x') + "\r\n").repeated(1000));
        });
        timer->start(1);
    });
    Settings settings; // of 180 s
    Downloader downloader;
    std::vector<Response> ended;
    connect(&downloader, &Downloader::finished, this, [&](const Response& response) { ended.push_back(response); });
    downloader.start({.id = 1, .url = server.url("/slow")}, settings);
    QTRY_COMPARE(server.held.size(), std::size_t{1});
    // The kernel's clock has a few milliseconds; apart enough to be told apart by it.
    const std::int64_t apartNs = trace::monotonicNs() + 60 * kMs;
    QTRY_VERIFY(trace::monotonicNs() > apartNs);
    downloader.start({.id = 2, .url = server.url("/endless")}, settings);
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), std::size_t{1}, 20'000);
    QCOMPARE(ended.front().request.id, 2U);
    QCOMPARE(ended.front().outcome, trace::RequestOutcome::TooLarge);
    QVERIFY(ended.front().error.contains(u"header"_s));
    // The one that is only slow is answered in peace.
    server.answer(server.held.front(), "late");
    QTRY_COMPARE(ended.size(), std::size_t{2});
    QCOMPARE(ended.back().outcome, trace::RequestOutcome::Ok);
    QCOMPARE(ended.back().body, "late"_ba);
    QCOMPARE(floods, 1);
}

void TestHeaderWatch::whatComesAndIsNoBodyIsTooLarge()
{
    HeaderWatch watch;
    std::vector one{sent(1, 1000 * kMs, false)};
    const auto look = [&](std::int64_t nowMs, quint64 received, qint64 body) {
        one[0].bodyBytes = body;
        return watch.look(one, std::vector{connection(5001, 1000 * kMs, received)}, nowMs * kMs);
    };
    QCOMPARE(look(1500, 0, 0), Lanes{});
    QCOMPARE(look(1550, 30'000'000, 30'000'000), Lanes{}); // a large body
    QCOMPARE(look(1600, 40'000'000, 30'000'000), Lanes{}); // of which some is on its way through Qt
    QCOMPARE(look(1650, 50'000'000, 30'000'000), (Lanes{{1, true, false}}));
}

void TestHeaderWatch::endlessChunkSizeIsTooLarge()
{
    LoopbackServer server([](LoopbackServer&, const Exchange& e) {
        e.socket->write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;");
        auto* timer = new QTimer(e.socket);
        QObject::connect(timer, &QTimer::timeout, e.socket, [socket = e.socket] {
            if (socket->bytesToWrite() < 1'000'000)
                socket->write(QByteArray(1'000'000, 'a'));
        });
        timer->start(1);
    });
    Downloader downloader;
    std::vector<Response> ended;
    connect(&downloader, &Downloader::finished, this, [&](const Response& response) { ended.push_back(response); });
    downloader.start({.id = 1, .url = server.url()}, Settings()); // of 180 s
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), std::size_t{1}, 60'000);
    QCOMPARE(ended.front().outcome, trace::RequestOutcome::TooLarge);
    QCOMPARE(ended.front().received(), qint64{0});
}

QTEST_GUILESS_MAIN(TestHeaderWatch)
#include "test_header_watch.moc"
