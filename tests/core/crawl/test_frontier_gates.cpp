// SPDX-License-Identifier: GPL-3.0-or-later
// The gates of the frontier, each on a scripted clock.
#include "tests/core/crawl/frontier_steps.h"

#include <QTest>

#include <random>

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
    void waitsAreToldByGate();
    void everyRequestHasExactlyOneReason_data();
    void everyRequestHasExactlyOneReason();
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
    QCOMPARE(takeAll(frontier, 10 * kS).size(), std::size_t{2});
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
    QVERIFY(frontier.postpone(taken[2], 5 * kS, 0));
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
    frontier.postpone(first, kS, 0);
    QCOMPARE(frontier.giveUp(first.origin, 0), std::size_t{5});
    QCOMPARE(frontier.size(), std::size_t{0});
    QVERIFY(!frontier.push(url(u"a.example/9"_s), {}, 0));
    QVERIFY(!frontier.postpone(first, kS, 0));
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
    QVERIFY(frontier.postpone(failed, 3 * kS, kS));
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
}

void TestFrontierGates::crawlDelayOfAHost()
{
    Frontier frontier;
    frontier.configure(quiet({}), 0);
    for (int page = 0; page < 3; ++page)
        frontier.push(url(u"a.example/%1"_s.arg(page)), {}, 0);
    frontier.robotsRead(OriginId{0}, 100 * kS, 2 * kS, 0);
    QCOMPARE(takeAll(frontier, 0).size(), std::size_t{1});
    QVERIFY(frontier.slotStatus(1, 0)[0].delayBy == DelayBy::Robots);
    QVERIFY(!frontier.next(2 * kS - 1));
    QVERIFY(frontier.next(2 * kS));
    frontier.configure(quiet({.downloadDelayMs = 3000}), 2 * kS);
    QVERIFY(frontier.slotStatus(1, 2 * kS)[0].delayBy == DelayBy::Settings);
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

void TestFrontierGates::everyRequestHasExactlyOneReason_data()
{
    QTest::addColumn<CountWaiting>("counted");
    QTest::newRow("wire") << CountWaiting::Wire;
    QTest::newRow("scrapy") << CountWaiting::Scrapy;
}

/// Everything at random, and the sums must hold after each step; caps and tokens too.
void TestFrontierGates::everyRequestHasExactlyOneReason()
{
    QFETCH(CountWaiting, counted);
    const unsigned seed = std::random_device{}();
    std::mt19937 random(seed);
    const auto upTo = [&random](unsigned bound) { return static_cast<unsigned>(random() % bound); };
    Settings settings{.concurrentRequests = 5, .perDomain = 2, .countWaiting = counted, .welcomeAt = u"*"_s};
    Frontier frontier;
    std::int64_t now = 0;
    frontier.configure(settings, now);
    std::vector<Request> out;
    std::size_t waiting = 0;
    int taken = 0;
    for (int round = 0; round < 20'000; ++round) {
        const QByteArray where = "seed " + QByteArray::number(seed) + ", round " + QByteArray::number(round);
        now += upTo(3) == 0 ? upTo(400) * kMs : upTo(2) * kMs;
        const unsigned dice = upTo(100);
        if (dice < 35) {
            waiting += frontier.push(url(u"h%1.example:%2/%3"_s.arg(upTo(6)).arg(80 + upTo(2)).arg(round)),
                                     {.depth = static_cast<std::uint16_t>(upTo(4))}, now)
                           ? 1
                           : 0;
        } else if (dice < 65) {
            if (const auto request = frontier.next(now)) {
                ++taken;
                QVERIFY2(settings.concurrentRequests == 0 ||
                             frontier.limiter().inFlight() <= settings.concurrentRequests,
                         where.constData());
                waiting -= request->kind == RequestKind::Page ? 1 : 0;
                if (request->kind == RequestKind::Page && upTo(10) == 0)
                    frontier.giveBack(*request, now);
                else
                    out.push_back(*request);
            }
        } else if (dice < 90) {
            if (!out.empty()) {
                std::swap(out[upTo(static_cast<unsigned>(out.size()))], out.back());
                const Request request = out.back();
                out.pop_back();
                finish(frontier, request, now);
                if (request.kind == RequestKind::Robots && request.tag.redirects < 2 && upTo(4) == 0)
                    frontier.redirectRobots(request, url(u"h%1.example/r"_s.arg(upTo(6))), now);
                else if (request.kind == RequestKind::Robots && upTo(4) == 0)
                    frontier.holdOrigin(request.robotsFor, RequestGate::Robots, now + 50 * kMs, now);
                else if (request.kind == RequestKind::Robots)
                    frontier.robotsRead(request.robotsFor, now + 5 * kS, upTo(2) * 10 * kMs, now);
                else if (upTo(5) == 0)
                    waiting += frontier.postpone(request, now + upTo(3) * 100 * kMs, now) ? 1 : 0;
                else if (upTo(8) == 0)
                    frontier.pauseSlot(request.origin, now + 200 * kMs, now, now);
                else if (upTo(8) == 0)
                    frontier.holdOrigin(request.origin, RequestGate::Breaker, now + 100 * kMs, now);
                else
                    frontier.openOrigin(request.origin, RequestGate::Breaker, now);
            }
        } else if (dice < 94) {
            settings.concurrentRequests = static_cast<int>(upTo(8));
            settings.perDomain = static_cast<int>(upTo(4));
            settings.perIp = upTo(3) == 0 ? 2 : 0;
            settings.downloadDelayMs = static_cast<int>(upTo(3)) * 5;
            settings.obeyRobots = upTo(2) == 0;
            settings.slotBy = upTo(2) == 0 ? SlotBy::Host : SlotBy::RegistrableDomain;
            settings.fairness = upTo(2) == 0 ? Fairness::Strict : Fairness::BySlot;
            settings.order = static_cast<Order>(upTo(3));
            settings.control = static_cast<ConcurrencyControl>(upTo(3));
            settings.autoThrottle = upTo(3) == 0;
            settings.autoThrottleStartMs = 20;
            settings.paused = upTo(8) == 0;
            settings.maxRequestsPerMinute = upTo(3) == 0 ? 6000 : 0;
            settings.countWaiting = upTo(4) == 0 ? CountWaiting::Wire : counted;
            frontier.configure(settings, now);
        } else if (dice < 98) {
            frontier.setBacklogged(upTo(2) == 0, now);
            for (const QByteArray& host : frontier.takeUnresolvedHosts())
                frontier.setAddress(host, upTo(4) == 0 ? QByteArray() : "192.0.2." + QByteArray::number(upTo(3)), now);
        } else if (upTo(100) == 0 && round > 15'000) {
            if (!out.empty())
                waiting -= frontier.giveUp(out.back().origin, now);
        }
        QVERIFY2(frontier.size() == waiting, where.constData());
        QVERIFY2(frontier.waiting(now).total() == waiting, where.constData());
        QVERIFY2(frontier.limiter().inFlight() == static_cast<int>(out.size()), where.constData());
    }
    QVERIFY(taken > 300);
}

QTEST_GUILESS_MAIN(TestFrontierGates)
#include "test_frontier_gates.moc"
