// SPDX-License-Identifier: GPL-3.0-or-later
// The gates of the frontier, each on a scripted clock; for those that failures shut see test_frontier_failures.
#include "tests/core/crawl/frontier_steps.h"

#include <QTest>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace frontier_steps;

class TestFrontierGates : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void robotsTxtComesFirst();
    void robotsTxtOfOneOriginHoldsOnlyThat();
    void redirectedRobotsTxtPassesTheGates();
    void nobodyIsWokenForThePast();
    void crawlDelayOfAHost();
    void globalRate();
    void whatArrivesCountsOnce();
    void noMoreThanCanBeOpen_data();
    void noMoreThanCanBeOpen();
    void waitsAreToldByGate();
};

void TestFrontierGates::robotsTxtComesFirst()
{
    Frontier frontier;
    frontier.configure({.randomDelay = RandomDelay::Off, .welcomeAt = u"*"_s}, 0);
    frontier.push(url(u"a.example/1"_s), {}, 0);
    frontier.push(url(u"a.example/2"_s), {}, 0);
    const auto robots = frontier.next(0);
    QVERIFY(robots && robots->kind == RequestKind::Robots);
    QCOMPARE(robots->url, url(u"a.example/robots.txt"_s));
    QVERIFY(!frontier.next(0));
    QCOMPARE(frontier.waiting(0)[RequestGate::Robots], std::size_t{2});
    QCOMPARE(frontier.limiter().inFlight(), 1);
    finish(frontier, *robots, 5);
    frontier.robotsRead(robots->robotsFor, 100 * kS, 0, 5);
    QCOMPARE(takeAll(frontier, 5).size(), std::size_t{2});
    // A day later it has to be read again.
    frontier.push(url(u"a.example/3"_s), {}, 101 * kS);
    QVERIFY(frontier.next(101 * kS)->kind == RequestKind::Robots);
    // Nobody obeys it any more: the page is free.
    const Settings settings = quiet({});
    frontier.configure(settings, 102 * kS);
    QVERIFY(frontier.next(102 * kS)->kind == RequestKind::Page);
}

void TestFrontierGates::robotsTxtOfOneOriginHoldsOnlyThat()
{
    Frontier frontier;
    frontier.configure({.randomDelay = RandomDelay::Off, .welcomeAt = u"*"_s, .obeyRobots = true}, 0);
    frontier.push(url(u"a.example/1"_s), {}, 0);
    frontier.push(url(u"a.example:81/1"_s), {}, 0);
    const std::vector<Request> robots = takeAll(frontier, 0);
    QCOMPARE(robots.size(), std::size_t{2}); // one slot, but each origin has its own
    finish(frontier, robots[1], 1);
    frontier.robotsRead(robots[1].robotsFor, 100 * kS, 0, 1);
    const auto page = frontier.next(1);
    QVERIFY(page && page->kind == RequestKind::Page);
    QCOMPARE(page->url.origin(), robots[1].url.origin());
    QVERIFY(!frontier.next(1));
}

void TestFrontierGates::redirectedRobotsTxtPassesTheGates()
{
    Frontier frontier;
    frontier.configure(
        {.downloadDelayMs = 100, .randomDelay = RandomDelay::Off, .welcomeAt = u"*"_s, .obeyRobots = true}, 0);
    frontier.push(url(u"a.example/1"_s), {}, 0);
    const Request first = *frontier.next(0);
    finish(frontier, first, 10 * kMs);
    frontier.redirectRobots(first, url(u"a.example/elsewhere.txt"_s), 10 * kMs);
    QVERIFY(frontier.hasErrands());
    QVERIFY(!frontier.next(50 * kMs));
    QCOMPARE(frontier.nextWakeNs(50 * kMs), std::optional<std::int64_t>(100 * kMs));
    const auto second = frontier.next(100 * kMs);
    QVERIFY(second && second->kind == RequestKind::Robots);
    QCOMPARE(second->url, url(u"a.example/elsewhere.txt"_s));
    QCOMPARE(int(second->tag.redirects), 1);
    QVERIFY(second->robotsFor == first.robotsFor);
}

void TestFrontierGates::nobodyIsWokenForThePast()
{
    // As when a crawl has all the pages that it wants and waits for their ends: nobody asks for the next.
    Frontier frontier;
    frontier.configure(quiet({.downloadDelayMs = 1000}), 0);
    for (const char* name : {"a.example/1", "a.example/2", "b.example/1", "c.example/1"})
        frontier.push(url(QString::fromLatin1(name)), {}, 0);
    const std::vector<Request> taken = takeAll(frontier, 0);
    QCOMPARE(taken.size(), std::size_t{3});
    frontier.holdOrigin(taken[1].origin, RequestGate::Breaker, 3 * kS, 0);
    finish(frontier, taken[2], 0);
    QVERIFY(frontier.postpone(taken[2], {}, 5 * kS, 0));
    QCOMPARE(frontier.nextWakeNs(0), std::optional<std::int64_t>(kS));
    QCOMPARE(frontier.nextWakeNs(2 * kS), std::optional<std::int64_t>(3 * kS));
    QCOMPARE(frontier.nextWakeNs(4 * kS), std::optional<std::int64_t>(5 * kS));
    QCOMPARE(frontier.nextWakeNs(6 * kS), std::nullopt);
    // What came due meanwhile goes as soon as somebody asks.
    QCOMPARE(takeAll(frontier, 6 * kS).size(), std::size_t{2});
}

