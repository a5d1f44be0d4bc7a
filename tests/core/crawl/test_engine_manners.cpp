// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine does when hosts fail, refuse or ask for patience, seen from the server's side.
#include "tests/core/crawl/engine_steps.h"

#include <QTest>

#include <map>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace engine_steps;
using trace::RequestOutcome;

class TestEngineManners : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void failedRequestsAreTriedAgain();
    void resetsAreTriedAgain();
    void retriesAreUsedUp_data();
    void retriesAreUsedUp();
    void retryAfterIsHeeded();
    void retryAfterOfABurstCountsOnce();
    void breakerStopsAFailingHost();
    void breakerThatIsTurnedOffLetsItsHostsGo_data();
    void breakerThatIsTurnedOffLetsItsHostsGo();
    void trapEndsAtTheDepthLimit();
    void errorLimitEndsIt();
    void timeLimitEndsIt();
};

void TestEngineManners::failedRequestsAreTriedAgain()
{
    std::map<QByteArray, int> asked;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        if (++asked[e.target] <= 2)
            return s.answer(e, "later", 503);
        s.answer(e, e.target == "/" ? kLinks : "end");
    });
    Engine engine(quick());
    int urlsDone = 0;
    connect(&engine, &Engine::urlDone, this, [&](const Response& r) {
        ++urlsDone;
        QVERIFY(r.outcome == RequestOutcome::Ok);
        QCOMPARE(int(r.request.tag.retries), 2);
    });
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(server.targets.size(), std::size_t{15});
    QCOMPARE(urlsDone, 5);
    const QJsonObject json = engine.progress().statistics.toJson();
    QCOMPARE(json["retry/count"_L1].toInt(), 10);
    QCOMPARE(json["retry/reason_count/503"_L1].toInt(), 10);
    QCOMPARE(json["downloader/request_count"_L1].toInt(), 15);
    QCOMPARE(json["response_received_count"_L1].toInt(), 5);
    QCOMPARE(json["scheduler/enqueued"_L1].toInt(), 15);
    QCOMPARE(json["scheduler/dequeued"_L1].toInt(), 15);
    QCOMPARE(json["urls/found"_L1].toInt(), 5);
}

void TestEngineManners::resetsAreTriedAgain()
{
    int resets = 0;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/2" && resets < 1) {
            ++resets;
            return s.reset(e);
        }
        s.answer(e, e.target == "/" ? kLinks : "end");
    });
    Engine engine(quick());
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(engine.progress().statistics.pages(), quint64{5});
    QCOMPARE(engine.progress().statistics.failed(), quint64{0});
    QCOMPARE(resets, 1);
}

void TestEngineManners::retriesAreUsedUp_data()
{
    QTest::addColumn<int>("times");
    QTest::newRow("three") << 3;
    QTest::newRow("none") << 0; // Scrapy says so of these too
}

void TestEngineManners::retriesAreUsedUp()
{
    QFETCH(int, times);
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "no", 500); });
    Engine engine(quick({.retryTimes = times}));
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(server.targets.size(), static_cast<std::size_t>(1 + times));
    const QJsonObject json = engine.progress().statistics.toJson();
    QCOMPARE(json["retry/max_reached"_L1].toInt(), 1);
    QCOMPARE(json["urls/failed"_L1].toInt(), 1);
}

void TestEngineManners::retryAfterIsHeeded()
{
    // The first page asks for a second of peace; whatever waits has to wait as long.
    std::int64_t refusedNs = 0;
    std::vector<std::int64_t> laterNs;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/1" && refusedNs == 0) {
            refusedNs = trace::monotonicNs();
            return s.answer(e, "", 429, "Retry-After: 1\r\n");
        }
        if (refusedNs != 0)
            laterNs.push_back(trace::monotonicNs());
        s.answer(e, e.target == "/" ? kLinks : "end");
    });
    Engine engine(quick({.concurrentRequests = 1, .order = Order::Fifo}));
    QStringList notes;
    connect(&engine, &Engine::noted, this, [&](const QString& line) { notes.append(line); });
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(laterNs.size(), std::size_t{4});
    for (const std::int64_t at : laterNs)
        QVERIFY(at - refusedNs >= 999'000'000);
    QCOMPARE(notes.size(), 1);
    QVERIFY2(notes[0].contains(u"429"_s), qPrintable(notes[0]));
    QCOMPARE(engine.progress().statistics.pages(), quint64{5});
}

