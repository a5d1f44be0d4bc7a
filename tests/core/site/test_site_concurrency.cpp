// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/http_server.h"
#include "tests/core/site/raw_client.h"

#include <QTest>

#include <memory>
#include <vector>

using namespace lanescope::site;
using namespace Qt::StringLiterals;

namespace {

constexpr int kNever = 60'000; // ms; no test waits that long

} // namespace

/// Many requests at once: latency, the server's own queue, and the counters that prove a client's caps.
class TestSiteConcurrency : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void maximumInFlightIsWhatTheClientsDid();
    void sequentialClientNeverCountsTwice();
    void markStartsANewWindow();
    void shorterLatencyIsAnsweredFirst();
    void serverConcurrencyQueuesTheRest();
    void raisingServerConcurrencyAdmitsAtOnce();
    void vanishedClientsAreAccountedFor();
    void serverEndsWithRequestsInFlight();

private:
    using Clients = std::vector<std::unique_ptr<RawClient>>;

    [[nodiscard]] Clients makeClients(int count, int host = 0) const;
    static qsizetype answered(const Clients& clients);
    void set(QStringView name, int value);
    [[nodiscard]] const CounterSet& total() const { return m_server->counters().total(); }

    std::unique_ptr<SiteSettings> m_settings;
    std::unique_ptr<HttpServer> m_server;
};

void TestSiteConcurrency::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_settings = std::make_unique<SiteSettings>();
    m_server = std::make_unique<HttpServer>(*m_settings, 1);
    QCOMPARE(m_settings->set(u"latency_shape", u"fixed").value_or(QString()), QString());
    QCOMPARE(m_server->listen(0).value_or(QString()), QString());
}

void TestSiteConcurrency::cleanup()
{
    m_server.reset();
    m_settings.reset();
}

void TestSiteConcurrency::set(QStringView name, int value)
{
    QCOMPARE(m_settings->set(name, QString::number(value)).value_or(QString()), QString());
}

TestSiteConcurrency::Clients TestSiteConcurrency::makeClients(int count, int host) const
{
    Clients clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(QUrl(m_server->urls().at(host))));
    }
    return clients;
}

qsizetype TestSiteConcurrency::answered(const Clients& clients)
{
    qsizetype count = 0;
    for (const auto& client : clients) {
        count += client->count();
    }
    return count;
}

void TestSiteConcurrency::maximumInFlightIsWhatTheClientsDid()
{
    set(u"latency_ms", kNever);
    Clients first = makeClients(12, 0);
    Clients second = makeClients(5, 1);
    for (const Clients* clients : {&first, &second}) {
        for (const auto& client : *clients) {
            client->get("/");
        }
    }
    QTRY_COMPARE(total().inFlight.now, 17);
    first.clear();
    second.clear();
    QTRY_COMPARE(total().connections.now, 0);
    QCOMPARE(m_server->counters().host(0).inFlight.maximum, 12);
    QCOMPARE(m_server->counters().host(1).inFlight.maximum, 5);
    QCOMPARE(m_server->counters().host(2).inFlight.maximum, 0);
    QCOMPARE(total().inFlight.maximum, 17);
    QCOMPARE(total().connections.maximum, 17);
    QCOMPARE(total().inFlight.now, 0);
}

void TestSiteConcurrency::sequentialClientNeverCountsTwice()
{
    set(u"latency_ms", 1);
    const Clients clients = makeClients(4);
    for (const auto& client : clients) {
        RawClient* const self = client.get();
        connect(&self->socket(), &QTcpSocket::readyRead, this, [self, seen = qsizetype{0}]() mutable {
            if (self->count() > seen && self->count() < 50) {
                seen = self->count();
                self->get("/"); // at once when the last byte of the answer is there
            }
        });
        self->get("/");
    }
    QTRY_COMPARE(answered(clients), 200);
    QVERIFY(total().inFlight.maximum <= 4);
}

