// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/downloader.h"
#include "core/trace/clock.h"
#include "tests/core/crawl/loopback_server.h"

#include <QSignalSpy>
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
using trace::RequestOutcome;

namespace {

using Exchange = LoopbackServer::Exchange;

/// A downloader with everything it reported.
struct Fixture {
    Fixture()
    {
        QObject::connect(&downloader, &Downloader::finished, &downloader,
                         [this](const Response& response) { responses.push_back(response); });
    }
    void start(const Url& url) { downloader.start({.id = ++lastId, .slot = {}, .tag = {}, .url = url}, settings); }
    Response fetch(const Url& url)
    {
        start(url);
        const std::size_t before = responses.size();
        if (!QTest::qWaitFor([&] { return responses.size() > before; }, 20'000))
            return {};
        return responses.back();
    }

    Settings settings;
    std::vector<Response> responses;
    std::uint32_t lastId = 0;
    Downloader downloader; // last: it goes first
};

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

void hold(LoopbackServer& server, Exchange exchange)
{
    server.held.push_back(std::move(exchange));
}

} // namespace

class TestDownloader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void fetchesAPage();
    void moreThanSixToOneHost();
    void usesConnectionsAgain();
    void lanesAreReused();
    void phasesBelongToTheirRequest();
    void statusesAreNotErrorsOfTheNetwork_data();
    void statusesAreNotErrorsOfTheNetwork();
    void redirectsAreNotFollowed();
    void refused();
    void hostNotFound();
    void closedBeforeTheAnswer();
    void shorterThanAnnounced();
    void garbage();
    void tlsToAPlainServer();
    void selfSignedIsATlsError();
    void announcedTooLarge();
    void endlessBody();
    void deadlineCountsTheWhole();
    void deadlinesOfManyLanes();
    void cancelAllReportsEverything();
    void cancelledWhileAnErrorIsOnItsWay();
    void nextMayStartFromWithin();
    void ignoresProxiesOfTheEnvironment();
    void destroyedWithRequestsOnTheWire();
};

void TestDownloader::fetchesAPage()
{
    QByteArray head;
    LoopbackServer server([&head](LoopbackServer& s, const Exchange& e) {
        head = e.head;
        s.answer(e, "<a href=x>hello</a>");
    });
    Fixture fixture;
    fixture.settings.userAgent = "tester/1";
    const Response response = fixture.fetch(server.url("/page?x=1"));
    QCOMPARE(response.outcome, RequestOutcome::Ok);
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, "<a href=x>hello</a>"_ba);
    QCOMPARE(response.contentType, "text/html"_ba);
    QVERIFY(response.error.isEmpty());
    QCOMPARE(server.targets, std::vector{"/page?x=1"_ba});
    QVERIFY2(head.contains("User-Agent: tester/1\r\n"), head.constData());
    QVERIFY2(head.toLower().contains("gzip"), head.constData());
    QCOMPARE(fixture.downloader.onTheWire(), 0);
}

void TestDownloader::moreThanSixToOneHost()
{
    LoopbackServer server(hold);
    Fixture fixture;
    for (int request = 0; request < 40; ++request)
        fixture.start(server.url("/" + QByteArray::number(request)));
    QTRY_COMPARE(server.inFlight, 40);
    QCOMPARE(fixture.downloader.onTheWire(), 40);
    QCOMPARE(server.connections, 40);
    for (const Exchange& exchange : server.held)
        server.answer(exchange, "x");
    QTRY_COMPARE(fixture.responses.size(), std::size_t{40});
    for (const Response& response : fixture.responses)
        QCOMPARE(response.outcome, RequestOutcome::Ok);
}

void TestDownloader::usesConnectionsAgain()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "x"); });
    Fixture fixture;
    for (int request = 0; request < 10; ++request) {
        const Response response = fixture.fetch(server.url());
        QCOMPARE(response.outcome, RequestOutcome::Ok);
        QCOMPARE(response.sends, 1);
        QCOMPARE(response.stamps.connecting != 0, request == 0);
    }
    QCOMPARE(server.connections, 1);
}

