// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies that are not what their header says, or too large.
#include "core/trace/clock.h"
#include "tests/core/crawl/downloader_fixture.h"

#include <QRandomGenerator>
#include <QTest>
#include <QTimer>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace downloader_steps;
using trace::RequestOutcome;

class TestDownloaderBodies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void notWhatTheHeaderSays();
    void shorterThanAnnounced();
    void lengthsThatAreNoNumber_data();
    void lengthsThatAreNoNumber();
    void theSameLengthTwiceIsOne_data();
    void theSameLengthTwiceIsOne();
    void lengthsThatDoNotCount_data();
    void lengthsThatDoNotCount();
    void whatQtDoesNotTell_data();
    void whatQtDoesNotTell();
    void announcedTooLarge();
    void endlessBody();
    void largeBodiesWaitForTheRate();
    void aSlowServerIsNotTheRates();
    void whatIsPaidIsWhatWasSent_data();
    void whatIsPaidIsWhatWasSent();
};

void TestDownloaderBodies::notWhatTheHeaderSays()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.answer(e, "<html>not compressed at all</html>", 200, "Content-Encoding: gzip\r\n");
    });
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::BadAnswer);
    QVERIFY(response.error.contains(u"gzip"_s));
    QCOMPARE(fixture.downloader.onTheWire(), 0);
}

void TestDownloaderBodies::shorterThanAnnounced()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.raw(e, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
        s.close(e);
    });
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::Reset);
    QVERIFY2(response.error.endsWith(u". 9 of 1,000 bytes had come."_s), qPrintable(response.error));
}

void TestDownloaderBodies::lengthsThatAreNoNumber_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QString>("quoted");
    const auto row = [](const char* name, const QByteArray& length, const QString& quoted) {
        QTest::newRow(name) << "Content-Length: " + length + "\r\n" << quoted;
    };
    row("a word", "abc", u"abc"_s);
    row("negative", "-5", u"-5"_s);
    row("signed", "+5", u"+5"_s);
    row("a fraction", "5.0", u"5.0"_s);
    row("hexadecimal", "0x5", u"0x5"_s);
    row("two in one", "5, 7", u"5, 7"_s);
    row("two headers", "5\r\nContent-Length: 7", u"5, 7"_s);
    row("more than there are", "99999999999999999999", u"99999999999999999999"_s);
}

void TestDownloaderBodies::lengthsThatAreNoNumber()
{
    QFETCH(QByteArray, headers);
    QFETCH(QString, quoted);
    // The connection stays open: who believes that the body goes on until it closes waits for ever.
    LoopbackServer server(
        [&](LoopbackServer& s, const Exchange& e) { s.raw(e, "HTTP/1.1 200 OK\r\n" + headers + "\r\nhello"); });
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::BadAnswer);
    QCOMPARE(outcomeWord(response), "wrong_length");
    QVERIFY2(response.error.contains(u"“%1”, which is no number of bytes"_s.arg(quoted)), qPrintable(response.error));
    QCOMPARE(fixture.downloader.onTheWire(), 0);
}

void TestDownloaderBodies::theSameLengthTwiceIsOne_data()
{
    QTest::addColumn<QByteArray>("length");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("outcome");
    QTest::newRow("in one header") << "5, 5"_ba
                                   << "hello"_ba << 200 << "ok"_ba;
    QTest::newRow("in two headers") << "5\r\nContent-Length: 5"_ba
                                    << "hello"_ba << 200 << "ok"_ba;
    QTest::newRow("of nothing") << "0, 0"_ba
                                << ""_ba << 200 << "ok"_ba;
    QTest::newRow("of an error page") << "5, 5"_ba
                                      << "sorry"_ba << 404 << "http_error"_ba;
    QTest::newRow("longer") << "5, 5"_ba
                            << "hello, world"_ba << 200 << "wrong_length"_ba;
}

