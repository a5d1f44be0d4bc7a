// SPDX-License-Identifier: GPL-3.0-or-later
// Each way in which a request may fail has its own name.
#include "core/trace/clock.h"
#include "tests/core/crawl/downloader_fixture.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTest>
#include <QTimer>

#include <array>
#include <atomic>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace downloader_steps;
using trace::RequestOutcome;

namespace {

/// For "localhost", signed by itself; of this test alone.
constexpr auto kOwnCertificate = "-----BEGIN CERTIFICATE-----\n"
                                 "MIIBlDCCATugAwIBAgIUDFSAaDSTUhIdPxfFEG8PyRBgd0gwCgYIKoZIzj0EAwIw\n"
                                 "FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDE4NTEzMVoYDzIxMjYxMDMx\n"
                                 "MTg1MTMxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
                                 "PQMBBwNCAATRNO/ebaJHeXjdqHWkM54Qdy9crLLQkHJ7pt0JjlDrAwfAgWE/tfgd\n"
                                 "0IXT1QK0GDko+ZElS6I9m0aQtQPAOfw3o2kwZzAdBgNVHQ4EFgQUOFE7IoEV//uy\n"
                                 "lK2gnwH1N0XxuBcwHwYDVR0jBBgwFoAUOFE7IoEV//uylK2gnwH1N0XxuBcwDwYD\n"
                                 "VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID\n"
                                 "RwAwRAIgDwJpidZO+9/3LEvE+3UId68iMXXZHzL9g2/va1b7fRQCIGUszmUPWEpf\n"
                                 "7JwfawJDJDRJJdXy0aubcC2pK3zzVt0D\n"
                                 "-----END CERTIFICATE-----\n";
constexpr auto kItsKey = "-----BEGIN PRIVATE KEY-----\n"
                         "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQguiOfqJerOzfS/5ns\n"
                         "uSx48QZuU30ki2nnMnYQQEyaYTihRANCAATRNO/ebaJHeXjdqHWkM54Qdy9crLLQ\n"
                         "kHJ7pt0JjlDrAwfAgWE/tfgd0IXT1QK0GDko+ZElS6I9m0aQtQPAOfw3\n"
                         "-----END PRIVATE KEY-----\n";

/// Takes one connection, reads a request and resets the connection, in a thread of its own; whoever tries again is
/// refused.
class ResettingServer {
public:
    ResettingServer()
        : m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        m_address.sin_family = AF_INET;
        m_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof m_address;
        auto* const address = reinterpret_cast<sockaddr*>(&m_address);
        if (bind(m_listener, address, length) != 0 || listen(m_listener, 1) != 0 ||
            getsockname(m_listener, address, &length) != 0)
            qFatal("no port to listen at");
        m_thread = std::jthread([this] { serve(); });
    }
    ~ResettingServer()
    {
        if (!hasReset())
            shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        if (m_listener >= 0)
            close(m_listener);
    }
    Url url() const { return Url::fromUser(u"http://127.0.0.1:%1/"_s.arg(ntohs(m_address.sin_port))).value(); }
    bool hasReset() const { return m_hasReset.load(); }

private:
    void serve()
    {
        const int connection = accept(m_listener, nullptr, nullptr);
        std::array<char, 4096> request;
        if (connection < 0 || recv(connection, request.data(), request.size(), 0) <= 0)
            return;
        close(std::exchange(m_listener, -1));
        const linger atOnce{.l_onoff = 1, .l_linger = 0};
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        close(connection);
        m_hasReset.store(true);
    }

    int m_listener; // of its thread, until that has ended
    sockaddr_in m_address{};
    std::atomic<bool> m_hasReset{false};
    std::jthread m_thread;
};

} // namespace

class TestDownloaderFailures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void statusesAreNotErrorsOfTheNetwork_data();
    void statusesAreNotErrorsOfTheNetwork();
    void refused();
    void hostNotFound();
    void noWayToTheAddress();
    void notWhatTheHeaderSays();
    void closedBeforeTheAnswer_data();
    void closedBeforeTheAnswer();
    void shorterThanAnnounced();
    void lengthsThatAreNoNumber_data();
    void lengthsThatAreNoNumber();
    void theSameLengthTwiceIsOne_data();
    void theSameLengthTwiceIsOne();
    void lengthsThatDoNotCount_data();
    void lengthsThatDoNotCount();
    void whatQtDoesNotTell_data();
    void whatQtDoesNotTell();
    void garbage();
    void tlsToAPlainServer();
    void selfSignedIsATlsError();
    void announcedTooLarge();
    void endlessBody();
    void cancelledWhileAnErrorIsOnItsWay();
};

