// SPDX-License-Identifier: GPL-3.0-or-later
// When the engine sends what: caps, delays, a stop, the threads around it, and what is recorded of it.
#include "core/crawl/crawl_thread.h"
#include "core/trace/segment_reader.h"
#include "tests/core/crawl/engine_steps.h"

#include <QDir>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace engine_steps;
using trace::RequestOutcome;

class TestEngineDispatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
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
    void limitsAreThoseOfAllRounds();
    void recordsItsSlotsWithoutOverlap();
};

void TestEngineDispatch::globalCapHoldsAtTheServer()
{
    SteadyServer steady(200);
    Engine engine({.concurrentRequests = 5, .perDomain = 0});
    QVERIFY(runToEnd(engine, {steady.server.url("/p/0")}));
    QCOMPARE(steady.server.maxInFlight, 5);
    QCOMPARE(engine.maxOnTheWire(), 5);
}

void TestEngineDispatch::perDomainCapHoldsAtTheServer()
{
    SteadyServer one(100, "127.0.0.2");
    SteadyServer two(100, "127.0.0.3");
    Engine engine({.concurrentRequests = 0, .perDomain = 3});
    QVERIFY(runToEnd(engine, {one.server.url("/p/0"), two.server.url("/p/0")}));
    QCOMPARE(one.server.maxInFlight, 3);
    QCOMPARE(two.server.maxInFlight, 3);
    QVERIFY(engine.maxOnTheWire() <= 6);
}

void TestEngineDispatch::loweringActsWhileItRuns()
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

void TestEngineDispatch::raisingActsAtOnce()
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

void TestEngineDispatch::delaySpacesTheStarts()
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

void TestEngineDispatch::stopAccountsForWhatIsInFlight()
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

void TestEngineDispatch::stopWhileEverythingWaitsForADelay()
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

void TestEngineDispatch::slowParsersHoldUpTheWire()
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

void TestEngineDispatch::settingsFromAnotherThread()
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

void TestEngineDispatch::threadCrawlsForever()
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

void TestEngineDispatch::limitsAreThoseOfAllRounds()
{
    LoopbackServer server(tree(30));
    CrawlThread crawl({.pageBudget = 75});
    QSignalSpy over(&crawl, &CrawlThread::over);
    crawl.start({server.url("/p/0")}, Repeat::Forever);
    QTRY_COMPARE(over.size(), 1);
    QCOMPARE(over.first().first().toString(), u"closespider_pagecount"_s);
    QCOMPARE(crawl.total().received(), quint64{75});
    QCOMPARE(crawl.rounds(), 3);
}

void TestEngineDispatch::recordsItsSlotsWithoutOverlap()
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

QTEST_GUILESS_MAIN(TestEngineDispatch)
#include "test_engine_dispatch.moc"