void TestDownloaderBodies::theSameLengthTwiceIsOne()
{
    QFETCH(QByteArray, length);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QByteArray, outcome);
    // The connection stays open, and Qt does not know that the body has ended.
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        s.raw(e, "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Length: " + length + "\r\n\r\n" + body);
    });
    Fixture fixture;
    for (int round = 0; round < 2; ++round) {
        const Response response = fixture.fetch(server.url());
        QCOMPARE(QByteArray(outcomeWord(response)), outcome);
        QCOMPARE(response.error.isEmpty(), outcome == "ok");
        QCOMPARE(response.status, status);
        if (outcome != "wrong_length")
            QCOMPARE(response.body, body);
        QCOMPARE(fixture.downloader.onTheWire(), 0);
    }
}

void TestDownloaderBodies::lengthsThatDoNotCount_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("chunked counts") << "HTTP/1.1 200 OK\r\nContent-Length: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                       "5\r\nhello\r\n0\r\n\r\n"_ba
                                    << "hello"_ba;
    QTest::newRow("no body") << "HTTP/1.1 204 No Content\r\nContent-Length: x\r\n\r\n"_ba
                             << ""_ba;
}

void TestDownloaderBodies::lengthsThatDoNotCount()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, body);
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) { s.raw(e, answer); });
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::Ok);
    QCOMPARE(response.body, body);
}

/// Where the answer is wrong, Qt 6.4 ends it as if it were right, and the bytes that would tell never leave its hands.
void TestDownloaderBodies::whatQtDoesNotTell_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("received");
    const auto chunked = [](const char* name, const QByteArray& sent, const QByteArray& received) {
        QTest::newRow(name) << "Transfer-Encoding: chunked\r\n"_ba << sent << received;
    };
    QTest::newRow("longer than announced") << "Content-Length: 3\r\n"_ba
                                           << "hello"_ba
                                           << "hel"_ba;
    chunked("a chunk size that is a word", "zz\r\nhello\r\n0\r\n\r\n", "");
    chunked("in the middle", "5\r\nhello\r\nzz\r\nhello\r\n0\r\n\r\n", "hello");
    chunked("negative", "-5\r\nhello\r\n0\r\n\r\n", "");
    chunked("larger than there are", "ffffffffffffffffff\r\nhello\r\n0\r\n\r\n", "");
    chunked("a chunk longer than its size", "5\r\nhelloooo\r\n0\r\n\r\n", "hello");
}

void TestDownloaderBodies::whatQtDoesNotTell()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, sent);
    QFETCH(QByteArray, received);
    LoopbackServer server(
        [&](LoopbackServer& s, const Exchange& e) { s.raw(e, "HTTP/1.1 200 OK\r\n" + head + "\r\n" + sent); });
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    // Should a later Qt find out, this fails, and it can be told.
    QCOMPARE(response.outcome, RequestOutcome::Ok);
    QCOMPARE(response.body, received);
}

void TestDownloaderBodies::announcedTooLarge()
{
    LoopbackServer server(
        [](LoopbackServer& s, const Exchange& e) { s.raw(e, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"); });
    Fixture fixture;
    fixture.settings.maxBodyBytes = 5000;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::TooLarge);
    QCOMPARE(response.body.size(), 0);
}

void TestDownloaderBodies::endlessBody()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.raw(e, "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n");
        auto* timer = new QTimer(e.socket);
        QObject::connect(timer, &QTimer::timeout, e.socket,
                         [socket = e.socket] { socket->write(QByteArray(1000, 'x')); });
        timer->start(1);
    });
    Fixture fixture;
    fixture.settings.maxBodyBytes = 5000;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::TooLarge);
    QVERIFY(response.body.size() <= 5000);
    QVERIFY(response.stamps.headers != 0);
}

