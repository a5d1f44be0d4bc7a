// SPDX-License-Identifier: GPL-3.0-or-later
// Pages that are read while they arrive: nothing out of order, nothing lost, nothing held without bound.
#include "core/crawl/engine.h"
#include "core/crawl/pages/incoming_page.h"
#include "core/crawl/pages/parse_pool.h"
#include "tests/core/crawl/loopback_server.h"

#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

namespace {

using Exchange = LoopbackServer::Exchange;

ParseJob about()
{
    ParseJob job;
    job.url = Url::fromUser(u"http://localhost/"_s).value();
    job.contentType = "text/html";
    return job;
}

/// A page with that many links and much between them.
QByteArray page(int links, qsizetype bytesBetween = 500)
{
    QByteArray html = "<html><body>";
    for (int link = 0; link < links; ++link)
        html += "<a href='/link-" + QByteArray::number(link) + "'>x</a>" + QByteArray(bytesBetween, 't');
    return html + "</body></html>";
}

std::vector<std::string> hrefs(const PageLinks& links)
{
    std::vector<std::string> result;
    for (const PageLink& link : links.links)
        result.push_back(link.href);
    return result;
}

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// A page that the test sends bit by bit; it says so in its header, by having no length.
class SlowPage {
public:
    SlowPage()
        : server([this](LoopbackServer& s, const Exchange& e) {
            if (e.target != "/")
                return s.answer(e, "end");
            s.raw(e, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
            socket = e.socket;
        })
    {
    }
    LoopbackServer server;
    QPointer<QTcpSocket> socket;
};

} // namespace

class TestIncomingPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void piecesAreReadInOrder();
    void holdsItsBytesInTheQueue();
    void droppedPagesHaveNoLinks();
    void isBehindUntilRead();
    void engineReadsWhileThePageArrives();
    void compressedPagesAreReadWhileTheyArrive();
    void brokenPagesGiveNoLinks();
    void stoppedWhileAPageArrives();
    void slowParsersHoldTheWire();
};