void TestFrontierGates::crawlDelayOfAHost()
{
    const auto obeying = [](Settings settings) {
        settings = quiet(std::move(settings));
        settings.obeyRobots = true;
        return settings;
    };
    Frontier frontier;
    frontier.configure(obeying({}), 0);
    for (int page = 0; page < 3; ++page)
        frontier.push(url(u"a.example/%1"_s.arg(page)), {}, 0);
    frontier.robotsRead(OriginId{0}, 100 * kS, 2 * kS, 0);
    QCOMPARE(takeAll(frontier, 0).size(), std::size_t{1});
    QVERIFY(frontier.slotStatus(1, 0)[0].delayBy == DelayBy::Robots);
    QVERIFY(!frontier.next(2 * kS - 1));
    QVERIFY(frontier.next(2 * kS));
    frontier.configure(obeying({.downloadDelayMs = 3000}), 2 * kS);
    QVERIFY(frontier.slotStatus(1, 2 * kS)[0].delayBy == DelayBy::Settings);
    // Less of it is heeded, and the next goes.
    frontier.configure(obeying({.crawlDelayMaxS = 1}), 2 * kS);
    QVERIFY(!frontier.next(3 * kS - 1));
    QVERIFY(frontier.next(3 * kS));
    // Nor is it while nobody obeys the file that asks for it.
    frontier.push(url(u"a.example/4"_s), {}, 3 * kS);
    QVERIFY(!frontier.next(3 * kS));
    frontier.configure(quiet({}), 3 * kS);
    QVERIFY(frontier.next(3 * kS));
}

void TestFrontierGates::globalRate()
{
    Frontier frontier;
    frontier.configure(quiet({.maxRequestsPerMinute = 60}), 0);
    for (int page = 0; page < 5; ++page)
        frontier.push(url(u"h%1.example/"_s.arg(page)), {}, 0);
    QCOMPARE(takeAll(frontier, 0).size(), std::size_t{1});
    QCOMPARE(frontier.waiting(kMs)[RequestGate::RateCap], std::size_t{4});
    QCOMPARE(frontier.nextWakeNs(kMs), std::optional<std::int64_t>(kS));
    QCOMPARE(takeAll(frontier, kS).size(), std::size_t{1});
}

void TestFrontierGates::whatArrivesCountsOnce()
{
    Frontier frontier;
    frontier.configure(quiet({.maxKbPerS = 100}), 0);
    frontier.push(makeUrl(0, 0), {}, 0);
    frontier.push(makeUrl(0, 1), {}, 0);
    const Request first = *frontier.next(0);
    // A piece of a body holds what would start, and the next piece.
    QCOMPARE(frontier.received(200 * 1024, kS), 3 * kS);
    QCOMPARE(frontier.waiting(2 * kS)[RequestGate::RateCap], std::size_t{1});
    QCOMPARE(frontier.nextWakeNs(2 * kS), std::optional<std::int64_t>(3 * kS));
    finish(frontier, first, 2 * kS); // with nothing more
    QVERIFY(!frontier.next(3 * kS - 1));
    QVERIFY(frontier.next(3 * kS));
}

void TestFrontierGates::noMoreThanCanBeOpen_data()
{
    QTest::addColumn<CountWaiting>("counting");
    QTest::newRow("on the wire") << CountWaiting::Wire;
    QTest::newRow("as Scrapy") << CountWaiting::Scrapy;
}

void TestFrontierGates::noMoreThanCanBeOpen()
{
    QFETCH(CountWaiting, counting);
    for (const int cap : {0, 5}) {
        Frontier frontier;
        frontier.setCapacity(3);
        frontier.configure(quiet({.concurrentRequests = cap, .perDomain = 0, .countWaiting = counting}), 0);
        for (int page = 0; page < 9; ++page)
            frontier.push(makeUrl(0, page), {}, 0);
        const std::vector<Request> taken = takeAll(frontier, 0);
        QCOMPARE(taken.size(), std::size_t{3});
        QCOMPARE(frontier.waiting(0)[RequestGate::GlobalCap], std::size_t{6});
        finish(frontier, taken[0], kS);
        QVERIFY(frontier.next(kS));
        QVERIFY(!frontier.next(kS));
    }
}

void TestFrontierGates::waitsAreToldByGate()
{
    Frontier frontier;
    Settings settings = quiet({.concurrentRequests = 0, .perDomain = 1});
    frontier.configure(settings, 0);
    frontier.push(url(u"a.example/1"_s), {}, 0);
    const Request first = *frontier.next(0);
    QCOMPARE(first.waited.totalNs(), std::int64_t{0});
    frontier.push(url(u"a.example/2"_s), {}, kS);
    // One second behind the cap, two of Retry-After, three behind the cap again, four in a pause.
    frontier.pauseSlot(first.origin, 4 * kS, kS, 2 * kS);
    QVERIFY(!frontier.next(4 * kS));
    QVERIFY(!frontier.next(7 * kS));
    settings.paused = true;
    frontier.configure(settings, 7 * kS);
    finish(frontier, first, 7 * kS);
    QVERIFY(!frontier.next(8 * kS));
    settings.paused = false;
    frontier.configure(settings, 11 * kS);
    const Request second = *frontier.next(11 * kS);
    QCOMPARE(second.waited[RequestGate::SlotCap], 4 * kS);
    QCOMPARE(second.waited[RequestGate::RetryAfter], 2 * kS);
    QCOMPARE(second.waited[RequestGate::Paused], 4 * kS);
    QCOMPARE(second.waited.totalNs(), 10 * kS);
}

QTEST_GUILESS_MAIN(TestFrontierGates)
#include "test_frontier_gates.moc"