void TestDownloaderFailures::statusesAreNotErrorsOfTheNetwork_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<RequestOutcome>("outcome");
    QTest::newRow("201") << 201 << RequestOutcome::Ok;
    QTest::newRow("304") << 304 << RequestOutcome::HttpError;
    for (const int status : {400, 401, 403, 404, 407, 410, 418, 429, 500, 502, 503, 599})
        QTest::addRow("%d", status) << status << RequestOutcome::HttpError;
}

void TestDownloaderFailures::statusesAreNotErrorsOfTheNetwork()
{
    QFETCH(int, status);
    QFETCH(RequestOutcome, outcome);
    LoopbackServer server(
        [status](LoopbackServer& s, const Exchange& e) { s.answer(e, status == 304 ? ""_ba : "sorry"_ba, status); });
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, outcome);
    QCOMPARE(response.status, status);
    QCOMPARE(response.error.isEmpty(), outcome == RequestOutcome::Ok);
}

void TestDownloaderFailures::refused()
{
    Url url;
    {
        const LoopbackServer server(hold);
        url = server.url();
    }
    Fixture fixture;
    const Response response = fixture.fetch(url);
    QCOMPARE(response.outcome, RequestOutcome::Refused);
    QCOMPARE(response.status, 0);
    QVERIFY(!response.error.isEmpty());
}

void TestDownloaderFailures::hostNotFound()
{
    // Longer than a name may be, so that no name server is asked for it.
    const QString name = (QString(60, u'a') + u'.').repeated(5) + u"invalid"_s;
    Fixture fixture;
    const Response response = fixture.fetch(Url::fromUser(u"http://"_s + name + u'/').value());
    QCOMPARE(response.outcome, RequestOutcome::HostNotFound);
}

void TestDownloaderFailures::noWayToTheAddress()
{
    // TCP to a broadcast address: the kernel says so without sending anything.
    Fixture fixture;
    const Response response = fixture.fetch(Url::fromUser(u"http://255.255.255.255/"_s).value());
    QCOMPARE(response.outcome, RequestOutcome::Unreachable);
    QCOMPARE(response.sends, 0);
    QVERIFY(!response.error.isEmpty());
}

void TestDownloaderFailures::notWhatTheHeaderSays()
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

void TestDownloaderFailures::closedBeforeTheAnswer_data()
{
    QTest::addColumn<bool>("isReused");
    QTest::newRow("on a new connection") << false;
    QTest::newRow("on one that was used") << true;
}

void TestDownloaderFailures::closedBeforeTheAnswer()
{
    QFETCH(bool, isReused);
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/first")
            return s.answer(e, "hello");
        if (std::ranges::count(s.targets, e.target) == 1)
            return s.reset(e);
        hold(s, e); // what Qt sends again by itself would wait for ever
    });
    Fixture fixture;
    if (isReused)
        QCOMPARE(fixture.fetch(server.url("/first")).outcome, RequestOutcome::Ok);
    const Response response = fixture.fetch(server.url("/closed"));
    QCOMPARE(response.outcome, RequestOutcome::Reset);
    QCOMPARE(response.sends, 2);
    QVERIFY2(response.error.contains(u"twice"_s), qPrintable(response.error));
    QCOMPARE(fixture.fetch(server.url("/first")).outcome, RequestOutcome::Ok);
    QVERIFY(std::ranges::count(server.targets, "/closed"_ba) <= 2);
}

void TestDownloaderFailures::shorterThanAnnounced()
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

void TestDownloaderFailures::lengthsThatAreNoNumber_data()
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

void TestDownloaderFailures::lengthsThatAreNoNumber()
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

void TestDownloaderFailures::theSameLengthTwiceIsOne_data()
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

void TestDownloaderFailures::theSameLengthTwiceIsOne()
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