void TestIncomingPage::piecesAreReadInOrder()
{
    const auto seed = std::random_device{}();
    std::mt19937 random(seed);
    const QByteArray html = page(3000);
    const std::vector<std::string> expected = hrefs(extractLinks(view(html), "text/html"));
    QCOMPARE(expected.size(), std::size_t{3000});
    for (int round = 0; round < 10; ++round) {
        std::vector<std::string> found;
        std::atomic<int> ends{0};
        ParsePool pool(
            [&](const ParseJob& job) {
                if (const auto links = job.arriving->read()) {
                    found = hrefs(*links);
                    ++ends;
                }
            },
            4, 100);
        auto incoming = std::make_shared<IncomingPage>(pool.queue(), about(), [] {});
        for (qsizetype at = 0; at < html.size();) {
            const qsizetype size = std::uniform_int_distribution<qsizetype>(1, 40'000)(random);
            incoming->take(html.mid(at, size));
            at += size;
        }
        incoming->end({});
        QTRY_COMPARE(ends.load(), 1);
        QVERIFY2(found == expected, qPrintable(u"seed %1"_s.arg(seed)));
        QCOMPARE(pool.queue().arrivingBytes()->load(), qint64{0});
    }
}

void TestIncomingPage::holdsItsBytesInTheQueue()
{
    ParseQueue queue(10);
    auto incoming = std::make_shared<IncomingPage>(queue, about(), [] {});
    QVERIFY(!queue.isFull(10, 1000));
    incoming->take(QByteArray(600, 'x'));
    incoming->take(QByteArray(600, 'x'));
    QCOMPARE(queue.size(), std::size_t{1}); // once, whatever came of it
    QVERIFY(queue.isFull(10, 1000));
    incoming->drop();
    QVERIFY(!queue.isFull(10, 1000));
}

void TestIncomingPage::droppedPagesHaveNoLinks()
{
    ParseQueue queue(10);
    auto incoming = std::make_shared<IncomingPage>(queue, about(), [] {});
    incoming->take(page(10));
    incoming->drop();
    QVERIFY(!incoming->read());
    incoming->end({});
    QVERIFY(!incoming->read());
    QCOMPARE(queue.size(), std::size_t{1}); // nobody reads it twice
}

void TestIncomingPage::isBehindUntilRead()
{
    ParseQueue queue(10);
    int wanted = 0;
    auto incoming = std::make_shared<IncomingPage>(queue, about(), [&wanted] { ++wanted; });
    QVERIFY(!incoming->isBehind());
    incoming->take(QByteArray(IncomingPage::kMostBytes, 'x'));
    QVERIFY(incoming->isBehind());
    QVERIFY(!incoming->read());
    QCOMPARE(wanted, 1);
    QVERIFY(!incoming->isBehind());
    incoming->take("<a href=x>");
    QVERIFY(!incoming->read());
    QCOMPARE(wanted, 1); // nobody had asked
    incoming->end({});
    const auto links = incoming->read();
    QVERIFY(links);
    QCOMPARE(hrefs(*links), std::vector<std::string>{"x"});
}

void TestIncomingPage::engineReadsWhileThePageArrives()
{
    SlowPage slow;
    Settings settings;
    settings.obeyRobots = false;
    Engine engine(settings);
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start({slow.server.url()});
    QTRY_VERIFY(slow.socket);
    slow.socket->write(page(400));
    // Parsers were given of it, although it has not ended.
    QTRY_VERIFY(engine.arrivingPages() == 1);
    QCOMPARE(engine.progress().onTheWire, 1);
    slow.socket->write("<a href='/last'>x</a>");
    slow.socket->disconnectFromHost();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
    QCOMPARE(engine.arrivingPages(), std::size_t{0});
    const Statistics counted = engine.progress().statistics;
    QCOMPARE(counted.pages(), quint64{402}); // it, and all it links to
    QCOMPARE(counted.parsed(), quint64{402});
    QVERIFY(counted.bytes() > 200'000);
    QVERIFY(counted.balanced(0));
}

void TestIncomingPage::compressedPagesAreReadWhileTheyArrive()
{
    // Without a length, in two halves: Qt stops in the middle of such a page when its buffer is bounded.
    const QByteArray packed = qCompress(page(5000)).mid(4); // as "deflate" has it, without Qt's own length
    LoopbackServer server([&packed](LoopbackServer& s, const Exchange& e) {
        if (e.target != "/")
            return s.answer(e, "end");
        s.raw(e, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: deflate\r\n\r\n" +
                     packed.left(packed.size() / 2));
        connect(e.socket, &QTcpSocket::bytesWritten, &s, [&s, e, &packed, sent = false]() mutable {
            if (e.socket->bytesToWrite() > 0 || std::exchange(sent, true))
                return;
            e.socket->write(packed.mid(packed.size() / 2));
            s.close(e);
        });
    });
    Settings settings;
    settings.obeyRobots = false;
    settings.maxBodyBytes = qint64{40} << 20;
    settings.depthLimit = 1;
    settings.pageBudget = 10;
    Engine engine(settings);
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start({server.url()});
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
    QCOMPARE(engine.progress().statistics.found(), quint64{5001});
    QCOMPARE(engine.progress().statistics.pages(), quint64{10});
}

void TestIncomingPage::brokenPagesGiveNoLinks()
{
    int tries = 0;
    LoopbackServer server([&tries](LoopbackServer& s, const Exchange& e) {
        if (e.target != "/")
            return s.answer(e, "end");
        // Longer than what comes, the first time; the links count once, when the page came whole.
        const QByteArray html = page(300);
        if (++tries > 1)
            return s.answer(e, html);
        s.raw(e, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10000000\r\n\r\n" + html);
        s.close(e);
    });
    Settings settings;
    settings.obeyRobots = false;
    settings.backoffMs = 0;
    Engine engine(settings);
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start({server.url()});
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
    const Statistics counted = engine.progress().statistics;
    QCOMPARE(tries, 2);
    QCOMPARE(counted.retries(), quint64{1});
    QCOMPARE(counted.found(), quint64{301});
    QCOMPARE(counted.pages(), quint64{301});
    QVERIFY(counted.balanced(0));
}

void TestIncomingPage::stoppedWhileAPageArrives()
{
    SlowPage slow;
    Settings settings;
    settings.obeyRobots = false;
    Engine engine(settings);
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start({slow.server.url()});
    QTRY_VERIFY(slow.socket);
    slow.socket->write(page(400));
    QTRY_VERIFY(engine.arrivingPages() == 1);
    engine.stop();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished.first().first().toString(), u"shutdown"_s);
    QCOMPARE(engine.progress().statistics.failed(), quint64{1});
    QVERIFY(engine.progress().statistics.balanced(0));
}

void TestIncomingPage::slowParsersHoldTheWire()
{
    // The test is the parser, and reads nothing: of 40 MB no more comes than buffers on the way can take.
    constexpr qint64 kWhole = qint64{40} << 20;
    SlowPage slow;
    ParseQueue queue(10);
    Settings settings;
    settings.maxBodyBytes = 2 * kWhole;
    std::shared_ptr<IncomingPage> incoming;
    std::optional<Response> ended;
    Downloader downloader;
    downloader.setTakers([&](const Response& response) {
        incoming = std::make_shared<IncomingPage>(queue, about(), [&downloader, lane = response.lane] {
            QMetaObject::invokeMethod(
                &downloader, [&downloader, lane] { downloader.readOn(lane, 1); }, Qt::QueuedConnection);
        });
        return incoming;
    });
    connect(&downloader, &Downloader::finished, this, [&](const Response& response) { ended = response; });
    downloader.start({.id = 1, .url = slow.server.url()}, settings);
    QTRY_VERIFY(slow.socket);
    const QByteArray megabyte(1 << 20, 'x');
    for (int part = 0; part < 40; ++part)
        slow.socket->write(megabyte);
    QTRY_VERIFY(incoming && incoming->isBehind());
    // Until nothing moves any more.
    qint64 left = -1;
    for (int same = 0; same < 5; same = left == slow.socket->bytesToWrite() ? same + 1 : 0) {
        left = slow.socket->bytesToWrite();
        QSignalSpy written(slow.socket, &QTcpSocket::bytesWritten);
        written.wait(100);
    }
    QVERIFY2(left > kWhole / 2, qPrintable(QString::number(left)));
    // 256 KiB, and what came before Qt heard of that bound.
    QVERIFY2(queue.arrivingBytes()->load() < kWhole / 4, qPrintable(QString::number(queue.arrivingBytes()->load())));
    // Once somebody reads, all of it comes.
    connect(slow.socket, &QTcpSocket::bytesWritten, this, [&] {
        if (slow.socket->bytesToWrite() == 0)
            slow.socket->disconnectFromHost();
    });
    while (!ended) {
        incoming->read();
        QVERIFY(QTest::qWaitFor([&] { return ended || queue.arrivingBytes()->load() > 0; }, 20'000));
    }
    QCOMPARE(ended->outcome, trace::RequestOutcome::Ok);
    QCOMPARE(ended->received(), kWhole);
}

QTEST_GUILESS_MAIN(TestIncomingPage)
#include "test_incoming_page.moc"
