// SPDX-License-Identifier: GPL-3.0-or-later
// Every fault knob, as a client on the wire meets it.
#include "core/site/http_server.h"
#include "core/site/trap_answers.h"
#include "core/site/web_graph.h"
#include "tests/core/site/raw_client.h"

#include <QDateTime>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QTimer>

#include <memory>

#include <zlib.h>

using namespace lanescope::site;
using namespace Qt::StringLiterals;

namespace {

/// Everything that one request brings until the connection ends, or until there is more than `enough`.
struct Catch {
    QByteArray bytes;
    bool ended = false;
    QAbstractSocket::SocketError error = QAbstractSocket::UnknownSocketError;

    [[nodiscard]] QByteArray head() const { return bytes.left(bytes.indexOf("\r\n\r\n")); }
    [[nodiscard]] QByteArray body() const { return bytes.mid(bytes.indexOf("\r\n\r\n") + 4); }
};

Catch fetch(const QUrl& site, const QByteArray& path, qsizetype enough = qsizetype{64} << 20)
{
    Catch result;
    QTcpSocket socket;
    QObject::connect(&socket, &QTcpSocket::readyRead, [&] {
        result.bytes += socket.readAll();
        if (result.bytes.size() > enough) {
            socket.abort();
        }
    });
    QObject::connect(&socket, &QTcpSocket::errorOccurred, [&](auto error) { result.error = error; });
    socket.connectToHost(site.host(), static_cast<quint16>(site.port()));
    socket.write("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
    // Not QTest's waiting, which sleeps 10 ms each time it has looked.
    QEventLoop loop;
    QObject::connect(&socket, &QTcpSocket::stateChanged, &loop, [&](QAbstractSocket::SocketState state) {
        result.ended = state == QTcpSocket::UnconnectedState;
        if (result.ended) {
            loop.quit();
        }
    });
    QTimer::singleShot(60'000, &loop, &QEventLoop::quit);
    loop.exec();
    return result;
}

/// What a gzip file holds, up to a bound; `whole` tells whether it ended as it should within it.
struct Unpacked {
    std::uint64_t bytes = 0;
    bool whole = false;
};

Unpacked unpack(const QByteArray& packed, std::uint64_t bound)
{
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.constData()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::vector<Bytef> out(1 << 20);
    Unpacked result;
    int state = Z_OK;
    while (state == Z_OK && result.bytes < bound) {
        stream.next_out = out.data();
        stream.avail_out = static_cast<uInt>(out.size());
        state = inflate(&stream, Z_NO_FLUSH);
        result.bytes += out.size() - stream.avail_out;
    }
    result.whole = state == Z_STREAM_END;
    inflateEnd(&stream);
    return result;
}

} // namespace

class TestSiteFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

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
    void trapLinksStandOnTheirShareOfPages();
    void redirectLoopsNeverEnd();
    void calendarGoesOn();
    void manyLinksAreManyLinks();
    void hugeLinkIsTenMegabytes();
    void endlessHeadersAndBodyDoNotEnd_data();
    void endlessHeadersAndBodyDoNotEnd();
    void bombUnpacksToGibibytes();
    void wrongLengthIsWrong();
    void everyOtherTrapIsAnswered_data();
    void everyOtherTrapIsAnswered();
    void traplessPathsAre404_data();
    void traplessPathsAre404();
    void requestsAreLoggedWithTheirConnections();
    void endlessBodyKeepsTheServerSmallAndAnswering();

private:
    [[nodiscard]] QUrl url(int host = 0) const { return QUrl(m_server->urls().at(host)); }
    void set(QStringView name, QStringView value);

    std::unique_ptr<SiteSettings> m_settings;
    std::unique_ptr<HttpServer> m_server;
};

void TestSiteFaults::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_settings = std::make_unique<SiteSettings>();
    m_server = std::make_unique<HttpServer>(*m_settings, 1);
    set(u"latency_ms", u"0");
    QCOMPARE(m_server->listen(0).value_or(QString()), QString());
}

void TestSiteFaults::cleanup()
{
    m_server.reset();
    m_settings.reset();
}

