// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that Qt takes for what they are not, by their first lines.
#include "tests/core/crawl/downloader_fixture.h"

#include <QTest>
#include <QTimer>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace downloader_steps;
using trace::RequestOutcome;

class TestDownloaderHeaders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anInterimAnswerIsNobodysAnswer_data();
    void anInterimAnswerIsNobodysAnswer();
    void continueIsPassedOver();
    void headersThatCannotBeRead_data();
    void headersThatCannotBeRead();
    void withoutABodyNoFieldIsNeeded();
    void manyFieldsAreRead();
};

void TestDownloaderHeaders::anInterimAnswerIsNobodysAnswer_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {102, 103, 199})
        QTest::addRow("%d", status) << status;
}

void TestDownloaderHeaders::anInterimAnswerIsNobodysAnswer()
{
    QFETCH(int, status);
    // The answer itself comes when the next request may be out already.
    LoopbackServer server([status](LoopbackServer& s, const Exchange& e) {
        if (!e.target.startsWith("/early"))
            return s.answer(e, e.target);
        s.raw(e, "HTTP/1.1 " + QByteArray::number(status) + " X\r\nLink: </a.css>\r\n\r\n");
        QTimer::singleShot(20, &s, [&s, e] {
            ++s.inFlight;
            s.answer(e, e.target);
        });
    });
    Fixture fixture;
    for (int round = 0; round < 5; ++round) {
        const Response early = fixture.fetch(server.url("/early" + QByteArray::number(round)));
        QCOMPARE(outcomeWord(early), "interim_answer");
        QCOMPARE(early.status, status);
        const QByteArray target = "/page" + QByteArray::number(round);
        const Response page = fixture.fetch(server.url(target));
        QCOMPARE(page.outcome, RequestOutcome::Ok);
        QCOMPARE(page.body, target);
        QVERIFY(page.stamps.connecting != 0); // on a connection of its own
    }
}

void TestDownloaderHeaders::continueIsPassedOver()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.raw(e, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    });
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::Ok);
    QCOMPARE(response.body, "hi"_ba);
}

void TestDownloaderHeaders::headersThatCannotBeRead_data()
{
    QTest::addColumn<QByteArray>("fields");
    QByteArray many;
    for (int field = 0; field < 101; ++field)
        many += "X-" + QByteArray::number(field) + ": 1\r\n";
    QTest::newRow("none") << ""_ba;
    QTest::newRow("too many") << many;
    QTest::newRow("a name that is none") << "X Y: 1\r\nContent-Length: 2\r\n"_ba;
    QTest::newRow("a line that is none") << "Content-Length: 2\r\nnonsense\r\n"_ba;
}

void TestDownloaderHeaders::headersThatCannotBeRead()
{
    QFETCH(QByteArray, fields);
    // The connection stays open: nobody would know when the body ends.
    LoopbackServer server(
        [&](LoopbackServer& s, const Exchange& e) { s.raw(e, "HTTP/1.1 200 OK\r\n" + fields + "\r\nhi"); });
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(outcomeWord(response), "bad_header");
    QVERIFY2(response.error.contains(u"more than 100"_s), qPrintable(response.error));
    QCOMPARE(fixture.downloader.onTheWire(), 0);
}

void TestDownloaderHeaders::withoutABodyNoFieldIsNeeded()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.raw(e, "HTTP/1.1 204 No Content\r\n\r\n"); });
    Fixture fixture;
    QCOMPARE(fixture.fetch(server.url()).outcome, RequestOutcome::Ok);
}

void TestDownloaderHeaders::manyFieldsAreRead()
{
    QByteArray many;
    for (int field = 0; field < 98; ++field)
        many += "X-" + QByteArray::number(field) + ": 1\r\n";
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) { s.answer(e, "hi", 200, many); });
    Fixture fixture;
    QCOMPARE(fixture.fetch(server.url()).body, "hi"_ba);
}

QTEST_GUILESS_MAIN(TestDownloaderHeaders)
#include "test_downloader_headers.moc"
