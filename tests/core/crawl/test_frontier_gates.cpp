// SPDX-License-Identifier: GPL-3.0-or-later
// The gates of the frontier, each on a scripted clock.
#include "core/crawl/frontier.h"

#include <QTest>

#include <random>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kS = 1000 * kMs;

Url url(const QString& text)
{
    return Url::fromUser(u"http://"_s + text).value();
}

Settings quiet(Settings settings)
{
    settings.randomDelay = RandomDelay::Off;
    settings.obeyRobots = false;
    return settings;
}

void finish(Frontier& frontier, const Request& request, std::int64_t nowNs, int status = 200)
{
    frontier.finished(request, {.startedNs = nowNs, .endedNs = nowNs, .latencyS = 0.1, .status = status}, 0, nowNs);
}

std::vector<Request> takeAll(Frontier& frontier, std::int64_t nowNs)
{
    std::vector<Request> taken;
    while (const auto request = frontier.next(nowNs))
        taken.push_back(*request);
    return taken;
}

QStringList hostsOf(const std::vector<Request>& requests)
{
    QStringList hosts;
    for (const Request& request : requests)
        hosts.append(QString::fromUtf8(request.url.host().data(), static_cast<qsizetype>(request.url.host().size())));
    return hosts;
}

} // namespace

class TestFrontierGates : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hostsOfADomainShareASlot();
    void perIpReplacesPerDomainAndRekeys();
    void rekeyingKeepsWhatIsInFlight();
    void strictOrderGoesAcrossSlots();
    void depthPriorityActsOnWhatWaits();
    void scrapyCountsWhatWaits();
    void scrapyIsFairByActiveRequests();
    void robotsTxtComesFirst();
    void robotsTxtOfOneOriginHoldsOnlyThat();
    void redirectedRobotsTxtPassesTheGates();
    void retryAfterHoldsOneSlot();
    void breakerLetsOneTry();
    void givenUpHostTakesNothing();
    void backoffHoldsOneRequest();
    void givingBackCostsNothing();
    void crawlDelayOfAHost();
    void globalRate();
    void waitsAreToldByGate();
    void statusNamesTheGate();
    void everyRequestHasExactlyOneReason_data();
    void everyRequestHasExactlyOneReason();
};

void TestFrontierGates::hostsOfADomainShareASlot()
{
    Frontier frontier;
    Settings settings = quiet({.perDomain = 2, .slotBy = SlotBy::RegistrableDomain});
    frontier.configure(settings, 0);
    for (const char* host : {"a.example.co.uk/", "b.example.co.uk/", "c.example.co.uk/", "other.co.uk/"})
        QVERIFY(frontier.push(url(QString::fromLatin1(host)), {}, 0));
    QCOMPARE(takeAll(frontier, 0).size(), std::size_t{3});
    QCOMPARE(frontier.waiting(0)[RequestGate::SlotCap], std::size_t{1});
    // By host they are four slots.
    settings.slotBy = SlotBy::Host;
    frontier.configure(settings, 0);
    QCOMPARE(takeAll(frontier, 0).size(), std::size_t{1});
}

void TestFrontierGates::perIpReplacesPerDomainAndRekeys()
{
    Frontier frontier;
    frontier.configure(quiet({.perDomain = 8, .perIp = 2}), 0);
    for (const char* host : {"a.example/1", "a.example/2", "b.example/1", "c.example/1"})
        frontier.push(url(QString::fromLatin1(host)), {}, 0);
    QVERIFY(takeAll(frontier, 0).empty());
    QCOMPARE(frontier.waiting(0)[RequestGate::Resolve], std::size_t{4});
    QCOMPARE(frontier.takeUnresolvedHosts(), (std::vector<QByteArray>{"a.example", "b.example", "c.example"}));
    QVERIFY(frontier.takeUnresolvedHosts().empty());
    // a and b are at one address; c has none and is a slot of its own.
    frontier.setAddress("a.example", "192.0.2.1", 0);
    frontier.setAddress("b.example", "192.0.2.1", 0);
    frontier.setAddress("c.example", {}, 0);
    const std::vector<Request> taken = takeAll(frontier, 0);
    QCOMPARE(taken.size(), std::size_t{3});
    QCOMPARE(frontier.waiting(0)[RequestGate::SlotCap], std::size_t{1});
    for (const Request& request : taken) {
        if (request.url.host() == "c.example")
            finish(frontier, request, 1);
    }
    QVERIFY(!frontier.next(1)); // c's slot is free, that of a and b is not
    finish(frontier, taken.front(), 2);
    QCOMPARE(frontier.size(), std::size_t{1});
    QVERIFY(frontier.next(2));
}

