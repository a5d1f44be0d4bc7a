// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/http_server.h"
#include "core/site/web_graph.h"
#include "tests/core/site/raw_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <memory>

using namespace lanescope::site;
using namespace Qt::StringLiterals;

/// The protocol over real sockets; what happens with many requests at once is in test_site_concurrency.cpp.
class TestHttpServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void connectionIsKeptAlive();
    void pipelinedRequestsAreAnsweredInOrder();
    void closeIsHonoured();
    void headHasLengthButNoBody();
    void garbageGets400AndClose();
    void oversizedHeadGets431();
    void unknownPageGets404WithBody();
    void everyHostAnswersOnItsAddress();
    void errorRateOneFailsEverything();
    void resetRateOneResetsEverything();
    void slowBodyArrivesWhole();
    void fastSenderThatDoesNotReadIsHeldBack();
    void controlAnswersOverHttpUncounted();
    void badSetOverHttpChangesNothing();
    void takenPortIsReported();

private:
    [[nodiscard]] QUrl url(int host = 0) const { return QUrl(m_server->urls().at(host)); }
    void set(QStringView name, QStringView value);

    std::unique_ptr<SiteSettings> m_settings;
    std::unique_ptr<HttpServer> m_server;
};

void TestHttpServer::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_settings = std::make_unique<SiteSettings>();
    m_server = std::make_unique<HttpServer>(*m_settings, 1);
    set(u"latency_ms", u"0");
    QCOMPARE(m_server->listen(0).value_or(QString()), QString());
}

void TestHttpServer::cleanup()
{
    m_server.reset();
    m_settings.reset();
}

void TestHttpServer::set(QStringView name, QStringView value)
{
    QCOMPARE(m_settings->set(name, value).value_or(QString()), QString());
}

void TestHttpServer::connectionIsKeptAlive()
{
    RawClient client(url());
    for (int i = 1; i <= 5; ++i) {
        client.get("/s0/p1.html");
        QTRY_COMPARE(client.count(), i);
    }
    QVERIFY(client.isConnected());
    QCOMPARE(client.answers().at(4).status, 200);
    QCOMPARE(client.answers().at(4).body.size(), 8192);
    QCOMPARE(m_server->counters().total().connectionsOpened, 1);
    QCOMPARE(m_server->counters().total().requests, 5);
}

