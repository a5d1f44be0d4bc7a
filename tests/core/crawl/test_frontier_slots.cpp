// SPDX-License-Identifier: GPL-3.0-or-later
// Which slot a host belongs to, whose turn it is, and what counts as active.
#include "tests/core/crawl/frontier_steps.h"

#include <QTest>

#include <map>
#include <utility>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace frontier_steps;

class TestFrontierSlots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hostsOfADomainShareASlot();
    void perIpReplacesPerDomainAndRekeys();
    void rekeyingKeepsWhatIsInFlight();
    void rekeyingKeepsHowLongEachHasWaited();
    void hostWithoutAddressKeepsWhatCountsAsActive();
    void strictOrderGoesAcrossSlots();
    void depthPriorityActsOnWhatWaits();
    void scrapyCountsWhatWaits();
    void scrapyIsFairByActiveRequests();
    void givingBackCostsNothing();
    void statusNamesTheGate();
};

void TestFrontierSlots::hostsOfADomainShareASlot()
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

void TestFrontierSlots::perIpReplacesPerDomainAndRekeys()
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

void TestFrontierSlots::rekeyingKeepsHowLongEachHasWaited()
{
    Settings settings = quiet({.perDomain = 1, .order = Order::Fifo});
    Frontier frontier;
    frontier.configure(settings, 0);
    for (int host = 0; host < 3; ++host)
        frontier.setAddress(u"h%1.example"_s.arg(host).toLatin1(), "10.0.0.1", 0);
    std::map<QByteArray, std::int64_t> pushedNs;
    const auto pushAll = [&](int page, std::int64_t nowNs) {
        for (int host = 0; host < 3; ++host) {
            frontier.push(makeUrl(host, page), {}, nowNs);
            pushedNs[makeUrl(host, page).text()] = nowNs;
        }
    };
    pushAll(0, 0);
    std::vector<Request> taken = takeAll(frontier, kS);
    QCOMPARE(taken.size(), std::size_t{3});
    pushAll(1, 2 * kS);
    settings.perIp = 1; // for a while all wait in one slot, and then in slots of their own again
    frontier.configure(settings, 5 * kS);
    pushAll(2, 6 * kS);
    settings.perIp = 0;
    frontier.configure(settings, 9 * kS);
    pushAll(3, 10 * kS);
    for (std::int64_t now = 11 * kS; !taken.empty(); now += kS) {
        for (const Request& request : std::exchange(taken, {})) {
            const std::int64_t waited = request.takenNs - pushedNs[request.url.text()];
            QCOMPARE(request.waited.totalNs(), waited);
            QVERIFY(request.waited[RequestGate::SlotCap] >= waited - kS);
            finish(frontier, request, now);
        }
        taken = takeAll(frontier, now);
    }
    QCOMPARE(frontier.size(), std::size_t{0});
}

void TestFrontierSlots::rekeyingKeepsWhatIsInFlight()
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

// It stays in its slot, with however many requests that count as active there already.
void TestFrontierSlots::hostWithoutAddressKeepsWhatCountsAsActive()
{
    constexpr int kPages = 2000;
    Frontier frontier;
    frontier.configure(quiet({.concurrentRequests = 0, .perIp = 2, .countWaiting = CountWaiting::Scrapy}), 0);
    for (int page = 0; page < kPages; ++page)
        frontier.push(url(u"a.example/%1"_s.arg(page)), {}, 0);
    QVERIFY(takeAll(frontier, 0).empty());
    QCOMPARE(frontier.takeUnresolvedHosts(), std::vector<QByteArray>{"a.example"});
    frontier.setAddress("a.example", {}, 0);
    QCOMPARE(frontier.size(), std::size_t{kPages});
    QSet<QString> pages;
    while (const auto request = frontier.next(0)) {
        pages.insert(QString::fromStdString(std::string(request->url.target())));
        finish(frontier, *request, 0);
    }
    QCOMPARE(pages.size(), kPages);
}

void TestFrontierSlots::strictOrderGoesAcrossSlots()
{
    Frontier frontier;
    frontier.configure(quiet({.order = Order::Fifo, .fairness = Fairness::Strict}), 0);
    for (const char* text : {"a.example/1", "a.example/2", "b.example/1", "a.example/3"})
        frontier.push(url(QString::fromLatin1(text)), {}, 0);
    QCOMPARE(hostsOf(takeAll(frontier, 0)),
             (QStringList{u"a.example"_s, u"a.example"_s, u"b.example"_s, u"a.example"_s}));
}

void TestFrontierSlots::depthPriorityActsOnWhatWaits()
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

void TestFrontierSlots::scrapyCountsWhatWaits()
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

void TestFrontierSlots::scrapyIsFairByActiveRequests()
{
    Frontier frontier;
    frontier.configure(quiet({.concurrentRequests = 6, .perDomain = 0, .countWaiting = CountWaiting::Scrapy}), 0);
    for (int page = 0; page < 50; ++page)
        frontier.push(url(u"a.example/%1"_s.arg(page)), {}, 0);
    for (int page = 0; page < 3; ++page)
        frontier.push(url(u"b.example/%1"_s.arg(page)), {}, 0);
    QCOMPARE(hostsOf(takeAll(frontier, 0)).count(u"b.example"_s), 3);
}

void TestFrontierSlots::givingBackCostsNothing()
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

void TestFrontierSlots::statusNamesTheGate()
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

QTEST_GUILESS_MAIN(TestFrontierSlots)
#include "test_frontier_slots.moc"
