// SPDX-License-Identifier: GPL-3.0-or-later
// Each way in which a request may fail has its own name; for what is wrong with a body see test_downloader_bodies.
#include "core/trace/clock.h"
#include "tests/core/crawl/downloader_fixture.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTest>

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
    void closedBeforeTheAnswer_data();
    void closedBeforeTheAnswer();
    void garbage();
    void tlsToAPlainServer();
    void selfSignedIsATlsError();
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
