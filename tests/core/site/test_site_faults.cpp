// SPDX-License-Identifier: GPL-3.0-or-later
// Every fault knob, as a client on the wire meets it.
#include "tests/core/site/raw_client.h"
#include "tests/core/site/site_fixture.h"
#include "tests/core/site/unpacked.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace lanescope::site;
using namespace Qt::StringLiterals;

class TestSiteFaults : public QObject, SiteFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { startSite(); }
    void cleanup() { stopSite(); }

    void latencyGrowsWithTheHost();
    void oneHostHasItsOwnFault();
    void rateLimitAnswers429WithRetryAfter_data();
    void rateLimitAnswers429WithRetryAfter();
    void burstAnswers503();
    void resetComesWhereItShould_data();
    void resetComesWhereItShould();
    void robotsVariants_data();
    void robotsVariants();
    void hugeRobotsIsFiftyMegabytes();
    void robotsAreSparedByOtherFaults();
    void gzipOnlyForWhoAcceptsIt();
    void requestsAreLoggedWithTheirConnections();
};

void TestSiteFaults::latencyGrowsWithTheHost()
{
    set(u"latency_ms", u"40");
    set(u"latency_shape", u"fixed");
    set(u"latency_per_host", u"2");
    std::vector<std::unique_ptr<RawClient>> clients;
    std::vector<int> order;
    for (int host = 2; host >= 0; --host) {
        clients.push_back(std::make_unique<RawClient>(url(host)));
        clients.back()->get("/");
    }
    // 200, 120 and 40 ms: however late they start, the faster ones are answered first.
    QTRY_COMPARE(clients[2]->count(), 1);
    QCOMPARE(clients[0]->count(), 0);
    QTRY_COMPARE(clients[1]->count(), 1);
    QCOMPARE(clients[0]->count(), 0);
    QTRY_COMPARE(clients[0]->count(), 1);
}

void TestSiteFaults::oneHostHasItsOwnFault()
{
    set(u"error_rate@1", u"1");
    RawClient first(url(0));
    RawClient second(url(1));
    first.get("/");
    second.get("/");
    QTRY_VERIFY(first.count() == 1 && second.count() == 1);
    QCOMPARE(first.answers().at(0).status, 200);
    QCOMPARE(second.answers().at(0).status, 500);
    set(u"error_rate@1", u"site");
    second.get("/");
    QTRY_COMPARE(second.count(), 2);
    QCOMPARE(second.answers().at(1).status, 200);
}

void TestSiteFaults::rateLimitAnswers429WithRetryAfter_data()
{
    QTest::addColumn<QString>("form");
    QTest::newRow("seconds") << u"seconds"_s;
    QTest::newRow("date") << u"date"_s;
    QTest::newRow("none") << u"none"_s;
}

void TestSiteFaults::rateLimitAnswers429WithRetryAfter()
{
    QFETCH(const QString, form);
    set(u"rate_limit", u"0.001");
    set(u"rate_burst", u"3");
    set(u"retry_after_s", u"7");
    set(u"retry_after_form", form);
    RawClient client(url());
    for (int i = 0; i < 5; ++i) {
        client.get("/");
    }
    QTRY_COMPARE(client.count(), 5);
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(client.answers().at(i).status, i < 3 ? 200 : 429);
    }
    const QByteArray head = client.answers().at(4).head;
    const qsizetype at = head.indexOf("Retry-After: ");
    const QByteArray value = at < 0 ? QByteArray() : head.mid(at + 13, head.indexOf('\r', at) - at - 13);
    if (form == u"date"_s) {
        const QDateTime when =
            QLocale::c().toDateTime(QString::fromLatin1(value), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
        QVERIFY2(when.isValid(), value);
        QVERIFY(QDateTime(when.date(), when.time(), Qt::UTC) > QDateTime::currentDateTimeUtc());
    } else {
        QCOMPARE(value, form == u"seconds"_s ? "7"_qba : QByteArray());
    }
    // Each host counts for itself.
    RawClient other(url(1));
    other.get("/");
    QTRY_COMPARE(other.count(), 1);
    QCOMPARE(other.answers().at(0).status, 200);
    QCOMPARE(m_server->counters().host(0).statuses.at(429), 2);
}

void TestSiteFaults::burstAnswers503()
{
    set(u"burst_every_ms", u"1000");
    set(u"burst_length_ms", u"1000"); // a burst that never ends, so that no clock decides
    RawClient client(url());
    client.get("/");
    QTRY_COMPARE(client.count(), 1);
    QCOMPARE(client.answers().at(0).status, 503);
    QVERIFY(client.answers().at(0).head.contains("Retry-After: 1\r\n"));
    set(u"burst_length_ms", u"0");
    client.get("/");
    QTRY_COMPARE(client.count(), 2);
    QCOMPARE(client.answers().at(1).status, 200);
}

void TestSiteFaults::resetComesWhereItShould_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<bool>("beginsHead");
    QTest::addColumn<bool>("endsHead");
    QTest::newRow("before") << u"before"_s << false << false;
    QTest::newRow("head") << u"head"_s << true << false;
    QTest::newRow("body") << u"body"_s << true << true;
}

void TestSiteFaults::resetComesWhereItShould()
{
    QFETCH(const QString, place);
    QFETCH(const bool, beginsHead);
    QFETCH(const bool, endsHead);
    set(u"reset_rate", u"1");
    set(u"reset_place", place);
    const Catch got = fetch(url(), "/");
    QVERIFY(got.ended);
    QCOMPARE(got.error, QAbstractSocket::RemoteHostClosedError);
    QCOMPARE(got.bytes.startsWith("HTTP/1.1 200 OK\r\n"), beginsHead);
    QCOMPARE(got.bytes.contains("\r\n\r\n"), endsHead);
    QVERIFY(got.bytes.size() < 8192);
    QCOMPARE(m_server->counters().total().resets, 1);
    QCOMPARE(m_server->counters().total().inFlight.now, 0);
}

