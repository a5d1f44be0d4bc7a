// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/request_parser.h"

#include <QTest>

using namespace lanescope::site;

namespace {

std::vector<HttpRequest> parse(const QByteArray& bytes, qsizetype chunk)
{
    RequestParser parser;
    std::vector<HttpRequest> requests;
    for (qsizetype at = 0; at < bytes.size(); at += chunk) {
        const QByteArray part = bytes.mid(at, chunk);
        parser.feed(part.constData(), static_cast<std::size_t>(part.size()), requests);
    }
    return requests;
}

} // namespace

class TestRequestParser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pipelinedRequestsSurviveAnySplit();
    void nothingAfterCloseIsParsed();
    void malformedRequestsAreRefused_data();
    void malformedRequestsAreRefused();
    void requestsBeforeGarbageAreKept();
    void upgradeOfferIsAnOrdinaryRequest();
    void headAtTheCapIsTakenBeyondItIsNot();
};

void TestRequestParser::pipelinedRequestsSurviveAnySplit()
{
    const QByteArray bytes = "GET /a?x=1&y=2 HTTP/1.1\r\nhOsT: Shop.Test:80\r\nAccept: */*\r\n\r\n"
                             "HEAD http://other.test/b HTTP/1.1\r\nHost: other.test\r\n\r\n"
                             "POST /c HTTP/1.1\r\nContent-Length: 5\r\nHost: x\r\n\r\nhello"
                             "DELETE /d HTTP/1.1\r\n\r\n";
    for (qsizetype chunk = 1; chunk <= bytes.size(); ++chunk) {
        const auto requests = parse(bytes, chunk);
        QCOMPARE(requests.size(), std::size_t{4});
        QCOMPARE(requests[0].path, "/a");
        QCOMPARE(requests[0].query, "x=1&y=2");
        QCOMPARE(requests[0].host, "shop.test:80");
        QCOMPARE(requests[1].path, "/b");
        QVERIFY(requests[1].method == HttpRequest::Method::Head);
        QVERIFY(requests[2].method == HttpRequest::Method::Post);
        QCOMPARE(requests[2].host, "x");
        QVERIFY(requests[3].method == HttpRequest::Method::Other);
        QCOMPARE(requests[3].host, "");
        for (const HttpRequest& request : requests) {
            QCOMPARE(request.failureStatus, 0);
            QVERIFY(request.keepAlive);
        }
    }
}

void TestRequestParser::nothingAfterCloseIsParsed()
{
    const auto requests = parse("GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\n\r\n", 7);
    QCOMPARE(requests.size(), std::size_t{1});
    QVERIFY(!requests[0].keepAlive);
    const auto old = parse("GET / HTTP/1.0\r\n\r\n", 100);
    QCOMPARE(old.size(), std::size_t{1});
    QVERIFY(!old[0].keepAlive);
    QVERIFY(parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 100).at(0).keepAlive);
}

void TestRequestParser::malformedRequestsAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::newRow("word") << QByteArray("GARBAGE\r\n\r\n") << 400;
    QTest::newRow("TLS hello") << QByteArray("\x16\x03\x01\x02\x00\x01\x00", 7) << 400;
    QTest::newRow("NUL in header") << QByteArray("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n", 27) << 400;
    QTest::newRow("other protocol") << QByteArray("GET / FTP/1.1\r\n\r\n") << 400;
    QTest::newRow("bad length") << QByteArray("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n") << 400;
    QTest::newRow("two lengths") << QByteArray("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")
                                 << 400;
    QTest::newRow("huge head") << "GET / HTTP/1.1\r\nA: " + QByteArray(100'000, 'a') << 431;
    QTest::newRow("huge target") << "GET /" + QByteArray(100'000, 'a') << 431;
    QTest::newRow("huge body") << "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + QByteArray(100'000, 'a') << 413;
}

void TestRequestParser::malformedRequestsAreRefused()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, status);
    for (const qsizetype chunk : {qsizetype{1}, qsizetype{1000}, bytes.size()}) {
        const auto requests = parse(bytes + "GET / HTTP/1.1\r\n\r\n", chunk);
        QCOMPARE(requests.size(), std::size_t{1});
        QCOMPARE(requests[0].failureStatus, status);
        QVERIFY(!requests[0].failureText.isEmpty());
        QVERIFY(!requests[0].keepAlive);
    }
}

void TestRequestParser::requestsBeforeGarbageAreKept()
{
    const auto requests = parse("GET /a HTTP/1.1\r\n\r\n\x01\x02\x03", 1000);
    QCOMPARE(requests.size(), std::size_t{2});
    QCOMPARE(requests[0].path, "/a");
    QCOMPARE(requests[0].failureStatus, 0);
    QCOMPARE(requests[1].failureStatus, 400);
}

void TestRequestParser::upgradeOfferIsAnOrdinaryRequest()
{
    const auto requests = parse("GET /a HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
                                "GET /b HTTP/1.1\r\n\r\n",
                                1000);
    QCOMPARE(requests.size(), std::size_t{2});
    QCOMPARE(requests[1].path, "/b");
}

void TestRequestParser::headAtTheCapIsTakenBeyondItIsNot()
{
    const auto statusFor = [](qsizetype filler) {
        const auto requests = parse("GET / HTTP/1.1\r\nA: " + QByteArray(filler, 'a') + "\r\n\r\n", 1000);
        return requests.at(0).failureStatus;
    };
    QCOMPARE(statusFor(15'000), 0);
    QCOMPARE(statusFor(17'000), 431);
}

QTEST_GUILESS_MAIN(TestRequestParser)
#include "test_request_parser.moc"