void TestFrontierGates::rekeyingKeepsWhatIsInFlight()
{
    Frontier frontier;
    Settings settings = quiet({.concurrentRequests = 0, .perDomain = 3, .downloadDelayMs = 1});
    frontier.configure(settings, 0);
    for (int page = 0; page < 4; ++page) {
        frontier.push(url(u"a.example/%1"_s.arg(page)), {}, 0);
        frontier.push(url(u"b.example/%1"_s.arg(page)), {}, 0);
    }
    std::vector<Request> taken;
    for (std::int64_t now = 0; now < 20 * kMs; now += kMs) {
        for (const Request& request : takeAll(frontier, now))
            taken.push_back(request);
    }
    QCOMPARE(taken.size(), std::size_t{6});
    // Six are out; by address they are six in one slot, and five have to end before a cap of two lets one go.
    settings.perIp = 2;
    frontier.configure(settings, 20 * kMs);
    for (const QByteArray& host : frontier.takeUnresolvedHosts())
        frontier.setAddress(host, "192.0.2.1", 20 * kMs);
    QVERIFY(!frontier.limiter().withinCaps());
    std::int64_t now = 30 * kMs;
    for (std::size_t ended = 0; ended < 5; ++ended) {
        QVERIFY2(!frontier.next(now), qPrintable(QString::number(ended)));
        finish(frontier, taken[ended], now);
        now += 10 * kMs;
    }
    QVERIFY(frontier.next(now));
    QVERIFY(!frontier.next(now + 10 * kMs));
}

void TestFrontierGates::strictOrderGoesAcrossSlots()
{
    Frontier frontier;
    frontier.configure(quiet({.order = Order::Fifo, .fairness = Fairness::Strict}), 0);
    for (const char* text : {"a.example/1", "a.example/2", "b.example/1", "a.example/3"})
        frontier.push(url(QString::fromLatin1(text)), {}, 0);
    QCOMPARE(hostsOf(takeAll(frontier, 0)),
             (QStringList{u"a.example"_s, u"a.example"_s, u"b.example"_s, u"a.example"_s}));
}

void TestFrontierGates::depthPriorityActsOnWhatWaits()
{
    Frontier frontier;
    Settings settings = quiet({.concurrentRequests = 0, .perDomain = 0});
    frontier.configure(settings, 0);
    const std::vector<int> depths{2, 0, 1, 2, 0};
    for (std::size_t page = 0; page < depths.size(); ++page)
        frontier.push(url(u"a.example/%1"_s.arg(page)), {.depth = static_cast<std::uint16_t>(depths[page])}, 0);
    const auto nextPage = [&] { return QByteArray(frontier.next(0)->url.text().right(1)).toInt(); };
    settings.depthPriority = 1;
    frontier.configure(settings, 0);
    QCOMPARE(nextPage(), 4); // depth 0, the newest of two
    settings.depthPriority = -1;
    frontier.configure(settings, 0);
    QCOMPARE(nextPage(), 3); // depth 2
    settings.depthPriority = 0;
    settings.order = Order::Priority;
    frontier.configure(settings, 0);
    QCOMPARE(nextPage(), 1); // depth 0, the oldest
    settings.order = Order::Lifo;
    frontier.configure(settings, 0);
    QCOMPARE(nextPage(), 2); // the newest of all
    QCOMPARE(nextPage(), 0);
}

void TestFrontierGates::scrapyCountsWhatWaits()
{
    // "All slots filled by one waiting domain": sixteen requests of a slow host take all global tokens, and the
    // other host has to wait, although one request is on the wire.
    const auto started = [](CountWaiting counted) {
        Frontier frontier;
        frontier.configure(quiet({.concurrentRequests = 16,
                                  .perDomain = 1,
                                  .order = Order::Fifo,
                                  .fairness = Fairness::Strict,
                                  .countWaiting = counted}),
                           0);
        for (int page = 0; page < 20; ++page)
            frontier.push(url(u"slow.example/%1"_s.arg(page)), {}, 0);
        frontier.push(url(u"quick.example/"_s), {}, 0);
        const QStringList hosts = hostsOf(takeAll(frontier, 0));
        const WaitCounts waiting = frontier.waiting(0);
        const std::size_t global = waiting[RequestGate::GlobalCap];
        return std::tuple(hosts.contains(u"quick.example"_s), global, waiting.total() == frontier.size());
    };
    QVERIFY(started(CountWaiting::Scrapy) == std::tuple(false, std::size_t{5}, true));
    QVERIFY(started(CountWaiting::Wire) == std::tuple(true, std::size_t{0}, true));
}

