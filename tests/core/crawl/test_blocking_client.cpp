// SPDX-License-Identifier: GPL-3.0-or-later
// The client that blocks its thread: every end of a request is an outcome, and it stops when asked to.
#include "core/crawl/wire/blocking_client.h"
#include "tests/core/crawl/loopback_server.h"

#include <QTest>
#include <QThread>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using trace::RequestOutcome;

namespace {

using Exchange = LoopbackServer::Exchange;

/// Fetches in a thread of its own, while the test's thread turns the server's event loop.
class Fetch {
public:
    explicit Fetch(const Url& url)
        : m_thread(QThread::create([this, url] { response = m_client.fetch(url, m_stop.get_token()); }))
    {
        m_thread->start();
    }
    ~Fetch() { m_thread->wait(); }
    bool isOver() const { return m_thread->isFinished(); }
    void stop() { m_stop.request_stop(); }

    Response response; // once it is over

private:
    std::stop_source m_stop;
    std::atomic<std::uint32_t> m_ids{0};
    BlockingClient m_client{"request", m_ids};
    std::unique_ptr<QThread> m_thread;
};

void answerAndClose(LoopbackServer& server, const Exchange& exchange, const QByteArray& bytes)
{
    server.raw(exchange, bytes);
    server.close(exchange);
}

} // namespace

class TestBlockingClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fetchesAPage();
    void everyEndIsAnOutcome_data();
    void everyEndIsAnOutcome();
    void refused();
    void stopsWhileItWaits();
    void manyAtOnceTakeSlotsOfTheirOwn();
};

void TestBlockingClient::fetchesAPage()
{
    QByteArray head;
    LoopbackServer server([&head](LoopbackServer& s, const Exchange& e) {
        head = e.head;
        s.raw(e, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
        s.raw(e, "lo");
        s.close(e);
    });
    Fetch fetch(server.url("/page?x=1"));
    QTRY_VERIFY(fetch.isOver());
    QCOMPARE(fetch.response.outcome, RequestOutcome::Ok);
    QCOMPARE(fetch.response.status, 200);
    QCOMPARE(fetch.response.body, "hello"_ba);
    QCOMPARE(server.targets, std::vector{"/page?x=1"_ba});
    QVERIFY2(head.contains("Host: 127.0.0.1:"), head.constData());
    const WireStamps& stamps = fetch.response.stamps;
    QVERIFY(stamps.started <= stamps.connecting && stamps.connecting <= stamps.sent);
    QVERIFY(stamps.sent <= stamps.headers && stamps.headers <= stamps.finished);
}

void TestBlockingClient::everyEndIsAnOutcome_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<RequestOutcome>("outcome");
    QTest::newRow("error") << "HTTP/1.1 503 Busy\r\n\r\nsorry"_ba << RequestOutcome::HttpError;
    QTest::newRow("nothing") << ""_ba << RequestOutcome::Reset;
    QTest::newRow("half a head") << "HTTP/1.1 200 OK\r\nContent-"_ba << RequestOutcome::Reset;
    QTest::newRow("garbage") << "\x01\x02\r\n\r\nwhat"_ba << RequestOutcome::Reset;
    QTest::newRow("shorter than announced")
        << "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this"_ba << RequestOutcome::Reset;
    QTest::newRow("too large") << "HTTP/1.1 200 OK\r\n\r\n"_ba + QByteArray(11 * 1024 * 1024, 'x')
                               << RequestOutcome::TooLarge;
}

void TestBlockingClient::everyEndIsAnOutcome()
{
    QFETCH(QByteArray, bytes);
    QFETCH(RequestOutcome, outcome);
    LoopbackServer server([&bytes](LoopbackServer& s, const Exchange& e) { answerAndClose(s, e, bytes); });
    Fetch fetch(server.url());
    QTRY_VERIFY(fetch.isOver());
    QCOMPARE(fetch.response.outcome, outcome);
    QVERIFY(!fetch.response.error.isEmpty());
}

void TestBlockingClient::refused()
{
    Url url;
    {
        const LoopbackServer server([](LoopbackServer&, const Exchange&) {});
        url = server.url();
    }
    Fetch fetch(url);
    QTRY_VERIFY(fetch.isOver());
    QCOMPARE(fetch.response.outcome, RequestOutcome::Refused);
    QCOMPARE(fetch.response.status, 0);
}

void TestBlockingClient::stopsWhileItWaits()
{
    LoopbackServer server([](LoopbackServer&, const Exchange&) {}); // never answers
    Fetch fetch(server.url());
    QTRY_COMPARE(server.inFlight, 1);
    QVERIFY(!fetch.isOver());
    fetch.stop();
    QTRY_VERIFY(fetch.isOver());
    QCOMPARE(fetch.response.outcome, RequestOutcome::Cancelled);
}

void TestBlockingClient::manyAtOnceTakeSlotsOfTheirOwn()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.held.push_back(e);
        if (s.held.size() < 8)
            return;
        for (const Exchange& held : std::exchange(s.held, {}))
            answerAndClose(s, held, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
    });
    std::atomic<std::uint32_t> ids{0};
    BlockingClient client("request", ids);
    std::vector<Response> responses(8);
    std::vector<std::unique_ptr<QThread>> threads;
    for (Response& response : responses) {
        threads.emplace_back(QThread::create([&] { response = client.fetch(server.url(), {}); }));
        threads.back()->start();
    }
    QTRY_VERIFY(std::ranges::all_of(threads, [](const auto& thread) { return thread->isFinished(); }));
    std::vector<int> lanes;
    for (const Response& response : responses) {
        QCOMPARE(response.outcome, RequestOutcome::Ok);
        lanes.push_back(response.lane);
    }
    std::ranges::sort(lanes);
    QCOMPARE(lanes, (std::vector{0, 1, 2, 3, 4, 5, 6, 7}));
    QCOMPARE(ids.load(), 8U);
}

QTEST_GUILESS_MAIN(TestBlockingClient)
#include "test_blocking_client.moc"
