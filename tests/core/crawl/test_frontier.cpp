// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier.h"

#include <QTest>

#include <map>
#include <random>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

namespace {

Url makeUrl(int host, int page)
{
    return Url::fromUser(u"http://h%1.example/%2"_s.arg(host).arg(page)).value();
}

constexpr std::int64_t kMs = 1'000'000;

/// Without what draws lots what asks for a robots.txt and what public hosts are owed; the tests of those ask for them.
void configure(Frontier& frontier, Settings settings, std::int64_t nowNs)
{
    settings.randomDelay = RandomDelay::Off;
    settings.obeyRobots = false;
    settings.welcomeAt = QStringLiteral("*");
    frontier.configure(settings, nowNs);
}

WaitCounts counts(std::initializer_list<std::pair<RequestGate, std::size_t>> gates)
{
    WaitCounts result;
    for (const auto& [gate, count] : gates)
        result[gate] = count;
    return result;
}

void finish(Frontier& frontier, const Request& request, std::int64_t nowNs)
{
    frontier.finished(request, {.startedNs = nowNs, .endedNs = nowNs}, 0, nowNs);
}

/// The same rules, written the slow and obvious way: every question looks at everything.
struct Model {
    struct Host {
        std::deque<Url> waiting;
        int inFlight = 0;
        std::int64_t lastStartNs = 0;
        bool started = false;
    };
    std::map<std::string, Host> hosts;
    Settings settings;
    int inFlight = 0;

    bool capped(const Host& host) const { return settings.perDomain > 0 && host.inFlight >= settings.perDomain; }
    bool delayed(const Host& host, std::int64_t now) const
    {
        return host.started && host.lastStartNs + settings.downloadDelayMs * kMs > now;
    }
    bool full() const { return settings.concurrentRequests > 0 && inFlight >= settings.concurrentRequests; }
    bool maySend(const Host& host, std::int64_t now) const
    {
        return !host.waiting.empty() && !full() && !capped(host) && !delayed(host, now);
    }
    WaitCounts waiting(std::int64_t now) const
    {
        WaitCounts waits;
        for (const auto& [name, host] : hosts) {
            const RequestGate gate = capped(host)         ? RequestGate::SlotCap
                                     : delayed(host, now) ? RequestGate::Delay
                                     : full()             ? RequestGate::GlobalCap
                                                          : RequestGate::None;
            waits[gate] += host.waiting.size();
        }
        return waits;
    }
};

} // namespace

class TestFrontier : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lastInFirstOut();
    void firstInFirstOut();
    void slotsTakeTurns();
    void oneFullSlotHoldsUpNobodyElse();
    void keepsTheDelay();
    void shorterDelayActsAtOnce();
    void agreesWithBruteForce_data();
    void agreesWithBruteForce();
    void nobodyIsOvertakenTwice();
    void portsOfOneHostShareASlot();
    void millionUrlsStaySmall();
};

void TestFrontier::lastInFirstOut()
{
    Frontier frontier;
    configure(frontier, {.concurrentRequests = 0, .perDomain = 0}, 0);
    for (int page = 0; page < 3; ++page)
        frontier.push(makeUrl(1, page), {}, 0);
    QCOMPARE(frontier.next(0)->url, makeUrl(1, 2));
    frontier.push(makeUrl(1, 7), {}, 0);
    QCOMPARE(frontier.next(0)->url, makeUrl(1, 7));
    QCOMPARE(frontier.next(0)->url, makeUrl(1, 1));
}

void TestFrontier::firstInFirstOut()
{
    Frontier frontier;
    configure(frontier, {.concurrentRequests = 0, .perDomain = 0, .order = Order::Fifo}, 0);
    for (int page = 0; page < 3; ++page)
        frontier.push(makeUrl(1, page), {.depth = static_cast<std::uint16_t>(page)}, 0);
    std::uint32_t lastId = 0;
    for (int page = 0; page < 3; ++page) {
        const auto request = frontier.next(0);
        QCOMPARE(request->url, makeUrl(1, page));
        QCOMPARE(int(request->tag.depth), page);
        QVERIFY(request->id > lastId);
        lastId = request->id;
    }
    QVERIFY(!frontier.next(0));
}

