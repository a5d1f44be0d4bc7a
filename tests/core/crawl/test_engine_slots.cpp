// SPDX-License-Identifier: GPL-3.0-or-later
// Caps by name and by address, across redirects, while everything is held; how the engine says it stands.
#include "tests/core/crawl/engine_steps.h"

#include <QTest>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace engine_steps;
using trace::RequestOutcome;

class TestEngineSlots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void redirectsAcrossHostsPassTheirGates();
    void perIpCapHoldsWhereNamesDiffer();
    void perIpTurnedOnWhileItRuns();
    void pausedNothingStarts();
    void namesAreSentToTheAddress();
    void sampledStatusIsWhole();
    void stoppedCrawlTellsWhatLimitedIt();
};

void TestEngineSlots::redirectsAcrossHostsPassTheirGates()
{
    // All pages of one host lead to the other, which takes one at a time.
    LoopbackServer target(
        [](LoopbackServer& s, const Exchange& e) { QTimer::singleShot(2, &s, [&s, e] { s.answer(e, "end"); }); },
        "127.0.0.2");
    LoopbackServer source([&](LoopbackServer& s, const Exchange& e) {
        s.answer(e, "", 302, "Location: " + target.url(e.target).text() + "\r\n");
    });
    std::vector<Url> urls;
    for (int page = 0; page < 12; ++page)
        urls.push_back(source.url("/" + QByteArray::number(page)));
    Engine engine(quick({.concurrentRequests = 8, .perDomain = 2, .scope = Scope::Any}));
    QVERIFY(runToEnd(engine, urls));
    QCOMPARE(target.targets.size(), std::size_t{12});
    QVERIFY(target.maxInFlight <= 2);
    QCOMPARE(engine.progress().statistics.finished(), quint64{24});
}

void TestEngineSlots::perIpCapHoldsWhereNamesDiffer()
{
    SteadyServer steady("end");
    std::vector<Url> urls;
    for (int page = 0; page < 20; ++page) {
        urls.push_back(named(steady.server, u"a.localhost"_s, u"/%1"_s.arg(page)));
        urls.push_back(named(steady.server, u"b.localhost"_s, u"/%1"_s.arg(page)));
    }
    Engine byName(quick({.perDomain = 3}));
    QVERIFY(runToEnd(byName, urls));
    QCOMPARE(steady.server.maxInFlight, 6); // two names, three each
    steady.server.maxInFlight = 0;
    Engine byAddress(quick({.perDomain = 3, .perIp = 2}));
    QVERIFY(runToEnd(byAddress, urls));
    QCOMPARE(steady.server.maxInFlight, 2); // one address
}

void TestEngineSlots::perIpTurnedOnWhileItRuns()
{
    SteadyServer steady("end");
    std::vector<Url> urls;
    for (int page = 0; page < 150; ++page) {
        urls.push_back(named(steady.server, u"a.localhost"_s, u"/%1"_s.arg(page)));
        urls.push_back(named(steady.server, u"b.localhost"_s, u"/%1"_s.arg(page)));
    }
    steady.timer.stop(); // nothing is answered until as much is out as may be
    Settings settings = quick({.perDomain = 5});
    Engine engine(settings);
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start(urls);
    QTRY_COMPARE(steady.server.inFlight, 10);
    settings.perIp = 3;
    int kept = 0;
    connect(&engine, &Engine::capsKept, this, [&] {
        ++kept;
        steady.server.maxInFlight = steady.server.inFlight;
    });
    engine.setSettings(settings);
    QCOMPARE(kept, 0); // ten are out, and three may be
    QCOMPARE(steady.server.maxInFlight, 10);
    steady.timer.start(1);
    QTRY_VERIFY_WITH_TIMEOUT(!finished.isEmpty(), 30'000);
    QCOMPARE(kept, 1);
    QCOMPARE(steady.server.maxInFlight, 3); // one address, and no more than three since
    QCOMPARE(engine.progress().statistics.pages(), quint64{300});
}

void TestEngineSlots::pausedNothingStarts()
{
    SteadyServer steady(kLinks);
    Settings settings = quick();
    settings.paused = true;
    Engine engine(settings);
    QSignalSpy finished(&engine, &Engine::finished);
    QSignalSpy sampled(&engine, &Engine::sampled);
    engine.start({steady.server.url()});
    QTRY_VERIFY(sampled.size() >= 2);
    QCOMPARE(engine.progress().waiting[RequestGate::Paused], std::size_t{1});
    QVERIFY(steady.server.targets.empty());
    settings.paused = false;
    engine.setSettings(settings);
    QTRY_VERIFY(!finished.isEmpty());
    QCOMPARE(engine.progress().statistics.pages(), quint64{5});
}

void TestEngineSlots::namesAreSentToTheAddress()
{
    QByteArray head;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        head = e.head;
        s.answer(e, "end");
    });
    Engine engine(quick());
    QVERIFY(runToEnd(engine, {named(server, u"shop.localhost"_s)}));
    QVERIFY2(head.contains("\r\nHost: shop.localhost:" + QByteArray::number(server.serverPort()) + "\r\n"),
             head.constData());
    QCOMPARE(head.count("Host:"), 1);
    QCOMPARE(engine.progress().statistics.pages(), quint64{1});
}

void TestEngineSlots::sampledStatusIsWhole()
{
    SteadyServer steady(kLinks);
    Engine engine(quick({.perDomain = 2}));
    std::vector<Url> urls;
    for (int page = 0; page < 400; ++page)
        urls.push_back(steady.server.url("/x" + QByteArray::number(page)));
    QList<QJsonObject> samples;
    connect(&engine, &Engine::sampled, this, [&](const QJsonObject& status) { samples.append(status); });
    QVERIFY(runToEnd(engine, urls));
    QVERIFY(samples.size() >= 2);
    bool bound = false;
    for (const QJsonObject& status : samples) {
        QVERIFY(status["balanced"_L1].toBool());
        bound = bound || status["limits"_L1]["knob"_L1].toString() == u"concurrent_requests_per_domain"_s;
    }
    QVERIFY(bound);
    const QJsonValue slot = samples.first()["slots"_L1][0];
    QCOMPARE(slot["slot"_L1].toString(), u"127.0.0.1"_s);
    QCOMPARE(slot["cap"_L1].toInt(), 2);
    QCOMPARE(slot["predicted_on_the_wire"_L1].toInt(), 2);
}

void TestEngineSlots::stoppedCrawlTellsWhatLimitedIt()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.held.push_back(e); });
    Engine engine(quick({.concurrentRequests = 8, .perDomain = 2}));
    QJsonObject last;
    connect(&engine, &Engine::sampled, this, [&](const QJsonObject& status) { last = status; });
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start({server.url("/1"), server.url("/2"), server.url("/3"), server.url("/4")});
    QTRY_COMPARE(server.held.size(), std::size_t{2});
    engine.stop();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(last["limits"_L1]["gate"_L1].toString(), u"slot cap"_s);
    QCOMPARE(last["limits"_L1]["knob"_L1].toString(), u"concurrent_requests_per_domain"_s);
}

QTEST_GUILESS_MAIN(TestEngineSlots)
#include "test_engine_slots.moc"