void TestEngineManners::retryAfterOfABurstCountsOnce()
{
    // Four requests are out when all of them are refused.
    bool refusing = true;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/")
            return s.answer(e, kLinks);
        if (!refusing)
            return s.answer(e, "end");
        s.held.push_back(e);
        if (s.held.size() == 4) {
            refusing = false;
            for (const Exchange& held : s.held)
                s.answer(held, "", 503, "Retry-After: 1\r\n");
        }
    });
    Engine engine(quick());
    int pauses = 0;
    connect(&engine, &Engine::noted, this, [&] { ++pauses; });
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(pauses, 1);
    QCOMPARE(engine.progress().statistics.pages(), quint64{5});
}

void TestEngineManners::breakerStopsAFailingHost()
{
    LoopbackServer good([](LoopbackServer& s, const Exchange& e) { s.answer(e, "end"); }, "127.0.0.2");
    LoopbackServer bad([](LoopbackServer& s, const Exchange& e) { s.answer(e, "no", 500); });
    std::vector<Url> urls{good.url()};
    for (int page = 0; page < 50; ++page)
        urls.push_back(bad.url("/" + QByteArray::number(page)));
    Engine engine(quick({.perDomain = 1, .retryTimes = 0, .breakerFailures = 5, .breakerPauseS = 1}));
    QVERIFY(runToEnd(engine, urls));
    // Five in a row, then one after each pause, and it is given up.
    QCOMPARE(bad.targets.size(), std::size_t{5 + Breaker::kMostTrips});
    QCOMPARE(engine.progress().statistics.filtered(FilterReason::Breaker), quint64{50 - 5 - Breaker::kMostTrips});
    QCOMPARE(engine.progress().statistics.pages(), quint64{1});
}

void TestEngineManners::breakerThatIsTurnedOffLetsItsHostsGo_data()
{
    QTest::addColumn<std::size_t>("turnedAt"); // with that request
    QTest::addColumn<int>("pauseS");
    QTest::newRow("in the pause") << std::size_t{0} << 3600;
    QTest::newRow("while one tries") << std::size_t{3} << 0;
}

void TestEngineManners::breakerThatIsTurnedOffLetsItsHostsGo()
{
    QFETCH(std::size_t, turnedAt);
    QFETCH(int, pauseS);
    Settings settings = quick({.perDomain = 1, .retryTimes = 0, .breakerFailures = 2, .breakerPauseS = pauseS});
    Engine engine(settings);
    const auto turnOff = [&] {
        settings.breakerFailures = 0;
        engine.setSettings(settings);
    };
    LoopbackServer bad([&](LoopbackServer& s, const Exchange& e) {
        if (s.targets.size() == turnedAt)
            turnOff();
        s.answer(e, "no", 500);
    });
    if (turnedAt == 0)
        connect(&engine, &Engine::noted, this, turnOff, Qt::QueuedConnection);
    QVERIFY(runToEnd(engine, {bad.url("/1"), bad.url("/2"), bad.url("/3"), bad.url("/4"), bad.url("/5")}));
    QCOMPARE(bad.targets.size(), std::size_t{5});
}

void TestEngineManners::trapEndsAtTheDepthLimit()
{
    // Each page links to two that nobody has seen: an endless calendar.
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.answer(e, "<a href='" + e.target + "/a'>a</a><a href='" + e.target + "/b'>b</a>");
    });
    Engine engine(quick({.depthLimit = 4}));
    QVERIFY(runToEnd(engine, {server.url("/d")}));
    QCOMPARE(server.targets.size(), std::size_t{1 + 2 + 4 + 8 + 16});
    QCOMPARE(engine.progress().statistics.filtered(FilterReason::Depth), quint64{32});
}

void TestEngineManners::errorLimitEndsIt()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "no", 404); });
    std::vector<Url> urls;
    for (int page = 0; page < 50; ++page)
        urls.push_back(server.url("/" + QByteArray::number(page)));
    Engine engine(quick({.concurrentRequests = 1, .errorLimit = 7}));
    QString reason;
    QVERIFY(runToEnd(engine, urls, &reason));
    QCOMPARE(reason, u"closespider_errorcount"_s);
    QCOMPARE(server.targets.size(), std::size_t{7});
}

void TestEngineManners::timeLimitEndsIt()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, kLinks); });
    Engine engine(quick({.downloadDelayMs = 3'600'000, .timeLimitS = 1}));
    QString reason;
    QVERIFY(runToEnd(engine, {server.url()}, &reason));
    QCOMPARE(reason, u"closespider_timeout"_s);
    QVERIFY(engine.progress().waiting[RequestGate::Delay] > 0);
}

QTEST_GUILESS_MAIN(TestEngineManners)
#include "test_engine_manners.moc"