void TestFrontierGates::scrapyIsFairByActiveRequests()
{
    Frontier frontier;
    frontier.configure(quiet({.concurrentRequests = 6, .perDomain = 0, .countWaiting = CountWaiting::Scrapy}), 0);
    for (int page = 0; page < 50; ++page)
        frontier.push(url(u"a.example/%1"_s.arg(page)), {}, 0);
    for (int page = 0; page < 3; ++page)
        frontier.push(url(u"b.example/%1"_s.arg(page)), {}, 0);
    QCOMPARE(hostsOf(takeAll(frontier, 0)).count(u"b.example"_s), 3);
}

void TestFrontierGates::robotsTxtComesFirst()
{
    Frontier frontier;
    frontier.configure({.randomDelay = RandomDelay::Off}, 0);
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
    Settings settings;
    settings.obeyRobots = false;
    frontier.configure(settings, 102 * kS);
    QVERIFY(frontier.next(102 * kS)->kind == RequestKind::Page);
}

void TestFrontierGates::robotsTxtOfOneOriginHoldsOnlyThat()
{
    Frontier frontier;
    frontier.configure({.randomDelay = RandomDelay::Off, .obeyRobots = true}, 0);
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
    frontier.configure({.downloadDelayMs = 100, .randomDelay = RandomDelay::Off, .obeyRobots = true}, 0);
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
    frontier.openOrigin(first.origin, 11 * kS);
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

void TestFrontierGates::givingBackCostsNothing()
{
    Frontier frontier;
    frontier.configure(quiet({.downloadDelayMs = 1000, .maxRequestsPerMinute = 60}), 0);
    frontier.push(url(u"a.example/1"_s), {}, 0);
    frontier.push(url(u"a.example/2"_s), {}, 0);
    const Request forbidden = *frontier.next(0);
    frontier.giveBack(forbidden, 0);
    QCOMPARE(frontier.limiter().inFlight(), 0);
    QVERIFY(frontier.next(0)); // neither the delay nor the rate has begun
    QVERIFY(!frontier.next(0));
}

void TestFrontierGates::crawlDelayOfAHost()
{
    Frontier frontier;
    frontier.configure(quiet({}), 0);
    for (int page = 0; page < 3; ++page)
        frontier.push(url(u"a.example/%1"_s.arg(page)), {}, 0);
    frontier.robotsRead(OriginId{0}, 100 * kS, 2 * kS, 0);
    QCOMPARE(takeAll(frontier, 0).size(), std::size_t{1});
    QVERIFY(!frontier.next(2 * kS - 1));
    QVERIFY(frontier.next(2 * kS));
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

void TestFrontierGates::statusNamesTheGate()
{
    Frontier frontier;
    frontier.configure(quiet({.perDomain = 3, .downloadDelayMs = 2000}), 0);
    for (int page = 0; page < 3; ++page)
        frontier.push(url(u"a.example/%1"_s.arg(page)), {}, 0);
    frontier.push(url(u"b.example/"_s), {}, 0);
    QCOMPARE(takeAll(frontier, 0).size(), std::size_t{2});
    const std::vector<SlotStatus> slots = frontier.slotStatus(10, kS / 2);
    QCOMPARE(slots.size(), std::size_t{2});
    QCOMPARE(slots[0].key, QByteArray("a.example"));
    QCOMPARE(slots[0].waiting, std::size_t{2});
    QVERIFY(slots[0].gate == RequestGate::Delay);
    QCOMPARE(slots[0].gateS, 1.5);
    QCOMPARE(slots[0].onTheWire, 1);
    QCOMPARE(slots[0].cap, 3);
    QCOMPARE(slots[0].delayS, 2.0);
    QCOMPARE(frontier.slotStatus(1, kS).size(), std::size_t{1});
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
    Settings settings{.concurrentRequests = 5, .perDomain = 2, .countWaiting = counted};
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
                    frontier.openOrigin(request.origin, now);
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
