// SPDX-License-Identifier: GPL-3.0-or-later
// Every trap, as a client on the wire meets it.
#include "core/site/trap_answers.h"
#include "core/site/web_graph.h"
#include "tests/core/site/raw_client.h"
#include "tests/core/site/site_fixture.h"
#include "tests/core/site/unpacked.h"

#include <QTest>

using namespace lanescope::site;
using namespace Qt::StringLiterals;

class TestSiteTraps : public QObject, SiteFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { startSite(); }
    void cleanup() { stopSite(); }

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
    void endlessBodyKeepsTheServerSmallAndAnswering();
};

void TestSiteTraps::trapLinksStandOnTheirShareOfPages()
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

void TestSiteTraps::redirectLoopsNeverEnd()
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

void TestSiteTraps::calendarGoesOn()
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

void TestSiteTraps::manyLinksAreManyLinks()
{
    const Catch got = fetch(url(), "/trap/many-links/0/0");
    QVERIFY(got.ended);
    QCOMPARE(got.body().count("<a href="), kManyLinks);
    QVERIFY(got.body().contains("\"/trap/leaf/99999/0\""));
    QVERIFY(got.body().endsWith("</html>\n"));
}

void TestSiteTraps::hugeLinkIsTenMegabytes()
{
    const Catch got = fetch(url(), "/trap/huge-link/0/0");
    QVERIFY(got.ended);
    const QByteArray body = got.body();
    const qsizetype begin = body.indexOf("<a href=\"") + 9;
    QCOMPARE(body.indexOf('"', begin) - begin, kHugeLinkBytes + qsizetype{11}); // "/trap/leaf/" and the rest
    QVERIFY(body.contains("\"/trap/leaf/1/0\""));
}

void TestSiteTraps::endlessHeadersAndBodyDoNotEnd_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("headEnds");
    QTest::newRow("headers") << "/trap/endless-headers/0/0"_qba << false;
    QTest::newRow("body") << "/trap/endless-body/0/0"_qba << true;
}

void TestSiteTraps::endlessHeadersAndBodyDoNotEnd()
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

void TestSiteTraps::bombUnpacksToGibibytes()
{
    const Catch got = fetch(url(), "/trap/bomb/0/0");
    QVERIFY(got.ended);
    QVERIFY(got.head().contains("Content-Encoding: gzip\r\n"));
    QVERIFY2(got.body().size() < 40'000'000, QByteArray::number(got.body().size()));
    // All of it would take seconds; that it is whole is tested on a small one.
    QVERIFY(unpack(got.body(), std::uint64_t{256} << 20).bytes >= std::uint64_t{256} << 20);
}

void TestSiteTraps::wrongLengthIsWrong()
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

void TestSiteTraps::everyOtherTrapIsAnswered_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("begins");
    QTest::newRow("nesting") << "/trap/nesting/0/0"_qba
                             << "HTTP/1.1 200"_qba;
    QTest::newRow("not http") << "/trap/not-http/0/0"_qba
                              << "SSH-2.0"_qba;
}

void TestSiteTraps::everyOtherTrapIsAnswered()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, begins);
    const Catch got = fetch(url(), path);
    QVERIFY(got.ended);
    QVERIFY(got.bytes.startsWith(begins));
}

void TestSiteTraps::traplessPathsAre404_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char* path : {"/trap/", "/trap/calendar", "/trap/calendar/1", "/trap/calendar/1/", "/trap/calendar/01/0",
                             "/trap/calendar/1/-1", "/trap/calendar/1/0?x", "/trap/all/1/0", "/trap/none/1/0",
                             "/trap/name/x", "/trap/calendar/1/2/3"}) {
        QTest::newRow(path) << QByteArray(path);
    }
}

void TestSiteTraps::traplessPathsAre404()
{
    QFETCH(const QByteArray, path);
    RawClient client(url());
    client.get(path);
    QTRY_COMPARE(client.count(), 1);
    QCOMPARE(client.answers().at(0).status, 404);
}

void TestSiteTraps::endlessBodyKeepsTheServerSmallAndAnswering()
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

QTEST_GUILESS_MAIN(TestSiteTraps)
#include "test_site_traps.moc"
