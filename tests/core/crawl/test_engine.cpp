// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/crawl_thread.h"
#include "core/crawl/engine.h"
#include "core/trace/segment_reader.h"
#include "tests/core/crawl/loopback_server.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <map>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using trace::RequestOutcome;

namespace {

using Exchange = LoopbackServer::Exchange;

/// Page n links to 2n+1 and 2n+2 below `pages`, to itself, to its parent, and once more to a child.
QByteArray treePage(int page, int pages)
{
    QByteArray html = "<html><body>";
    for (const int link : {2 * page + 1, 2 * page + 2, page, (page - 1) / 2, 2 * page + 1}) {
        if (link < pages)
            html += "<a href='/p/" + QByteArray::number(link) + (link % 2 ? "#x" : "") + "'>x</a>";
    }
    return html + "<a href='mailto:x@y'></a><a href='http://elsewhere.invalid/'></a></body></html>";
}

int pageNumber(const QByteArray& target)
{
    return target.mid(3).toInt();
}

LoopbackServer::Handler tree(int pages)
{
    return [pages](LoopbackServer& server, const Exchange& exchange) {
        server.answer(exchange, treePage(pageNumber(exchange.target), pages));
    };
}

bool runToEnd(Engine& engine, const std::vector<Url>& urls, QString* reason = nullptr)
{
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start(urls);
    if (finished.isEmpty() && !finished.wait(30'000))
        return false;
    if (reason != nullptr)
        *reason = finished.first().first().toString();
    return true;
}

bool balanced(const Progress& now)
{
    return now.statistics.balanced(now.pending());
}

} // namespace

class TestEngine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void fetchesEveryPageOnce_data();
    void fetchesEveryPageOnce();
    void runsAgainWithNothingSeen();
    void failuresAreCountedAndTheCrawlGoesOn();
    void redirectsPassTheGatesAgain();
    void redirectLoopEnds();
    void redirectsToNowhereAreNamed_data();
    void redirectsToNowhereAreNamed();
    void aPageOfTooManyLinksIsNoted();
    void depthLimitHolds();
    void scopeHolds_data();
    void scopeHolds();
    void pageBudgetEndsIt();
    void globalCapHoldsAtTheServer();
    void perDomainCapHoldsAtTheServer();
    void loweringActsWhileItRuns();
    void raisingActsAtOnce();
    void delaySpacesTheStarts();
    void stopAccountsForWhatIsInFlight();
    void stopWhileEverythingWaitsForADelay();
    void slowParsersHoldUpTheWire();
    void settingsFromAnotherThread();
    void threadCrawlsForever();
    void recordsItsSlotsWithoutOverlap();
};

void TestEngine::fetchesEveryPageOnce_data()
{
    QTest::addColumn<int>("concurrent");
    QTest::addColumn<Order>("order");
    QTest::newRow("one by one") << 1 << Order::Fifo;
    QTest::newRow("lifo") << 16 << Order::Lifo;
    QTest::newRow("fifo") << 16 << Order::Fifo;
    QTest::newRow("no limit") << 0 << Order::Lifo;
}

void TestEngine::fetchesEveryPageOnce()
{
    QFETCH(int, concurrent);
    QFETCH(Order, order);
    constexpr int kPages = 300;
    LoopbackServer server(tree(kPages));
    Engine engine({.concurrentRequests = concurrent, .perDomain = concurrent, .order = order});
    QString reason;
    QVERIFY(runToEnd(engine, {server.url("/p/0")}, &reason));
    QCOMPARE(reason, u"finished"_s);
    const QSet<QByteArray> distinct(server.targets.begin(), server.targets.end());
    QCOMPARE(distinct.size(), kPages);
    QCOMPARE(server.targets.size(), std::size_t{kPages});
    const Progress end = engine.progress();
    QCOMPARE(end.statistics.pages(), quint64{kPages});
    QCOMPARE(end.statistics.parsed(), quint64{kPages});
    QCOMPARE(end.statistics.filtered(FilterReason::Scope), quint64{kPages}); // elsewhere.invalid
    QCOMPARE(end.pending(), std::size_t{0});
    QVERIFY(balanced(end));
    QVERIFY(concurrent == 0 || server.maxInFlight <= concurrent);
}

void TestEngine::runsAgainWithNothingSeen()
{
    LoopbackServer server(tree(20));
    Engine engine({});
    for (std::size_t round = 1; round <= 3; ++round) {
        QVERIFY(runToEnd(engine, {server.url("/p/0")}));
        QCOMPARE(server.targets.size(), 20 * round);
        QCOMPARE(engine.progress().statistics.pages(), quint64{20});
    }
}

void TestEngine::failuresAreCountedAndTheCrawlGoesOn()
{
    constexpr int kPages = 60;
    std::map<int, int> status;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        const int page = pageNumber(e.target);
        if (page >= 30 && page % 3 == 0)
            return s.answer(e, "broken", 500);
        if (page >= 30 && page % 3 == 1)
            return s.reset(e);
        s.answer(e, treePage(page, kPages));
    });
    Engine engine({.retryTimes = 0, .obeyRobots = false});
    std::map<RequestOutcome, int> outcomes;
    connect(&engine, &Engine::requestDone, this, [&](const Response& response) { ++outcomes[response.outcome]; });
    QVERIFY(runToEnd(engine, {server.url("/p/0")}));
    QCOMPARE(outcomes[RequestOutcome::Ok], 40);
    QCOMPARE(outcomes[RequestOutcome::HttpError], 10);
    QCOMPARE(outcomes[RequestOutcome::Reset], 10);
    const Progress end = engine.progress();
    QVERIFY(balanced(end));
    QCOMPARE(end.statistics.failed(), quint64{20});
}