void TestDownloaderBodies::largeBodiesWaitForTheRate()
{
    constexpr qint64 kWhole = qint64{40} << 20;
    QTcpSocket* wire = nullptr;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        wire = e.socket;
        s.raw(e, "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(kWhole) + "\r\n\r\n");
        const QByteArray megabyte(1 << 20, 'x');
        for (int part = 0; part < 40; ++part)
            e.socket->write(megabyte);
    });
    Fixture fixture;
    fixture.settings.maxBodyBytes = 2 * kWhole;
    fixture.settings.timeoutMs = 5000;
    qint64 paid = 0;
    std::int64_t dueNs = trace::monotonicNs() + 3'600'000'000'000;
    fixture.downloader.setToll([&](qint64 bytes) {
        paid += bytes;
        return dueNs;
    });
    fixture.start(server.url());
    QTRY_VERIFY(paid > 0);
    // The deadline passes, and does not count: it is we who wait.
    QVERIFY(!QTest::qWaitFor([&] { return !fixture.responses.empty(); }, fixture.settings.timeoutMs + 500));
    QCOMPARE(fixture.downloader.pacedBodies(), 1);
    QVERIFY2(paid < kWhole / 4, qPrintable(QString::number(paid)));
    QVERIFY2(wire->bytesToWrite() > kWhole / 2, qPrintable(QString::number(wire->bytesToWrite())));
    dueNs = 0;
    fixture.downloader.tollChanged();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.responses.size(), std::size_t{1}, 20'000);
    QCOMPARE(fixture.responses[0].outcome, RequestOutcome::Ok);
    QCOMPARE(fixture.responses[0].received(), kWhole);
    QCOMPARE(fixture.downloader.pacedBodies(), 0);
    QCOMPARE(paid, fixture.responses[0].paidBytes);
}

void TestDownloaderBodies::aSlowServerIsNotTheRates()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.raw(e, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + QByteArray(80'000, 'x'));
        auto* timer = new QTimer(e.socket);
        QObject::connect(timer, &QTimer::timeout, e.socket, [socket = e.socket] { socket->write("drip"); });
        timer->start(10);
    });
    Fixture fixture;
    fixture.settings.timeoutMs = 1000;
    qint64 paid = 0;
    // Others have spent so much that every drip has to wait for a while, again and again.
    fixture.downloader.setToll([&](qint64 bytes) {
        paid += bytes;
        return trace::monotonicNs() + 50'000'000;
    });
    const Response response = fixture.fetch(server.url());
    QVERIFY(paid > 0);
    QCOMPARE(response.outcome, RequestOutcome::Timeout);
    QVERIFY(response.received() < 1'000'000);
}

void TestDownloaderBodies::whatIsPaidIsWhatWasSent_data()
{
    QTest::addColumn<QByteArray>("plain");
    QTest::addColumn<bool>("isLarge");
    QByteArray noise(300'000, '\0');
    QRandomGenerator random(7);
    for (char& byte : noise)
        byte = static_cast<char>(random.generate());
    QTest::newRow("small as sent, large once decoded") << QByteArray(3'000'000, 'x') << false;
    QTest::newRow("large as sent, larger once decoded") << noise + QByteArray(3'000'000, 'x') << true;
}

void TestDownloaderBodies::whatIsPaidIsWhatWasSent()
{
    QFETCH(const QByteArray, plain);
    QFETCH(const bool, isLarge);
    const QByteArray sent = qCompress(plain).mid(4); // as "deflate" has it, without Qt's own length
    QCOMPARE(sent.size() >= BodyIntake::kPieceBytes, isLarge);
    LoopbackServer server(
        [&](LoopbackServer& s, const Exchange& e) { s.answer(e, sent, 200, "Content-Encoding: deflate\r\n"); });
    Fixture fixture;
    qint64 paid = 0;
    fixture.downloader.setToll([&](qint64 bytes) {
        paid += bytes;
        return std::int64_t{0};
    });
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::Ok);
    QCOMPARE(response.received(), plain.size());
    QCOMPARE(response.wireBytes, sent.size());
    QCOMPARE(response.paidBytes, paid);
    QCOMPARE(paid, isLarge ? sent.size() : 0);
}

QTEST_GUILESS_MAIN(TestDownloaderBodies)
#include "test_downloader_bodies.moc"