void TestHttpServer::pipelinedRequestsAreAnsweredInOrder()
{
    set(u"latency_ms", u"3");
    set(u"latency_spread_ms", u"3");
    RawClient client(url());
    constexpr int kRequests = 300; // more than the server takes in at once
    for (int i = 1; i <= kRequests; ++i) {
        client.get("/s0/p" + QByteArray::number(i % 2 == 0 ? 2 : 1) + ".html");
    }
    QTRY_COMPARE_WITH_TIMEOUT(client.count(), kRequests, 30'000);
    for (int i = 1; i <= kRequests; ++i) {
        const QByteArray title = "<title>Page " + QByteArray::number(i % 2 == 0 ? 2 : 1) + ' ';
        QVERIFY(client.answers().at(i - 1).body.contains(title));
    }
    QCOMPARE(m_server->counters().total().statuses.at(200), kRequests);
}

void TestHttpServer::closeIsHonoured()
{
    RawClient client(url());
    client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    QTRY_VERIFY(client.count() == 1 && client.isClosed());
    QVERIFY(client.answers().at(0).head.contains("Connection: close\r\n"));
    QTRY_COMPARE(m_server->counters().total().connections.now, 0);
    QCOMPARE(m_server->counters().total().requests, 1);
}

void TestHttpServer::headHasLengthButNoBody()
{
    RawClient client(url());
    client.expectNoBody();
    client.send("HEAD / HTTP/1.1\r\n\r\n");
    QTRY_COMPARE(client.count(), 1);
    QVERIFY(client.answers().at(0).head.contains("Content-Length: 8192\r\n"));
    client.get("/"); // would be misread if a body had followed
    QTRY_COMPARE(client.count(), 2);
    QCOMPARE(client.answers().at(1).status, 200);
    QCOMPARE(client.answers().at(1).body.size(), 8192);
}

void TestHttpServer::garbageGets400AndClose()
{
    RawClient client(url());
    client.get("/");
    client.send("\x16\x03\x01 this is not HTTP\r\n\r\n" + QByteArray(50'000, 'x'));
    QTRY_VERIFY(client.count() == 2 && client.isClosed());
    QCOMPARE(client.answers().at(0).status, 200);
    QCOMPARE(client.answers().at(1).status, 400);
    QVERIFY(client.answers().at(1).body.contains("400 Bad Request"));
    QCOMPARE(m_server->counters().total().inFlight.now, 0);
}

void TestHttpServer::oversizedHeadGets431()
{
    RawClient client(url());
    client.send("GET / HTTP/1.1\r\nX: " + QByteArray(2'000'000, 'x') + "\r\n\r\n");
    QTRY_VERIFY(client.count() == 1 && client.isClosed());
    QCOMPARE(client.answers().at(0).status, 431);
}

void TestHttpServer::unknownPageGets404WithBody()
{
    RawClient client(url());
    client.get("/no/such/page");
    QTRY_COMPARE(client.count(), 1);
    QCOMPARE(client.answers().at(0).status, 404);
    QVERIFY(client.answers().at(0).body.contains("404 Not Found"));
    QVERIFY(client.isConnected());
}

void TestHttpServer::everyHostAnswersOnItsAddress()
{
    QCOMPARE(m_server->urls().size(), 3);
    for (int host = 0; host < 3; ++host) {
        QCOMPARE(url(host).host(), u"127.0.0.%1"_s.arg(host + 2));
        QCOMPARE(url(host).port(), url().port());
        RawClient client(url(host));
        client.send("GET / HTTP/1.1\r\nHost: Shared.Test\r\n\r\n");
        QTRY_COMPARE(client.count(), 1);
        QVERIFY(client.answers().at(0).body.contains("of host " + QByteArray::number(host)));
        QCOMPARE(m_server->counters().host(host).requests, 1);
    }
    const QJsonObject names = m_server->counters().toJson().value("names"_L1).toObject();
    QCOMPARE(names.value("shared.test"_L1).toObject().value("requests"_L1).toInt(), 3);
}

void TestHttpServer::errorRateOneFailsEverything()
{
    set(u"error_rate", u"1");
    RawClient client(url());
    for (int i = 0; i < 20; ++i) {
        client.get(WebGraph::pathOf(i));
    }
    QTRY_COMPARE(client.count(), 20);
    for (const RawAnswer& answer : client.answers()) {
        QCOMPARE(answer.status, 500);
    }
    QCOMPARE(m_server->counters().total().statuses.at(500), 20);
}

void TestHttpServer::resetRateOneResetsEverything()
{
    set(u"reset_rate", u"1");
    RawClient client(url());
    client.get("/");
    client.get("/");
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.socket().error(), QTcpSocket::RemoteHostClosedError);
    QCOMPARE(client.count(), 0);
    const CounterSet& total = m_server->counters().total();
    QCOMPARE(total.resets, 1);
    QCOMPARE(total.requests, total.resets + total.abandoned);
    QCOMPARE(total.inFlight.now, 0);
    QCOMPARE(total.connections.now, 0);
}

void TestHttpServer::slowBodyArrivesWhole()
{
    set(u"body_rate", u"100000");
    RawClient client(url());
    int parts = 0;
    connect(&client.socket(), &QTcpSocket::readyRead, this, [&parts] { ++parts; });
    client.get("/");
    QTRY_COMPARE(client.count(), 1);
    QVERIFY(parts > 2);
    set(u"body_rate", u"0");
    client.get("/");
    QTRY_COMPARE(client.count(), 2);
    QCOMPARE(client.answers().at(0).body, client.answers().at(1).body);
}

void TestHttpServer::fastSenderThatDoesNotReadIsHeldBack()
{
    set(u"page_size", u"1000000");
    constexpr int kRequests = 20'000; // 20 GB of answers
    QTcpSocket greedy;
    greedy.setReadBufferSize(1000); // and nobody reads it
    greedy.connectToHost(url().host(), static_cast<quint16>(url().port()));
    greedy.write(QByteArray("GET / HTTP/1.1\r\nHost: test\r\n\r\n").repeated(kRequests));
    QTRY_VERIFY(m_server->counters().total().requests > 0);
    RawClient other(url(1)); // others are served all the while
    for (int i = 1; i <= 50; ++i) {
        other.get("/");
        QTRY_COMPARE(other.count(), i);
    }
    // What was answered is what fits into the buffers of the kernel and the server.
    QVERIFY(m_server->counters().host(0).bytesSent < 100'000'000);
    QVERIFY(m_server->counters().host(0).requests < kRequests);
    greedy.abort();
    QTRY_COMPARE(m_server->counters().host(0).connections.now, 0);
    QCOMPARE(m_server->counters().host(0).inFlight.now, 0);
}

void TestHttpServer::controlAnswersOverHttpUncounted()
{
    RawClient client(url());
    client.get("/_lanescope/counters");
    client.send("POST /_lanescope/mark HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}");
    client.get("/_lanescope/set?latency_ms=7&error_rate=0.25");
    client.get("/_lanescope/settings");
    client.get("/_lanescope/nothing");
    QTRY_COMPARE(client.count(), 5);
    const auto json = [&](int index) { return QJsonDocument::fromJson(client.answers().at(index).body).object(); };
    QCOMPARE(json(0).value("total"_L1).toObject().value("requests"_L1).toInt(-1), 0);
    QCOMPARE(json(0).value("hosts"_L1).toArray().size(), 3);
    QCOMPARE(json(1).value("ok"_L1), QJsonValue(true));
    QCOMPARE(json(3).value("settings"_L1).toObject().value("error_rate"_L1).toDouble(), 0.25);
    QCOMPARE(client.answers().at(4).status, 404);
    QCOMPARE(m_settings->real(SiteKnob::LatencyMs), 7.0);
    QCOMPARE(m_server->counters().total().requests, 0);
    QCOMPARE(m_server->counters().total().connectionsOpened, 0);
}

void TestHttpServer::badSetOverHttpChangesNothing()
{
    RawClient client(url());
    client.get("/_lanescope/set?latency_ms=7&error_rate=2");
    client.get("/_lanescope/set");
    QTRY_COMPARE(client.count(), 2);
    QCOMPARE(client.answers().at(0).status, 400);
    QVERIFY(client.answers().at(0).body.contains("error_rate must be a number from 0 to 1"));
    QCOMPARE(client.answers().at(1).status, 400);
    QCOMPARE(m_settings->real(SiteKnob::LatencyMs), 0.0);
}

void TestHttpServer::takenPortIsReported()
{
    SiteSettings settings;
    HttpServer second(settings, 1);
    const QString error = second.listen(static_cast<quint16>(url().port())).value_or(QString());
    QVERIFY2(error.contains(u"127.0.0.2:%1"_s.arg(url().port())), qPrintable(error));
}

QTEST_GUILESS_MAIN(TestHttpServer)
#include "test_http_server.moc"