void TestDownloader::lanesAreReused()
{
    LoopbackServer server(hold);
    Fixture fixture;
    for (int lane = 0; lane < 4; ++lane)
        QCOMPARE(fixture.downloader.start({.id = 1, .slot = {}, .tag = {}, .url = server.url()}, {}), lane);
    QTRY_COMPARE(server.held.size(), std::size_t{4});
    server.answer(server.held[2], "x");
    server.answer(server.held[1], "x");
    QTRY_COMPARE(fixture.responses.size(), std::size_t{2});
    const int first = std::min(fixture.responses[0].lane, fixture.responses[1].lane);
    QCOMPARE(fixture.downloader.start({.id = 2, .slot = {}, .tag = {}, .url = server.url()}, {}), first);
}

// Requests to one host end in another order than they began: each keeps the stamps of its own answer.
void TestDownloader::phasesBelongToTheirRequest()
{
    LoopbackServer server(hold);
    Fixture fixture;
    for (int request = 0; request < 12; ++request)
        fixture.start(server.url("/" + QByteArray::number(request)));
    QTRY_COMPARE(server.held.size(), std::size_t{12});
    std::vector<trace::Ticks> before(13, 0);
    std::vector<trace::Ticks> after(13, 0);
    for (std::size_t index = server.held.size(); index-- > 0;) {
        const Exchange exchange = server.held[index];
        const auto id = static_cast<std::size_t>(exchange.target.mid(1).toInt()) + 1;
        const std::size_t done = fixture.responses.size();
        before[id] = trace::readClock();
        server.answer(exchange, exchange.target);
        QTRY_COMPARE(fixture.responses.size(), done + 1);
        after[id] = trace::readClock();
    }
    for (const Response& response : fixture.responses) {
        const WireStamps& stamps = response.stamps;
        QCOMPARE(response.body, response.request.url.toQUrl().path().toLatin1());
        QVERIFY(stamps.started <= stamps.connecting && stamps.connecting <= stamps.sent);
        QVERIFY(stamps.sent <= stamps.headers && stamps.headers <= stamps.finished);
        QCOMPARE(response.sends, 1);
        QVERIFY(stamps.sent < before[response.request.id]);
        QVERIFY(before[response.request.id] < stamps.headers);
        QVERIFY(stamps.finished < after[response.request.id]);
    }
}

void TestDownloader::statusesAreNotErrorsOfTheNetwork_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<RequestOutcome>("outcome");
    QTest::newRow("201") << 201 << RequestOutcome::Ok;
    QTest::newRow("304") << 304 << RequestOutcome::HttpError;
    for (const int status : {400, 401, 403, 404, 407, 410, 418, 429, 500, 502, 503, 599})
        QTest::addRow("%d", status) << status << RequestOutcome::HttpError;
}

void TestDownloader::statusesAreNotErrorsOfTheNetwork()
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

void TestDownloader::redirectsAreNotFollowed()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "", 301, "Location: /there\r\n"); });
    Fixture fixture;
    const Response response = fixture.fetch(server.url("/here"));
    QCOMPARE(response.outcome, RequestOutcome::Redirected);
    QCOMPARE(response.location, "/there"_ba);
    QCOMPARE(server.targets.size(), std::size_t{1});
}

void TestDownloader::refused()
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

void TestDownloader::hostNotFound()
{
    // Longer than a name may be, so that no name server is asked for it.
    const QString name = (QString(60, u'a') + u'.').repeated(5) + u"invalid"_s;
    Fixture fixture;
    const Response response = fixture.fetch(Url::fromUser(u"http://"_s + name + u'/').value());
    QCOMPARE(response.outcome, RequestOutcome::HostNotFound);
}

void TestDownloader::closedBeforeTheAnswer()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.reset(e); });
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::Reset);
    // Qt sends a request again when its connection breaks; each attempt was seen.
    QCOMPARE(response.sends, server.connections);
}

void TestDownloader::shorterThanAnnounced()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.raw(e, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
        s.close(e);
    });
    Fixture fixture;
    QCOMPARE(fixture.fetch(server.url()).outcome, RequestOutcome::Reset);
}

void TestDownloader::garbage()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.raw(e, "\x01\x02 this is not HTTP\r\n\r\n\xff\xff\r\n");
        s.close(e);
    });
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    QVERIFY(response.outcome == RequestOutcome::OtherError || response.outcome == RequestOutcome::Reset);
    QVERIFY(!response.error.isEmpty());
}