void TestSiteFaults::set(QStringView name, QStringView value)
{
    QCOMPARE(m_settings->set(name, value).value_or(QString()), QString());
}

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

void TestSiteFaults::trapLinksStandOnTheirShareOfPages()
{
    WebGraphShape shape{7, 3000, 12, 2048, {"http://127.0.0.2:1"_qba, "http://127.0.0.3:1"_qba}, {}};
    shape.traps = {{0.25, std::nullopt}, {0, std::nullopt}};
    const WebGraph graph(shape);
    std::map<TrapKind, int> kinds;
    for (int index = 0; index < graph.pagesOfHost(0); ++index) {
        const QByteArray html = graph.html({0, index});
        const auto trap = graph.trapOf({0, index});
        QCOMPARE(html.contains("\"/trap/"), trap.has_value());
        if (trap) {
            ++kinds[trap->kind];
            QVERIFY(html.contains('"' + trap->path() + '"'));
            QVERIFY(TrapAddress::parse(trap->path()) == trap);
        }
        QVERIFY(!graph.trapOf({1, index}));
    }
    QCOMPARE(static_cast<int>(kinds.size()), kTrapKinds);
    int all = 0;
    for (const auto& [kind, count] : kinds) {
        all += count;
    }
    QVERIFY(std::abs(all - 375) < 5 * 17); // 1500 pages, binomial
    shape.traps = {{1, TrapKind::Bomb}};
    QVERIFY(WebGraph(shape).trapOf({0, 5}) == (TrapAddress{TrapKind::Bomb, 5, 0}));
}

void TestSiteFaults::redirectLoopsNeverEnd()
{
    for (const int id : {2, 3}) {
        QSet<QByteArray> seen;
        QByteArray path = TrapAddress{TrapKind::RedirectLoop, id, 0}.path();
        RawClient client(url());
        for (int hop = 1; hop <= 30; ++hop) {
            seen.insert(path);
            client.get(path);
            QTRY_COMPARE(client.count(), hop);
            QCOMPARE(client.answers().at(hop - 1).status, 302);
            const QByteArray head = client.answers().at(hop - 1).head;
            const qsizetype at = head.indexOf("Location: ") + 10;
            path = head.mid(at, head.indexOf('\r', at) - at);
        }
        QCOMPARE(seen.size(), id == 2 ? 3 : 30); // the one goes round, the other on
    }
}

void TestSiteFaults::calendarGoesOn()
{
    RawClient client(url());
    client.get("/trap/calendar/4/11");
    client.get("/trap/calendar/4/999999");
    QTRY_COMPARE(client.count(), 2);
    QVERIFY(client.answers().at(0).body.contains("Calendar 2026-12"));
    for (const int month : {10, 12, 23}) {
        QVERIFY(client.answers().at(0).body.contains("\"/trap/calendar/4/" + QByteArray::number(month) + '"'));
    }
    QVERIFY(client.answers().at(1).body.contains("\"/trap/calendar/4/1000000\""));
}

void TestSiteFaults::manyLinksAreManyLinks()
{
    const Catch got = fetch(url(), "/trap/many-links/0/0");
    QVERIFY(got.ended);
    QCOMPARE(got.body().count("<a href="), kManyLinks);
    QVERIFY(got.body().contains("\"/trap/leaf/99999/0\""));
    QVERIFY(got.body().endsWith("</html>\n"));
}

void TestSiteFaults::hugeLinkIsTenMegabytes()
{
    const Catch got = fetch(url(), "/trap/huge-link/0/0");
    QVERIFY(got.ended);
    const QByteArray body = got.body();
    const qsizetype begin = body.indexOf("<a href=\"") + 9;
    QCOMPARE(body.indexOf('"', begin) - begin, kHugeLinkBytes + qsizetype{11}); // "/trap/leaf/" and the rest
    QVERIFY(body.contains("\"/trap/leaf/1/0\""));
}

void TestSiteFaults::endlessHeadersAndBodyDoNotEnd_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("headEnds");
    QTest::newRow("headers") << "/trap/endless-headers/0/0"_qba << false;
    QTest::newRow("body") << "/trap/endless-body/0/0"_qba << true;
}