void TestDownloaderFailures::lengthsThatDoNotCount_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("chunked counts") << "HTTP/1.1 200 OK\r\nContent-Length: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                       "5\r\nhello\r\n0\r\n\r\n"_ba
                                    << "hello"_ba;
    QTest::newRow("no body") << "HTTP/1.1 204 No Content\r\nContent-Length: x\r\n\r\n"_ba
                             << ""_ba;
}

void TestDownloaderFailures::lengthsThatDoNotCount()
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
void TestDownloaderFailures::whatQtDoesNotTell_data()
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

void TestDownloaderFailures::whatQtDoesNotTell()
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

void TestDownloaderFailures::garbage()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.raw(e, "\x01\x02 this is not HTTP\r\n\r\n\xff\xff\r\n");
        s.close(e);
    });
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    QVERIFY(response.outcome == RequestOutcome::BadAnswer || response.outcome == RequestOutcome::Reset);
    QVERIFY(!response.error.isEmpty());
}

void TestDownloaderFailures::tlsToAPlainServer()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("This Qt has no TLS.");
    LoopbackServer server([](LoopbackServer&, const Exchange&) {});
    connect(&server, &QTcpServer::newConnection, &server, [] {});
    Fixture fixture;
    fixture.settings.timeoutMs = 1000;
    const QString https = QString::fromLatin1(server.url().text()).replace("http://"_L1, "https://"_L1);
    const Response response = fixture.fetch(Url::fromUser(https).value());
    // The server waits for a request, the client for a handshake: only the deadline ends that.
    QCOMPARE(response.outcome, RequestOutcome::Timeout);
}

void TestDownloaderFailures::selfSignedIsATlsError()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("This Qt has no TLS.");
    QSslServer server;
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(kOwnCertificate));
    configuration.setPrivateKey(QSslKey(kItsKey, QSsl::Ec));
    server.setSslConfiguration(configuration);
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QByteArray received;
    connect(&server, &QSslServer::startedEncryptionHandshake, this, [&received](QSslSocket* socket) {
        connect(socket, &QSslSocket::readyRead, socket, [&received, socket] { received += socket->readAll(); });
    });
    Fixture fixture;
    const Response response =
        fixture.fetch(Url::fromUser(u"https://localhost:%1/secret"_s.arg(server.serverPort())).value());
    QCOMPARE(response.outcome, RequestOutcome::TlsError);
    QVERIFY(!response.error.isEmpty());
    QCOMPARE(response.status, 0);
    QCOMPARE(received, QByteArray()); // a server that is not who it says it is gets no request
}

void TestDownloaderFailures::announcedTooLarge()
{
    LoopbackServer server(
        [](LoopbackServer& s, const Exchange& e) { s.raw(e, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"); });
    Fixture fixture;
    fixture.settings.maxBodyBytes = 5000;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::TooLarge);
    QCOMPARE(response.body.size(), 0);
}

void TestDownloaderFailures::endlessBody()
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

void TestDownloaderFailures::cancelledWhileAnErrorIsOnItsWay()
{
    // Qt's thread hears of the reset while ours does not turn its loop; then it is cancelled, and nothing complains.
    for (int round = 0; round < 20; ++round) {
        ResettingServer server;
        Fixture fixture;
        fixture.start(server.url());
        // Our loop stands still all the while; Qt's thread needs a moment to hear of it.
        const auto yieldUntil = [](const auto& condition, std::int64_t mostNs) {
            for (const std::int64_t endNs = trace::monotonicNs() + mostNs;
                 !condition() && trace::monotonicNs() < endNs;)
                std::this_thread::yield();
            return condition();
        };
        QVERIFY(yieldUntil([&] { return server.hasReset(); }, 10'000'000'000));
        yieldUntil([] { return false; }, 5'000'000);
        fixture.downloader.cancelAll();
        QCOMPARE(fixture.responses.size(), std::size_t{1});
        QVERIFY(fixture.responses.front().outcome == RequestOutcome::Cancelled ||
                fixture.responses.front().outcome == RequestOutcome::Reset);
        QCoreApplication::processEvents();
    }
}

QTEST_GUILESS_MAIN(TestDownloaderFailures)
#include "test_downloader_failures.moc"