void TestSiteConcurrency::markStartsANewWindow()
{
    set(u"latency_ms", 50);
    const Clients clients = makeClients(6);
    for (const auto& client : clients) {
        client->get("/");
    }
    QTRY_COMPARE(answered(clients), 6);
    QCOMPARE(total().inFlight.maximumSinceMark, total().inFlight.maximum);
    QVERIFY(m_server->control().execute(u"mark").value("ok"_L1).toBool());
    QCOMPARE(total().inFlight.maximumSinceMark, 0);
    QCOMPARE(total().requestsSinceMark, 0);
    clients.front()->get("/");
    QTRY_COMPARE(answered(clients), 7);
    QCOMPARE(total().inFlight.maximumSinceMark, 1);
    QCOMPARE(total().requestsSinceMark, 1);
    QVERIFY(total().inFlight.maximum > 1);
}

void TestSiteConcurrency::shorterLatencyIsAnsweredFirst()
{
    set(u"latency_ms", kNever);
    const Clients clients = makeClients(2);
    clients[0]->get("/");
    QTRY_COMPARE(total().inFlight.now, 1);
    set(u"latency_ms", 5); // live: the next request has it, the one under way keeps its own
    clients[1]->get("/");
    QTRY_COMPARE(clients[1]->count(), 1);
    QCOMPARE(clients[0]->count(), 0);
    QCOMPARE(total().inFlight.now, 1);
}

void TestSiteConcurrency::serverConcurrencyQueuesTheRest()
{
    set(u"server_concurrency", 3);
    set(u"latency_ms", 20);
    const Clients clients = makeClients(10);
    for (const auto& client : clients) {
        client->get("/");
    }
    QTRY_COMPARE(answered(clients), 10);
    QVERIFY(total().queued.maximum > 0);
    QVERIFY(total().queued.maximum <= 7);
    QCOMPARE(total().queued.now, 0);
    QCOMPARE(total().statuses.at(200), 10);
}

void TestSiteConcurrency::raisingServerConcurrencyAdmitsAtOnce()
{
    set(u"server_concurrency", 1);
    set(u"latency_ms", kNever);
    const Clients clients = makeClients(10);
    for (const auto& client : clients) {
        client->get("/");
    }
    QTRY_COMPARE(total().inFlight.now, 10);
    QCOMPARE(total().queued.now, 9);
    set(u"latency_ms", 0);
    set(u"server_concurrency", 5);
    // Four places are free; the nine that waited pass through them without delay.
    QTRY_COMPARE(answered(clients), 9);
    QCOMPARE(total().queued.now, 0);
    QCOMPARE(total().inFlight.now, 1);
}

void TestSiteConcurrency::vanishedClientsAreAccountedFor()
{
    set(u"server_concurrency", 2);
    set(u"latency_ms", kNever);
    Clients clients = makeClients(6);
    for (const auto& client : clients) {
        client->get("/");
        client->get("/");
    }
    QTRY_COMPARE(total().inFlight.now, 12);
    clients.clear();
    QTRY_COMPARE(total().connections.now, 0);
    QCOMPARE(total().inFlight.now, 0);
    QCOMPARE(total().queued.now, 0);
    QCOMPARE(total().abandoned, 12);
    set(u"latency_ms", 0);
    const Clients later = makeClients(2); // the places of the dead are free again
    for (const auto& client : later) {
        client->get("/");
    }
    QTRY_COMPARE(answered(later), 2);
}

void TestSiteConcurrency::serverEndsWithRequestsInFlight()
{
    set(u"latency_ms", kNever);
    const Clients clients = makeClients(20);
    for (const auto& client : clients) {
        client->get("/");
    }
    QTRY_COMPARE(total().inFlight.now, 20);
    m_server.reset();
    QTRY_VERIFY(std::ranges::all_of(clients, [](const auto& client) { return client->isClosed(); }));
}

QTEST_GUILESS_MAIN(TestSiteConcurrency)
#include "test_site_concurrency.moc"
