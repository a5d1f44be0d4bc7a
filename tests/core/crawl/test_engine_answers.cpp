// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine makes of the answers that come: links, redirects, failures, and how far it goes.
#include "tests/core/crawl/engine_steps.h"

#include <QSet>
#include <QTest>

#include <map>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace engine_steps;
using trace::RequestOutcome;

class TestEngineAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void fetchesEveryPageOnce_data();
    void fetchesEveryPageOnce();
    void runsAgainWithNothingSeen();
    void failuresAreCountedAndTheCrawlGoesOn();
    void largeBodiesComeAtTheRate();
    void theRateBindsWhileABodyWaitsForIt();
    void theRateIsOfWhatWasSent();
    void aPageOfTooManyLinksIsNoted();
    void linksThatAreNoUrlAreCountedByWhy();
    void depthLimitHolds();
    void scopeHolds_data();
    void scopeHolds();
    void pageBudgetEndsIt();
};

void TestEngineAnswers::fetchesEveryPageOnce_data()
{
    QTest::addColumn<int>("concurrent");
    QTest::addColumn<Order>("order");
    QTest::newRow("one by one") << 1 << Order::Fifo;
    QTest::newRow("lifo") << 16 << Order::Lifo;
    QTest::newRow("fifo") << 16 << Order::Fifo;
    QTest::newRow("no limit") << 0 << Order::Lifo;
}

void TestEngineAnswers::fetchesEveryPageOnce()
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
    QVERIFY(concurrent == 0 || server.maxInFlight <= concurrent);
}

void TestEngineAnswers::runsAgainWithNothingSeen()
{
    LoopbackServer server(tree(20));
    Engine engine({});
    for (std::size_t round = 1; round <= 3; ++round) {
        QVERIFY(runToEnd(engine, {server.url("/p/0")}));
        QCOMPARE(server.targets.size(), 20 * round);
        QCOMPARE(engine.progress().statistics.pages(), quint64{20});
    }
}

void TestEngineAnswers::failuresAreCountedAndTheCrawlGoesOn()
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
    QCOMPARE(end.statistics.failed(), quint64{20});
}

void TestEngineAnswers::largeBodiesComeAtTheRate()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        const QByteArray large = "<html>" + QByteArray(4 << 20, 'x');
        s.answer(e, e.target == "/" ? "<a href='/1'>1</a><a href='/2'>2</a>"_ba : large);
    });
    Settings settings = quick({.maxBodyBytes = 16 << 20, .maxKbPerS = 8192});
    Engine engine(settings);
    QVERIFY(runToEnd(engine, {server.url()}));
    const Statistics counted = engine.progress().statistics;
    QCOMPARE(counted.pages(), quint64{3});
    // Without the rate it is a hundred times as fast; what Qt took before it heard of its bound comes at once.
    const double kbPerS = static_cast<double>(counted.bytes()) / 1024 / counted.elapsedS();
    QVERIFY2(kbPerS < 2 * settings.maxKbPerS, qPrintable(QString::number(kbPerS)));
}

void TestEngineAnswers::theRateBindsWhileABodyWaitsForIt()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, QByteArray(400'000, 'x')); });
    Engine engine(quick({.maxKbPerS = 200}));
    QStringList knobs;
    connect(&engine, &Engine::sampled, this, [&](const QJsonObject& status) {
        if (status[u"on_the_wire"_s].toInt() > 0)
            knobs += status[u"limits"_s][u"knob"_s].toString();
    });
    QVERIFY(runToEnd(engine, {server.url()}));
    // Nothing waits to be sent.
    QVERIFY2(knobs.contains(u"max_kb_per_s"_s), qPrintable(knobs.join(u' ')));
}

void TestEngineAnswers::theRateIsOfWhatWasSent()
{
    constexpr int kPages = 30;
    constexpr int kPlainBytes = 1 << 20;
    quint64 sent = 0;
    LoopbackServer server([&sent](LoopbackServer& s, const Exchange& e) {
        const QByteArray plain = treePage(pageNumber(e.target), kPages) + QByteArray(kPlainBytes, ' ');
        const QByteArray packed = qCompress(plain).mid(4); // as "deflate" has it, without Qt's own length
        sent += static_cast<quint64>(packed.size());
        s.answer(e, packed, 200, "Content-Encoding: deflate\r\n");
    });
    const Settings settings = quick({.maxKbPerS = 256});
    Engine engine(settings);
    QVERIFY(runToEnd(engine, {server.url("/p/0")}));
    const Statistics counted = engine.progress().statistics;
    QCOMPARE(counted.pages(), quint64{kPages});
    QCOMPARE(counted.bytes(), sent);
    QCOMPARE(counted.toJson()[u"httpcompression/response_count"_s].toInt(), kPages);
    QVERIFY(counted.toJson()[u"httpcompression/response_bytes"_s].toInt() > kPages * kPlainBytes);
    // What they are once decoded came faster than the rate by far.
    const double decodedKbPerS = kPages * (kPlainBytes / 1024.0) / counted.elapsedS();
    QVERIFY2(decodedKbPerS > 4 * settings.maxKbPerS, qPrintable(QString::number(decodedKbPerS)));
}

void TestEngineAnswers::aPageOfTooManyLinksIsNoted()
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

void TestEngineAnswers::linksThatAreNoUrlAreCountedByWhy()
{
    const QByteArray links =
        "<a href='mailto:a@b.test'><a href=' JavaScript:void(0)'><a href='http://a..b/'><a href='/" +
        QByteArray(9000, 'x') + "'><a href='/ok'>";
    LoopbackServer server(
        [&](LoopbackServer& s, const Exchange& e) { s.answer(e, e.target == "/" ? links : "end"_ba); });
    Engine engine({});
    QVERIFY(runToEnd(engine, {server.url()}));
    const Statistics statistics = engine.progress().statistics;
    QCOMPARE(statistics.found(), quint64{6});
    QCOMPARE(statistics.filtered(FilterReason::Scheme), quint64{2});
    QCOMPARE(statistics.filtered(FilterReason::Invalid), quint64{1});
    QCOMPARE(statistics.filtered(FilterReason::TooLong), quint64{1});
    QCOMPARE(statistics.pages(), quint64{2});
    QCOMPARE(statistics.toJson()["urllength/request_ignored_count"_L1].toInt(), 1);
}

void TestEngineAnswers::depthLimitHolds()
{
    LoopbackServer server(tree(1000));
    Engine engine({.depthLimit = 3});
    QVERIFY(runToEnd(engine, {server.url("/p/0")}));
    QCOMPARE(server.targets.size(), std::size_t{1 + 2 + 4 + 8});
    QCOMPARE(engine.progress().statistics.filtered(FilterReason::Depth), quint64{8 * 5});
}

void TestEngineAnswers::scopeHolds_data()
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

void TestEngineAnswers::scopeHolds()
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
}

void TestEngineAnswers::pageBudgetEndsIt()
{
    LoopbackServer server(tree(1000));
    Engine engine({.pageBudget = 25});
    QString reason;
    QVERIFY(runToEnd(engine, {server.url("/p/0")}, &reason));
    QCOMPARE(reason, u"closespider_pagecount"_s);
    QCOMPARE(server.targets.size(), std::size_t{25});
    QVERIFY(engine.progress().waiting.total() > 0);
}

QTEST_GUILESS_MAIN(TestEngineAnswers)
#include "test_engine_answers.moc"