void TestFrontier::slotsTakeTurns()
{
    Frontier frontier;
    configure(frontier, {.concurrentRequests = 0, .perDomain = 0, .order = Order::Fifo}, 0);
    for (int page = 0; page < 100; ++page)
        frontier.push(makeUrl(1, page), {}, 0);
    for (int page = 0; page < 2; ++page)
        frontier.push(makeUrl(2, page), {}, 0);
    QCOMPARE(frontier.next(0)->url, makeUrl(1, 0));
    QCOMPARE(frontier.next(0)->url, makeUrl(2, 0));
    QCOMPARE(frontier.next(0)->url, makeUrl(1, 1));
    QCOMPARE(frontier.next(0)->url, makeUrl(2, 1));
    QCOMPARE(frontier.next(0)->url, makeUrl(1, 2));
}

void TestFrontier::oneFullSlotHoldsUpNobodyElse()
{
    Frontier frontier;
    configure(frontier, {.concurrentRequests = 10, .perDomain = 2}, 0);
    for (int page = 0; page < 50; ++page)
        frontier.push(makeUrl(1, page), {}, 0);
    frontier.push(makeUrl(2, 0), {}, 0);
    std::vector<Request> started;
    while (const auto request = frontier.next(0))
        started.push_back(*request);
    QCOMPARE(started.size(), std::size_t{3});
    QVERIFY(frontier.waiting(0) == counts({{RequestGate::SlotCap, 48}}));
    finish(frontier, started.front(), 0);
    QVERIFY(frontier.waiting(0) == counts({{RequestGate::None, 48}}));
    QCOMPARE(frontier.next(0)->url, makeUrl(1, 47));
}

void TestFrontier::keepsTheDelay()
{
    Frontier frontier;
    configure(frontier, {.concurrentRequests = 0, .perDomain = 0, .downloadDelayMs = 100}, 0);
    frontier.push(makeUrl(1, 0), {}, 0);
    frontier.push(makeUrl(1, 1), {}, 0);
    QVERIFY(frontier.next(5 * kMs));
    QVERIFY(!frontier.next(5 * kMs));
    QCOMPARE(frontier.nextWakeNs(5 * kMs), std::optional<std::int64_t>(105 * kMs));
    QVERIFY(frontier.waiting(5 * kMs) == counts({{RequestGate::Delay, 1}}));
    QVERIFY(!frontier.next(105 * kMs - 1));
    QVERIFY(frontier.next(105 * kMs));
    QCOMPARE(frontier.nextWakeNs(5 * kMs), std::nullopt);
}