void TestEngine::redirectsPassTheGatesAgain()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/a")
            return s.answer(e, "", 302, "Location: b\r\n");
        s.answer(e, "<a href='/a'>back</a>");
    });
    Engine engine({});
    QVERIFY(runToEnd(engine, {server.url("/a")}));
    QCOMPARE(server.targets, (std::vector{"/a"_ba, "/b"_ba}));
    const Progress end = engine.progress();
    QCOMPARE(end.statistics.outcome(RequestOutcome::Redirected), quint64{1});
    QVERIFY(balanced(end));
}

void TestEngine::redirectLoopEnds()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.answer(e, "", 302, "Location: /" + QByteArray::number(e.target.mid(1).toInt() + 1) + "\r\n");
    });
    Engine engine({.redirectLimit = 5});
    QVERIFY(runToEnd(engine, {server.url("/0")}));
    QCOMPARE(server.targets.size(), std::size_t{6});
    const Statistics statistics = engine.progress().statistics;
    QCOMPARE(statistics.finished(), quint64{5});
    QCOMPARE(statistics.failed(), quint64{1});
    QCOMPARE(statistics.toJson()["downloader/exception_type_count/too_many_redirects"_L1].toInt(), 1);
    QCOMPARE(statistics.retries(), quint64{0});
    QVERIFY(balanced(engine.progress()));
}

void TestEngine::redirectsToNowhereAreNamed_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("note");
    const QString scheme = u"only http and https are crawled"_s;
    QTest::newRow("javascript") << "javascript:alert(1)"_ba << scheme;
    QTest::newRow("file") << "file:///etc/passwd"_ba << scheme;
    QTest::newRow("mail") << "MAILTO:a@b.test"_ba << scheme;
    QTest::newRow("bad host") << "http://a..b/"_ba << u"“http://a..b/”, which is no URL"_s;
    QTest::newRow("no host") << "http://"_ba << u"which is no URL"_s;
    QTest::newRow("too long") << "/" + QByteArray(9000, 'x') << u"more than 8,000 characters"_s;
}

