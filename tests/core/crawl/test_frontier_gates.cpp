// SPDX-License-Identifier: GPL-3.0-or-later
// The gates of the frontier, each on a scripted clock.
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
    void retryAfterHoldsOneSlot();
    void nobodyIsWokenForThePast();
    void breakerLetsOneTry();
    void givenUpHostTakesNothing();
    void backoffHoldsOneRequest();
    void crawlDelayOfAHost();
    void globalRate();
    void whatArrivesCountsOnce();
    void noMoreThanCanBeOpen_data();
    void noMoreThanCanBeOpen();
    void breakersPauseMayBeTurnedWhileItLasts();
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

void TestFrontierGates::retryAfterHoldsOneSlot()
{
    Frontier frontier;
    frontier.configure(quiet({}), 0);
    for (int page = 0; page < 3; ++page)
        frontier.push(url(u"a.example/%1"_s.arg(page)), {}, 0);
    const Request first = *frontier.next(0);
    QVERIFY(frontier.pauseSlot(first.origin, 10 * kS, 0, kS));
    finish(frontier, first, kS, 429);
    frontier.push(url(u"b.example/"_s), {}, kS);
    QCOMPARE(hostsOf(takeAll(frontier, 2 * kS)), QStringList{u"b.example"_s});
    QCOMPARE(frontier.waiting(2 * kS)[RequestGate::RetryAfter], std::size_t{2});
    QCOMPARE(frontier.nextWakeNs(2 * kS), std::optional<std::int64_t>(10 * kS));
    QVERIFY(!frontier.next(10 * kS - 1));
    // Seven of the nine seconds are heeded, then all of them again, then none.
    frontier.configure(quiet({.retryAfterMaxS = 7}), 3 * kS);
    QCOMPARE(frontier.nextWakeNs(3 * kS), std::optional<std::int64_t>(8 * kS));
    frontier.configure(quiet({}), 3 * kS);
    QVERIFY(!frontier.next(10 * kS - 1));
    frontier.configure(quiet({.retryAfterMaxS = 0}), 10 * kS - 1);
    QCOMPARE(takeAll(frontier, 10 * kS - 1).size(), std::size_t{2});
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

void TestFrontierGates::breakerLetsOneTry()
{
    Frontier frontier;
    frontier.configure(quiet({}), 0);
    for (int page = 0; page < 5; ++page)
        frontier.push(url(u"a.example/%1"_s.arg(page)), {}, 0);
    const Request first = *frontier.next(0);
    finish(frontier, first, 0, 500);
    frontier.holdOrigin(first.origin, RequestGate::Breaker, 10 * kS, 0);
    QVERIFY(!frontier.next(9 * kS));
    QCOMPARE(frontier.waiting(9 * kS)[RequestGate::Breaker], std::size_t{4});
    const std::vector<Request> trial = takeAll(frontier, 10 * kS);
    QCOMPARE(trial.size(), std::size_t{1});
    // It may not be sent after all: another one may try.
    frontier.giveBack(trial.front(), 10 * kS);
    const std::vector<Request> second = takeAll(frontier, 10 * kS);
    QCOMPARE(second.size(), std::size_t{1});
    finish(frontier, second.front(), 11 * kS);
    frontier.openOrigin(first.origin, RequestGate::Breaker, 11 * kS);
    QCOMPARE(takeAll(frontier, 11 * kS).size(), std::size_t{2});
}

void TestFrontierGates::givenUpHostTakesNothing()
{
    Frontier frontier;
    frontier.configure(quiet({.perDomain = 1}), 0);
    for (int page = 0; page < 5; ++page)
        frontier.push(url(u"a.example/%1"_s.arg(page)), {}, 0);
    frontier.push(url(u"b.example/"_s), {}, 0);
    const std::vector<Request> taken = takeAll(frontier, 0);
    const Request& first = taken.front();
    finish(frontier, first, 0);
    const LastTry ended{503, lanescope::trace::RequestOutcome::HttpError};
    frontier.postpone(first, ended, kS, 0);
    std::vector<LastTry> dropped;
    const auto note = [&](const UnaskedUrl& each) { dropped.push_back(each.tag.lastTry); };
    QCOMPARE(frontier.giveUp(first.origin, 0, note), std::size_t{5});
    QCOMPARE(std::ranges::count(dropped, LastTry{}), 4);
    QCOMPARE(std::ranges::count(dropped, ended), 1);
    QCOMPARE(frontier.size(), std::size_t{0});
    QVERIFY(!frontier.push(url(u"a.example/9"_s), {}, 0));
    QVERIFY(!frontier.postpone(first, ended, kS, 0));
    QVERIFY(frontier.push(url(u"b.example/9"_s), {}, 0));
    QCOMPARE(frontier.waiting(0).total(), std::size_t{1});
    QVERIFY(!frontier.next(2 * kS));
}

void TestFrontierGates::backoffHoldsOneRequest()
{
    Frontier frontier;
    frontier.configure(quiet({}), 0);
    frontier.push(url(u"a.example/1"_s), {}, 0);
    frontier.push(url(u"a.example/2"_s), {}, 0);
    const Request failed = *frontier.next(0);
    finish(frontier, failed, 0, 500);
    QVERIFY(frontier.postpone(failed, {}, 3 * kS, kS));
    QCOMPARE(frontier.size(), std::size_t{2});
    QCOMPARE(frontier.waiting(kS)[RequestGate::Backoff], std::size_t{1});
    QCOMPARE(takeAll(frontier, kS).size(), std::size_t{1}); // the other one is free
    QCOMPARE(frontier.nextWakeNs(kS), std::optional<std::int64_t>(3 * kS));
    QVERIFY(!frontier.next(3 * kS - 1));
    const auto again = frontier.next(3 * kS);
    QVERIFY(again);
    QCOMPARE(again->url, failed.url);
    QCOMPARE(int(again->tag.retries), 1);
    QCOMPARE(again->waited[RequestGate::Backoff], 2 * kS);
    // Without any, those that wait for one go.
    finish(frontier, *again, 3 * kS, 500);
    QVERIFY(frontier.postpone(*again, {}, 100 * kS, 3 * kS));
    frontier.configure(quiet({.backoffMs = 0}), 5 * kS);
    const auto last = frontier.next(5 * kS);
    QVERIFY(last);
    QCOMPARE(last->waited[RequestGate::Backoff], 2 * kS);
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

void TestFrontierGates::breakersPauseMayBeTurnedWhileItLasts()
{
    Frontier frontier;
    const auto pauseOf = [](int seconds) { return quiet({.breakerFailures = 1, .breakerPauseS = seconds}); };
    frontier.configure(pauseOf(30), 0);
    frontier.push(makeUrl(0, 0), {}, 0);
    frontier.push(makeUrl(0, 1), {}, 0);
    const Request first = *frontier.next(0);
    finish(frontier, first, kS, 500);
    frontier.holdOrigin(first.origin, RequestGate::Breaker, 31 * kS, kS);
    QCOMPARE(frontier.nextWakeNs(2 * kS), std::optional<std::int64_t>(31 * kS));
    frontier.configure(pauseOf(5), 2 * kS);
    QCOMPARE(frontier.nextWakeNs(2 * kS), std::optional<std::int64_t>(6 * kS));
    frontier.configure(pauseOf(10), 3 * kS);
    QVERIFY(!frontier.next(11 * kS - 1));
    // What is over already opens at once.
    frontier.configure(pauseOf(2), 4 * kS);
    const auto trial = frontier.next(4 * kS);
    QVERIFY(trial && trial->origin == first.origin);
    // The trial's own wait is nobody's pause.
    frontier.push(makeUrl(0, 2), {}, 4 * kS);
    frontier.configure(pauseOf(1), 20 * kS);
    QVERIFY(!frontier.next(20 * kS));
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