void TestFrontier::shorterDelayActsAtOnce()
{
    Frontier frontier;
    Settings settings{.concurrentRequests = 0, .perDomain = 0, .downloadDelayMs = 60'000};
    configure(frontier, settings, 0);
    frontier.push(makeUrl(1, 0), {}, 0);
    frontier.push(makeUrl(1, 1), {}, 0);
    QVERIFY(frontier.next(0));
    settings.downloadDelayMs = 10;
    configure(frontier, settings, 5 * kMs);
    QCOMPARE(frontier.nextWakeNs(5 * kMs), std::optional<std::int64_t>(10 * kMs));
    QVERIFY(!frontier.next(9 * kMs));
    settings.downloadDelayMs = 0;
    configure(frontier, settings, 9 * kMs);
    QVERIFY(frontier.next(9 * kMs));
}

void TestFrontier::agreesWithBruteForce_data()
{
    QTest::addColumn<int>("hosts");
    QTest::addColumn<bool>("lifo");
    QTest::newRow("one host") << 1 << true;
    QTest::newRow("some hosts, lifo") << 4 << true;
    QTest::newRow("some hosts, fifo") << 4 << false;
    QTest::newRow("many hosts") << 60 << true;
}

void TestFrontier::agreesWithBruteForce()
{
    QFETCH(int, hosts);
    QFETCH(bool, lifo);
    const unsigned seed = std::random_device{}();
    std::mt19937 random(seed);
    Model model;
    model.settings = {
        .concurrentRequests = 6, .perDomain = 2, .downloadDelayMs = 3, .order = lifo ? Order::Lifo : Order::Fifo};
    Frontier frontier;
    std::int64_t now = 0;
    configure(frontier, model.settings, now);
    std::vector<Request> onTheWire;
    int started = 0;
    for (int round = 0; round < 30'000; ++round) {
        const QByteArray where = "seed " + QByteArray::number(seed) + ", round " + QByteArray::number(round);
        now += static_cast<std::int64_t>(random() % static_cast<unsigned>(kMs));
        const auto dice = random() % 100;
        if (dice < 40) {
            const Url url = makeUrl(static_cast<int>(random() % static_cast<unsigned>(hosts)), round);
            frontier.push(url, {}, now);
            model.hosts[std::string(url.host())].waiting.push_back(url);
        } else if (dice < 80) {
            const auto request = frontier.next(now);
            const bool any =
                std::ranges::any_of(model.hosts, [&](const auto& host) { return model.maySend(host.second, now); });
            QVERIFY2(request.has_value() == any, where.constData());
            if (request) {
                Model::Host& host = model.hosts[std::string(request->url.host())];
                QVERIFY2(model.maySend(host, now), where.constData());
                QVERIFY2(request->url == (lifo ? host.waiting.back() : host.waiting.front()), where.constData());
                lifo ? host.waiting.pop_back() : host.waiting.pop_front();
                ++host.inFlight;
                ++model.inFlight;
                host.lastStartNs = now;
                host.started = true;
                onTheWire.push_back(*request);
                ++started;
            }
        } else if (dice < 98) {
            if (!onTheWire.empty()) {
                std::swap(onTheWire[random() % onTheWire.size()], onTheWire.back());
                --model.hosts[std::string(onTheWire.back().url.host())].inFlight;
                --model.inFlight;
                finish(frontier, onTheWire.back(), now);
                onTheWire.pop_back();
            }
        } else {
            model.settings.concurrentRequests = static_cast<int>(random() % 10);
            model.settings.perDomain = static_cast<int>(random() % 4);
            model.settings.downloadDelayMs = static_cast<int>(random() % 5);
            configure(frontier, model.settings, now);
        }
        QCOMPARE(frontier.waiting(now).total(), frontier.size());
        // The delays that have run out are noticed by next(); ask it with the global gate shut.
        Settings shut = model.settings;
        if (round % 50 == 0) {
            configure(frontier, shut, now);
            QVERIFY2(frontier.waiting(now) == model.waiting(now), where.constData());
        }
    }
    QVERIFY(started > 500);
}

void TestFrontier::nobodyIsOvertakenTwice()
{
    std::mt19937 random(3);
    Frontier frontier;
    configure(frontier, {.concurrentRequests = 0, .perDomain = 0}, 0);
    constexpr int kHosts = 7;
    for (int host = 0; host < kHosts; ++host) {
        for (int page = 0; page < 50; ++page)
            frontier.push(makeUrl(host, page), {}, 0);
    }
    std::vector<int> served(kHosts, 0);
    for (int round = 0; round < 50 * kHosts; ++round) {
        const auto request = frontier.next(0);
        QVERIFY(request);
        ++served[static_cast<std::size_t>(request->slot)];
        const auto [least, most] = std::ranges::minmax(served);
        QVERIFY(most - least <= 1);
        if (random() % 2)
            finish(frontier, *request, 0);
    }
}

void TestFrontier::portsOfOneHostShareASlot()
{
    Frontier frontier;
    configure(frontier, {.concurrentRequests = 0, .perDomain = 1}, 0);
    frontier.push(Url::fromUser(u"http://h.example:81/"_s).value(), {}, 0);
    frontier.push(Url::fromUser(u"https://h.example/"_s).value(), {}, 0);
    QVERIFY(frontier.next(0));
    QVERIFY(!frontier.next(0));
    QCOMPARE(frontier.slotCount(), std::size_t{1});
}

void TestFrontier::millionUrlsStaySmall()
{
    Frontier frontier;
    configure(frontier, {}, 0);
    constexpr int kUrls = 1'000'000;
    for (int page = 0; page < kUrls; ++page)
        frontier.push(Url::fromParts("http://host" + QByteArray::number(page % 500) + ".example",
                                     "/articles/section/page-" + std::to_string(page) + ".html?view=full"),
                      {}, 0);
    const double bytes = static_cast<double>(frontier.memoryBytes()) / kUrls;
    qInfo("bytes a waiting URL of 64 characters: %.1f", bytes);
    QVERIFY(bytes <= 200.0);
    QCOMPARE(frontier.size(), std::size_t{kUrls});
}

QTEST_GUILESS_MAIN(TestFrontier)
#include "test_frontier.moc"