void TestSiteFaults::robotsVariants_data()
{
    QTest::addColumn<QString>("variant");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("mentions");
    const auto row = [](const char* variant, int status, const char* mentions) {
        QTest::newRow(variant) << QString::fromLatin1(variant) << status << QByteArray(mentions);
    };
    row("none", 404, "");
    row("allow", 200, "User-agent: *\nDisallow:\n");
    row("deny", 200, "Disallow: /\n");
    row("partial", 200, "Disallow: /s1/\n");
    row("delay", 200, "Crawl-delay: 2.5\n");
    row("5xx", 503, "");
    row("redirect", 301, "");
}

void TestSiteFaults::robotsVariants()
{
    QFETCH(const QString, variant);
    QFETCH(const int, status);
    QFETCH(const QByteArray, mentions);
    set(u"robots", variant);
    set(u"robots_delay_s", u"2.5");
    RawClient client(url());
    client.get("/robots.txt");
    QTRY_COMPARE(client.count(), 1);
    QCOMPARE(client.answers().at(0).status, status);
    QVERIFY2(client.answers().at(0).body.contains(mentions), client.answers().at(0).body);
    if (status == 301) {
        QVERIFY(client.answers().at(0).head.contains("Location: /moved/robots.txt\r\n"));
        client.get("/moved/robots.txt");
        QTRY_COMPARE(client.count(), 2);
        QVERIFY(client.answers().at(1).body.contains("Disallow: /s1/\n"));
    }
}

void TestSiteFaults::hugeRobotsIsFiftyMegabytes()
{
    set(u"robots", u"huge");
    const Catch got = fetch(url(), "/robots.txt");
    QVERIFY(got.ended);
    QVERIFY(got.body().size() >= 50'000'000);
    QVERIFY(got.body().startsWith("User-agent: *\nDisallow: /s1/\n"));
    QVERIFY(got.body().endsWith("Disallow: /end/\n"));
}

void TestSiteFaults::robotsAreSparedByOtherFaults()
{
    set(u"error_rate", u"1");
    set(u"reset_rate", u"1");
    set(u"rate_limit", u"0.001");
    set(u"burst_length_ms", u"100000");
    RawClient client(url());
    for (int i = 1; i <= 10; ++i) {
        client.get("/robots.txt");
        QTRY_COMPARE(client.count(), i);
        QCOMPARE(client.answers().at(i - 1).status, 200);
    }
}

void TestSiteFaults::gzipOnlyForWhoAcceptsIt()
{
    set(u"gzip", u"on");
    RawClient client(url());
    client.get("/");
    client.send("GET / HTTP/1.1\r\nAccept-Encoding: br, gzip;q=0.5\r\n\r\n");
    client.send("GET / HTTP/1.1\r\nAccept-Encoding: gzip;q=0\r\n\r\n");
    QTRY_COMPARE(client.count(), 3);
    QCOMPARE(client.answers().at(0).body.size(), 8192);
    QVERIFY(!client.answers().at(0).head.contains("Content-Encoding"));
    QVERIFY(client.answers().at(1).head.contains("Content-Encoding: gzip\r\n"));
    QVERIFY(client.answers().at(1).body.size() < 6000);
    const Unpacked unpacked = unpack(client.answers().at(1).body, 1 << 20);
    QCOMPARE(unpacked.bytes, std::uint64_t{8192});
    QVERIFY(unpacked.whole);
    QVERIFY(!client.answers().at(2).head.contains("Content-Encoding"));
}

void TestSiteFaults::requestsAreLoggedWithTheirConnections()
{
    set(u"log_requests", u"3");
    RawClient first(url(0));
    first.get("/");
    QTRY_COMPARE(first.count(), 1);
    RawClient second(url(1));
    second.get("/none?x=1");
    QTRY_COMPARE(second.count(), 1);
    first.get("/s0/p1.html");
    QTRY_COMPARE(first.count(), 2);
    first.get("/_lanescope/log"); // itself not logged
    QTRY_COMPARE(first.count(), 3);
    const QJsonObject json = QJsonDocument::fromJson(first.answers().at(2).body).object();
    const QJsonArray log = json.value("requests"_L1).toArray();
    QCOMPARE(log.size(), 3);
    const auto of = [&log](int index, QLatin1StringView key) { return log.at(index)[key]; };
    QCOMPARE(of(0, "target"_L1).toString(), u"/"_s);
    QCOMPARE(of(1, "target"_L1).toString(), u"/none?x=1"_s);
    QCOMPARE(of(2, "target"_L1).toString(), u"/s0/p1.html"_s);
    QCOMPARE(of(1, "status"_L1).toInt(), 404);
    QCOMPARE(of(1, "host"_L1).toInt(), 1);
    QCOMPARE(of(0, "connection"_L1), of(2, "connection"_L1));
    QVERIFY(of(0, "connection"_L1) != of(1, "connection"_L1));
    QCOMPARE(of(0, "number_on_connection"_L1).toInt(), 1);
    QCOMPARE(of(2, "number_on_connection"_L1).toInt(), 2);
    QCOMPARE(of(0, "client_port"_L1).toInt(), first.socket().localPort());
    QVERIFY(of(0, "ended_us"_L1).toInteger() >= of(0, "began_us"_L1).toInteger());
    first.get("/");
    QTRY_COMPARE(first.count(), 4);
    QCOMPARE(m_server->control().execute(u"log").value("requests"_L1).toArray().size(), 3); // the oldest is gone
}

QTEST_GUILESS_MAIN(TestSiteFaults)
#include "test_site_faults.moc"