void TestSiteFaults::endlessHeadersAndBodyDoNotEnd()
{
    QFETCH(const QByteArray, path);
    QFETCH(const bool, headEnds);
    const Catch got = fetch(url(), path, qsizetype{8} << 20);
    QVERIFY(got.bytes.size() > qsizetype{8} << 20);
    QVERIFY(got.bytes.startsWith("HTTP/1.1 200 OK\r\n"));
    QCOMPARE(got.bytes.contains("\r\n\r\n"), headEnds);
    QTRY_COMPARE(m_server->counters().total().abandoned, 1);
    QCOMPARE(m_server->counters().total().inFlight.now, 0);
}

void TestSiteFaults::bombUnpacksToGibibytes()
{
    const Catch got = fetch(url(), "/trap/bomb/0/0");
    QVERIFY(got.ended);
    QVERIFY(got.head().contains("Content-Encoding: gzip\r\n"));
    QVERIFY2(got.body().size() < 40'000'000, QByteArray::number(got.body().size()));
    // All of it would take seconds; that it is whole is tested on a small one.
    QVERIFY(unpack(got.body(), std::uint64_t{256} << 20).bytes >= std::uint64_t{256} << 20);
}

void TestSiteFaults::wrongLengthIsWrong()
{
    const Catch tooLong = fetch(url(), "/trap/wrong-length/0/0");
    const Catch tooShort = fetch(url(), "/trap/wrong-length/1/0");
    const auto announced = [](const Catch& got) {
        const qsizetype at = got.head().indexOf("Content-Length: ") + 16;
        return got.head().mid(at, got.head().indexOf('\r', at) - at).toLongLong();
    };
    QVERIFY(tooLong.ended && tooShort.ended);
    QCOMPARE(announced(tooLong), tooLong.body().size() + 1000);
    QCOMPARE(announced(tooShort), tooShort.body().size() - 1000);
}

void TestSiteFaults::everyOtherTrapIsAnswered_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("begins");
    QTest::newRow("nesting") << "/trap/nesting/0/0"_qba
                             << "HTTP/1.1 200"_qba;
    QTest::newRow("not http") << "/trap/not-http/0/0"_qba
                              << "SSH-2.0"_qba;
}

void TestSiteFaults::everyOtherTrapIsAnswered()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, begins);
    const Catch got = fetch(url(), path);
    QVERIFY(got.ended);
    QVERIFY(got.bytes.startsWith(begins));
}

void TestSiteFaults::traplessPathsAre404_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char* path : {"/trap/", "/trap/calendar", "/trap/calendar/1", "/trap/calendar/1/", "/trap/calendar/01/0",
                             "/trap/calendar/1/-1", "/trap/calendar/1/0?x", "/trap/all/1/0", "/trap/none/1/0",
                             "/trap/name/x", "/trap/calendar/1/2/3"}) {
        QTest::newRow(path) << QByteArray(path);
    }
}

void TestSiteFaults::traplessPathsAre404()
{
    QFETCH(const QByteArray, path);
    RawClient client(url());
    client.get(path);
    QTRY_COMPARE(client.count(), 1);
    QCOMPARE(client.answers().at(0).status, 404);
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

void TestSiteFaults::endlessBodyKeepsTheServerSmallAndAnswering()
{
    QTcpSocket greedy; // asks for an endless page and never reads it
    greedy.setReadBufferSize(1);
    greedy.connectToHost(url().host(), static_cast<quint16>(url().port()));
    greedy.write("GET /trap/endless-body/0/0 HTTP/1.1\r\n\r\n");
    QTRY_COMPARE(m_server->counters().total().inFlight.now, 1);
    RawClient client(url());
    for (int i = 1; i <= 200; ++i) {
        client.get("/");
        QTRY_COMPARE(client.count(), i);
    }
    // What the kernel takes and what one socket buffers, however long it goes on.
    QVERIFY(m_server->counters().total().bytesSent < qint64{32} << 20);
}

QTEST_GUILESS_MAIN(TestSiteFaults)
#include "test_site_faults.moc"