void TestEngine::redirectsToNowhereAreNamed()
{
    QFETCH(QByteArray, location);
    QFETCH(QString, note);
    LoopbackServer server(
        [&](LoopbackServer& s, const Exchange& e) { s.answer(e, "", 301, "Location: " + location + "\r\n"); });
    Engine engine({});
    std::vector<Response> done;
    connect(&engine, &Engine::urlDone, this, [&](const Response& response) { done.push_back(response); });
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(done.size(), std::size_t{1}); // and is not tried again
    QCOMPARE(outcomeWord(done[0]), "bad_redirect");
    QVERIFY2(done[0].error.contains(note), qPrintable(done[0].error));
    const Statistics statistics = engine.progress().statistics;
    QCOMPARE(statistics.errors(), quint64{1});
    QCOMPARE(statistics.toJson()["downloader/exception_type_count/bad_redirect"_L1].toInt(), 1);
    QVERIFY(!statistics.toJson().contains("downloader/exception_type_count/bad_answer"_L1));
    QCOMPARE(server.targets.size(), std::size_t{1});
}

void TestEngine::aPageOfTooManyLinksIsNoted()
{
    QByteArray many;
    for (int link = 0; link < 150'000; ++link)
        many += "<a href='http://else.test/" + QByteArray::number(link) + "'>";
    LoopbackServer server(
        [&](LoopbackServer& s, const Exchange& e) { s.answer(e, e.target == "/" ? many : "<a href='/'>home</a>"_ba); });
    Engine engine({.obeyRobots = false});
    QStringList noted;
    connect(&engine, &Engine::noted, this, [&](const QString& line) { noted += line; });
    QVERIFY(runToEnd(engine, {server.url(), server.url("/few")}));
    QCOMPARE(noted.size(), 1);
    QVERIFY2(noted[0].startsWith(QString::fromLatin1(server.url().text()) + u" has more links"_s),
             qPrintable(noted[0]));
    QCOMPARE(engine.progress().statistics.filtered(FilterReason::Scope), quint64{100'000});
}

void TestEngine::depthLimitHolds()
{
    LoopbackServer server(tree(1000));
    Engine engine({.depthLimit = 3});
    QVERIFY(runToEnd(engine, {server.url("/p/0")}));
    QCOMPARE(server.targets.size(), std::size_t{1 + 2 + 4 + 8});
    QCOMPARE(engine.progress().statistics.filtered(FilterReason::Depth), quint64{8 * 5});
    QVERIFY(balanced(engine.progress()));
}

void TestEngine::scopeHolds_data()
{
    QTest::addColumn<Scope>("scope");
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("second");
    QTest::addColumn<int>("third");
    // 1 links to 2, and 2 links to 3; 1 and 2 are start hosts.
    QTest::newRow("same host") << Scope::SameHost << 1 << 1 << 0;
    QTest::newRow("start hosts") << Scope::StartHosts << 1 << 2 << 0;
    QTest::newRow("any") << Scope::Any << 1 << 2 << 1;
}

void TestEngine::scopeHolds()
{
    QFETCH(Scope, scope);
    QFETCH(int, first);
    QFETCH(int, second);
    QFETCH(int, third);
    QByteArray link1;
    QByteArray link2;
    LoopbackServer one([&](LoopbackServer& s, const Exchange& e) { s.answer(e, "<a href='" + link1 + "'>"); },
                       "127.0.0.2");
    LoopbackServer two([&](LoopbackServer& s, const Exchange& e) { s.answer(e, "<a href='" + link2 + "'>"); },
                       "127.0.0.3");
    LoopbackServer three([](LoopbackServer& s, const Exchange& e) { s.answer(e, "end"); }, "127.0.0.4");
    link1 = two.url("/linked").text();
    link2 = three.url().text();
    Engine engine({.scope = scope});
    QVERIFY(runToEnd(engine, {one.url(), two.url("/start")}));
    QCOMPARE(int(one.targets.size()), first);
    QCOMPARE(int(two.targets.size()), second);
    QCOMPARE(int(three.targets.size()), third);
    QVERIFY(balanced(engine.progress()));
}

void TestEngine::pageBudgetEndsIt()
{
    LoopbackServer server(tree(1000));
    Engine engine({.pageBudget = 25});
    QString reason;
    QVERIFY(runToEnd(engine, {server.url("/p/0")}, &reason));
    QCOMPARE(reason, u"closespider_pagecount"_s);
    QCOMPARE(server.targets.size(), std::size_t{25});
    QVERIFY(engine.progress().waiting.total() > 0);
    QVERIFY(balanced(engine.progress()));
}

namespace {

/// Answers everything held, whenever nothing new has come for one round of the event loop.
struct SteadyServer {
    explicit SteadyServer(int pages, const char* address = "127.0.0.1")
        : server([](LoopbackServer& s, const Exchange& e) { s.held.push_back(e); }, address)
    {
        QObject::connect(&timer, &QTimer::timeout, &server, [this, pages] {
            if (server.held.empty())
                return;
            const Exchange exchange = server.held.front();
            server.held.erase(server.held.begin());
            server.answer(exchange, treePage(pageNumber(exchange.target), pages));
        });
        timer.start(1);
    }
    LoopbackServer server;
    QTimer timer;
};

} // namespace

void TestEngine::globalCapHoldsAtTheServer()
{
    SteadyServer steady(200);
    Engine engine({.concurrentRequests = 5, .perDomain = 0});
    QVERIFY(runToEnd(engine, {steady.server.url("/p/0")}));
    QCOMPARE(steady.server.maxInFlight, 5);
    QCOMPARE(engine.maxOnTheWire(), 5);
}

void TestEngine::perDomainCapHoldsAtTheServer()
{
    SteadyServer one(100, "127.0.0.2");
    SteadyServer two(100, "127.0.0.3");
    Engine engine({.concurrentRequests = 0, .perDomain = 3});
    QVERIFY(runToEnd(engine, {one.server.url("/p/0"), two.server.url("/p/0")}));
    QCOMPARE(one.server.maxInFlight, 3);
    QCOMPARE(two.server.maxInFlight, 3);
    QVERIFY(engine.maxOnTheWire() <= 6);
}

void TestEngine::loweringActsWhileItRuns()
{
    SteadyServer steady(100'000);
    LoopbackServer& server = steady.server;
    Settings settings{.concurrentRequests = 12, .perDomain = 0, .obeyRobots = false};
    Engine engine(settings);
    QSignalSpy kept(&engine, &Engine::capsKept);
    int cancelled = 0;
    connect(&engine, &Engine::requestDone, this,
            [&](const Response& r) { cancelled += r.outcome == RequestOutcome::Ok ? 0 : 1; });
    engine.start({server.url("/p/0")});
    QTRY_COMPARE(engine.onTheWire(), 12);
    settings.concurrentRequests = 4;
    const auto started = [&] { return engine.progress().statistics.started(); };
    const quint64 before = started();
    quint64 then = 0;
    int onTheWire = 0;
    connect(&engine, &Engine::capsKept, this, [&] {
        then = started();
        onTheWire = engine.onTheWire();
        server.maxInFlight = server.inFlight;
    });
    engine.setSettings(settings);
    QCOMPARE(kept.size(), 0); // twelve are still out
    QTRY_COMPARE(kept.size(), 1);
    QCOMPARE(onTheWire, 4);
    QCOMPARE(then, before); // nothing started until eight had ended
    QTRY_VERIFY(started() > then + 100);
    QVERIFY(server.maxInFlight <= 4);
    QCOMPARE(cancelled, 0);
}

void TestEngine::raisingActsAtOnce()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/p/0" || s.targets.size() < 40)
            s.answer(e, treePage(pageNumber(e.target), 100'000));
        else
            s.held.push_back(e);
    });
    Settings settings{.concurrentRequests = 2, .perDomain = 0};
    Engine engine(settings);
    engine.start({server.url("/p/0")});
    QTRY_COMPARE(server.inFlight, 2);
    settings.concurrentRequests = 20;
    engine.setSettings(settings);
    QTRY_COMPARE(server.inFlight, 20);
    QCOMPARE(engine.onTheWire(), 20);
}

void TestEngine::delaySpacesTheStarts()
{
    constexpr int kDelayMs = 20;
    std::vector<std::int64_t> arrivals;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        arrivals.push_back(trace::monotonicNs());
        s.answer(e, treePage(pageNumber(e.target), 15));
    });
    std::vector<trace::Ticks> starts;
    Engine engine({.downloadDelayMs = kDelayMs, .randomDelay = RandomDelay::Off, .obeyRobots = false});
    connect(&engine, &Engine::requestDone, this, [&](const Response& r) { starts.push_back(r.stamps.started); });
    QVERIFY(runToEnd(engine, {server.url("/p/0")}));
    QCOMPARE(arrivals.size(), std::size_t{15});
    // From first to last the server sees no less than the delays between the starts, less the first's own
    // way.
    const trace::Calibration clock = trace::Calibration::measure();
    std::ranges::sort(starts);
    for (std::size_t index = 1; index < starts.size(); ++index)
        QVERIFY(clock.durationNs(starts[index] - starts[index - 1]) >= (kDelayMs - 1) * 1'000'000);
}

void TestEngine::stopAccountsForWhatIsInFlight()
{
    SteadyServer steady(100'000);
    Engine engine({.concurrentRequests = 10, .perDomain = 0});
    std::map<RequestOutcome, int> outcomes;
    connect(&engine, &Engine::requestDone, this, [&](const Response& r) { ++outcomes[r.outcome]; });
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start({steady.server.url("/p/0")});
    QTRY_VERIFY(outcomes[RequestOutcome::Ok] > 50);
    const int onTheWire = engine.onTheWire();
    QVERIFY(onTheWire > 0);
    engine.stop();
    QVERIFY(!finished.isEmpty() || finished.wait(1000));
    QCOMPARE(finished.first().first().toString(), u"shutdown"_s);
    QCOMPARE(outcomes[RequestOutcome::Cancelled], onTheWire);
    const Progress end = engine.progress();
    QCOMPARE(end.onTheWire, 0);
    QCOMPARE(end.parsing, std::size_t{0});
    QCOMPARE(end.statistics.parsed() + end.statistics.unparsed(), end.statistics.pages());
    QVERIFY(balanced(end));
    QCOMPARE(engine.onTheWire(), 0);
    engine.stop(); // twice does no harm
    QCOMPARE(finished.size(), 1);
}

void TestEngine::stopWhileEverythingWaitsForADelay()
{
    LoopbackServer server(tree(100));
    Engine engine({.downloadDelayMs = 3'600'000, .obeyRobots = false});
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start({server.url("/p/0")});
    QTRY_COMPARE(engine.progress().waiting[RequestGate::Delay], std::size_t{2});
    engine.stop();
    QVERIFY(!finished.isEmpty() || finished.wait(1000));
    QVERIFY(balanced(engine.progress()));
    QCOMPARE(engine.progress().pending(), std::size_t{2});
}

void TestEngine::slowParsersHoldUpTheWire()
{
    // Pages that take far longer to read than to fetch.
    const QByteArray filler = QByteArray("<p class='x'><b>y</b></p>").repeated(20'000);
    LoopbackServer server(
        [&](LoopbackServer& s, const Exchange& e) { s.answer(e, treePage(pageNumber(e.target), 60) + filler); });
    Engine engine({.concurrentRequests = 4, .perDomain = 0, .parseThreads = 1, .parseBacklog = 3});
    std::size_t most = 0;
    connect(&engine, &Engine::requestDone, this, [&] { most = std::max(most, engine.progress().parsing); });
    QVERIFY(runToEnd(engine, {server.url("/p/0")}));
    QCOMPARE(server.targets.size(), std::size_t{60});
    // The bound, what was on the wire when it was reached, and the one in the parser's hands.
    QVERIFY2(most <= 3 + 4 + 1, qPrintable(QString::number(most)));
}

void TestEngine::settingsFromAnotherThread()
{
    SteadyServer steady(100'000);
    Settings settings{.concurrentRequests = 2, .perDomain = 0};
    Engine engine(settings);
    engine.start({steady.server.url("/p/0")});
    QTRY_COMPARE(engine.onTheWire(), 2);
    settings.concurrentRequests = 9;
    const std::unique_ptr<QThread> other(QThread::create([&] { engine.setSettings(settings); }));
    other->start();
    QTRY_COMPARE(engine.onTheWire(), 9);
    QTRY_COMPARE(steady.server.maxInFlight, 9);
    other->wait();
}

void TestEngine::threadCrawlsForever()
{
    LoopbackServer server(tree(30));
    CrawlThread crawl({});
    QSignalSpy over(&crawl, &CrawlThread::over);
    crawl.start({server.url("/p/0")}, Repeat::Forever);
    QTRY_VERIFY(crawl.rounds() >= 3);
    crawl.stop();
    QTRY_COMPARE(over.size(), 1);
    const Statistics total = crawl.total();
    QVERIFY(total.started() >= 90);
    QVERIFY(server.targets.size() >= 90);
    const std::size_t asked = server.targets.size();
    QVERIFY(asked >= total.pages());
}

void TestEngine::recordsItsSlotsWithoutOverlap()
{
    QTemporaryDir folder;
    QVERIFY(trace::Recorder::start(folder.path().toStdString(), "test_engine").ok());
    constexpr int kPages = 120;
    {
        SteadyServer steady(kPages);
        Engine engine({.concurrentRequests = 6, .perDomain = 0, .obeyRobots = false});
        QVERIFY(runToEnd(engine, {steady.server.url("/p/0")}));
    }
    trace::Recorder::stop();
    const QStringList segments = QDir(folder.path()).entryList({u"*.seg"_s}, QDir::Files);
    QCOMPARE(segments.size(), 1);
    auto opened = trace::SegmentReader::open((folder.path() + u'/' + segments.first()).toStdString());
    QVERIFY(opened.ok());
    trace::SegmentReader& reader = *opened.value();
    std::map<std::uint32_t, std::vector<std::pair<trace::Ticks, trace::Ticks>>> phases; // by slot
    QSet<QString> urls;
    int spans = 0;
    const std::uint32_t lanes = reader.laneCount();
    const std::uint32_t objects = reader.objectCount();
    for (std::uint32_t lane = 0; lane < lanes; ++lane) {
        reader.drain(lane, [&](const trace::Record& record, std::string_view text) {
            if (record.type == trace::RecordType::Phase && record.object != 0)
                phases[record.object].emplace_back(record.start, record.start + record.duration);
            if (record.type == trace::RecordType::RequestDone)
                urls.insert(QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size())));
            if (record.type == trace::RecordType::Span)
                ++spans;
        });
        QCOMPARE(reader.dropped(lane), std::uint64_t{0});
    }
    QCOMPARE(urls.size(), kPages);
    QCOMPARE(phases.size(), std::size_t{6});
    QVERIFY(spans >= 3 * kPages); // response, parse, links
    for (auto& [slot, intervals] : phases) {
        const auto object = reader.object(static_cast<trace::ObjectId>(slot));
        QVERIFY(slot < objects && object && object->kind == trace::ObjectKind::RequestSlot);
        QVERIFY(reader.string(object->name)->starts_with("slot "));
        std::ranges::sort(intervals);
        for (std::size_t index = 1; index < intervals.size(); ++index)
            QVERIFY(intervals[index].first >= intervals[index - 1].second);
    }
}

QTEST_GUILESS_MAIN(TestEngine)
#include "test_engine.moc"