void TestDownloader::tlsToAPlainServer()
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

void TestDownloader::selfSignedIsATlsError()
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

void TestDownloader::announcedTooLarge()
{
    LoopbackServer server(
        [](LoopbackServer& s, const Exchange& e) { s.raw(e, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"); });
    Fixture fixture;
    fixture.settings.maxBodyBytes = 5000;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::TooLarge);
    QCOMPARE(response.body.size(), 0);
}

void TestDownloader::endlessBody()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.raw(e, "HTTP/1.1 200 OK\r\n\r\n");
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

void TestDownloader::deadlineCountsTheWhole()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.raw(e, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        auto* timer = new QTimer(e.socket);
        QObject::connect(timer, &QTimer::timeout, e.socket, [socket = e.socket] { socket->write("x"); });
        timer->start(5); // never silent, never done
    });
    Fixture fixture;
    fixture.settings.timeoutMs = 100;
    const Response response = fixture.fetch(server.url());
    QCOMPARE(response.outcome, RequestOutcome::Timeout);
    QCOMPARE(response.status, 200);
    QCOMPARE(fixture.downloader.onTheWire(), 0);
}

void TestDownloader::deadlinesOfManyLanes()
{
    LoopbackServer server(hold);
    Fixture fixture;
    for (int request = 0; request < 20; ++request) {
        fixture.settings.timeoutMs = 20 + 10 * ((request * 7) % 20);
        fixture.start(server.url("/" + QByteArray::number((request * 7) % 20)));
    }
    QTRY_COMPARE(fixture.responses.size(), std::size_t{20});
    for (const Response& response : fixture.responses)
        QCOMPARE(response.outcome, RequestOutcome::Timeout);
}

void TestDownloader::cancelAllReportsEverything()
{
    LoopbackServer server(hold);
    Fixture fixture;
    for (int request = 0; request < 10; ++request)
        fixture.start(server.url());
    QTRY_COMPARE(server.inFlight, 10);
    fixture.downloader.cancelAll();
    QCOMPARE(fixture.responses.size(), std::size_t{10});
    QCOMPARE(fixture.downloader.onTheWire(), 0);
    for (const Response& response : fixture.responses)
        QCOMPARE(response.outcome, RequestOutcome::Cancelled);
}

void TestDownloader::cancelledWhileAnErrorIsOnItsWay()
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

void TestDownloader::nextMayStartFromWithin()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, e.target); });
    Fixture fixture;
    connect(&fixture.downloader, &Downloader::finished, this, [&](const Response& response) {
        if (fixture.lastId < 50)
            fixture.start(server.url("/" + QByteArray::number(fixture.lastId)));
        QCOMPARE(response.body.size() > 0, true);
    });
    fixture.start(server.url("/first"));
    QTRY_COMPARE(fixture.responses.size(), std::size_t{50});
    QCOMPARE(server.targets.size(), std::size_t{50});
}

void TestDownloader::ignoresProxiesOfTheEnvironment()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "x"); });
    LoopbackServer proxy([](LoopbackServer& s, const Exchange& e) { s.answer(e, "proxied"); });
    for (const char* variable : {"http_proxy", "HTTP_PROXY", "all_proxy"})
        qputenv(variable, proxy.url().text());
    Fixture fixture;
    const Response response = fixture.fetch(server.url());
    for (const char* variable : {"http_proxy", "HTTP_PROXY", "all_proxy"})
        qunsetenv(variable);
    QCOMPARE(response.body, "x"_ba);
    QCOMPARE(proxy.connections, 0);
}

void TestDownloader::destroyedWithRequestsOnTheWire()
{
    LoopbackServer server(hold);
    std::size_t reported = 1;
    {
        Fixture fixture;
        for (int request = 0; request < 5; ++request)
            fixture.start(server.url());
        QTRY_COMPARE(server.inFlight, 5);
        reported = fixture.responses.size();
    }
    QCOMPARE(reported, std::size_t{0});
}

QTEST_GUILESS_MAIN(TestDownloader)
#include "test_downloader.moc"
