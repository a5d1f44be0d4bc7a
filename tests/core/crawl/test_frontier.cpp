// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier.h"

#include <QTest>

#include <map>
#include <random>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

namespace {

Url makeUrl(int host, int page) {
    return Url::fromUser(u"http://h%1.example/%2"_s.arg(host).arg(page)).value();
}

constexpr std::int64_t kMs = 1'000'000;

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

    bool capped(const Host& host) const {
        return settings.perDomain > 0 && host.inFlight >= settings.perDomain;
    }
    bool delayed(const Host& host, std::int64_t now) const {
        return host.started && host.lastStartNs + settings.downloadDelayMs * kMs > now;
    }
    bool full() const { return settings.concurrentRequests > 0 && inFlight >= settings.concurrentRequests; }
    bool maySend(const Host& host, std::int64_t now) const {
        return !host.waiting.empty() && !full() && !capped(host) && !delayed(host, now);
    }
    WaitCounts waiting(std::int64_t now) const {
        WaitCounts counts;
        for (const auto& [name, host] : hosts) {
            std::size_t& reason = capped(host)         ? counts.slotCap
                                  : delayed(host, now) ? counts.delay
                                  : full()             ? counts.globalCap
                                                       : counts.none;
            reason += host.waiting.size();
        }
        return counts;
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

void TestFrontier::lastInFirstOut() {
    Frontier frontier;
    frontier.configure({.concurrentRequests = 0, .perDomain = 0}, 0);
    for (int page = 0; page < 3; ++page)
        frontier.push(makeUrl(1, page), {}, 0);
    QCOMPARE(frontier.next(0)->url, makeUrl(1, 2));
    frontier.push(makeUrl(1, 7), {}, 0);
    QCOMPARE(frontier.next(0)->url, makeUrl(1, 7));
    QCOMPARE(frontier.next(0)->url, makeUrl(1, 1));
}

void TestFrontier::firstInFirstOut() {
    Frontier frontier;
    frontier.configure({.concurrentRequests = 0, .perDomain = 0, .order = Order::Fifo}, 0);
    for (int page = 0; page < 3; ++page)
        frontier.push(makeUrl(1, page), {.depth = static_cast<std::uint16_t>(page)}, 0);
    for (int page = 0; page < 3; ++page) {
        const auto request = frontier.next(0);
        QCOMPARE(request->url, makeUrl(1, page));
        QCOMPARE(int(request->tag.depth), page);
        QCOMPARE(request->id, static_cast<std::uint32_t>(page + 1));
    }
    QVERIFY(!frontier.next(0));
}

void TestFrontier::slotsTakeTurns() {
    Frontier frontier;
    frontier.configure({.concurrentRequests = 0, .perDomain = 0, .order = Order::Fifo}, 0);
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

void TestFrontier::oneFullSlotHoldsUpNobodyElse() {
    Frontier frontier;
    frontier.configure({.concurrentRequests = 10, .perDomain = 2}, 0);
    for (int page = 0; page < 50; ++page)
        frontier.push(makeUrl(1, page), {}, 0);
    frontier.push(makeUrl(2, 0), {}, 0);
    int started = 0;
    while (frontier.next(0))
        ++started;
    QCOMPARE(started, 3);
    QCOMPARE(frontier.waiting(), (WaitCounts{.slotCap = 48}));
    frontier.finished(SlotId{0}, 0);
    QCOMPARE(frontier.waiting(), (WaitCounts{.none = 48}));
    QCOMPARE(frontier.next(0)->url, makeUrl(1, 47));
}

void TestFrontier::keepsTheDelay() {
    Frontier frontier;
    frontier.configure({.concurrentRequests = 0, .perDomain = 0, .downloadDelayMs = 100}, 0);
    frontier.push(makeUrl(1, 0), {}, 0);
    frontier.push(makeUrl(1, 1), {}, 0);
    QVERIFY(frontier.next(5 * kMs));
    QVERIFY(!frontier.next(5 * kMs));
    QCOMPARE(frontier.nextWakeNs(), std::optional<std::int64_t>(105 * kMs));
    QCOMPARE(frontier.waiting(), (WaitCounts{.delay = 1}));
    QVERIFY(!frontier.next(105 * kMs - 1));
    QVERIFY(frontier.next(105 * kMs));
    QCOMPARE(frontier.nextWakeNs(), std::nullopt);
}

void TestFrontier::shorterDelayActsAtOnce() {
    Frontier frontier;
    Settings settings{.concurrentRequests = 0, .perDomain = 0, .downloadDelayMs = 60'000};
    frontier.configure(settings, 0);
    frontier.push(makeUrl(1, 0), {}, 0);
    frontier.push(makeUrl(1, 1), {}, 0);
    QVERIFY(frontier.next(0));
    settings.downloadDelayMs = 10;
    frontier.configure(settings, 5 * kMs);
    QCOMPARE(frontier.nextWakeNs(), std::optional<std::int64_t>(10 * kMs));
    QVERIFY(!frontier.next(9 * kMs));
    settings.downloadDelayMs = 0;
    frontier.configure(settings, 9 * kMs);
    QVERIFY(frontier.next(9 * kMs));
}

void TestFrontier::agreesWithBruteForce_data() {
    QTest::addColumn<int>("hosts");
    QTest::addColumn<bool>("lifo");
    QTest::newRow("one host") << 1 << true;
    QTest::newRow("some hosts, lifo") << 4 << true;
    QTest::newRow("some hosts, fifo") << 4 << false;
    QTest::newRow("many hosts") << 60 << true;
}

void TestFrontier::agreesWithBruteForce() {
    QFETCH(int, hosts);
    QFETCH(bool, lifo);
    const unsigned seed = std::random_device{}();
    std::mt19937 random(seed);
    Model model;
    model.settings = {.concurrentRequests = 6,
                      .perDomain = 2,
                      .downloadDelayMs = 3,
                      .order = lifo ? Order::Lifo : Order::Fifo};
    Frontier frontier;
    std::int64_t now = 0;
    frontier.configure(model.settings, now);
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
            const bool any = std::ranges::any_of(
                model.hosts, [&](const auto& host) { return model.maySend(host.second, now); });
            QVERIFY2(request.has_value() == any, where.constData());
            if (request) {
                Model::Host& host = model.hosts[std::string(request->url.host())];
                QVERIFY2(model.maySend(host, now), where.constData());
                QVERIFY2(request->url == (lifo ? host.waiting.back() : host.waiting.front()),
                         where.constData());
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
                frontier.finished(onTheWire.back().slot, now);
                onTheWire.pop_back();
            }
        } else {
            model.settings.concurrentRequests = static_cast<int>(random() % 10);
            model.settings.perDomain = static_cast<int>(random() % 4);
            model.settings.downloadDelayMs = static_cast<int>(random() % 5);
            frontier.configure(model.settings, now);
        }
        QCOMPARE(frontier.waiting().total(), frontier.size());
        // The delays that have run out are noticed by next(); ask it with the global gate shut.
        Settings shut = model.settings;
        if (round % 50 == 0) {
            frontier.configure(shut, now);
            QVERIFY2(frontier.waiting() == model.waiting(now), where.constData());
        }
    }
    QVERIFY(started > 500);
}

void TestFrontier::nobodyIsOvertakenTwice() {
    std::mt19937 random(3);
    Frontier frontier;
    frontier.configure({.concurrentRequests = 0, .perDomain = 0}, 0);
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
            frontier.finished(request->slot, 0);
    }
}

void TestFrontier::portsOfOneHostShareASlot() {
    Frontier frontier;
    frontier.configure({.concurrentRequests = 0, .perDomain = 1}, 0);
    frontier.push(Url::fromUser(u"http://h.example:81/"_s).value(), {}, 0);
    frontier.push(Url::fromUser(u"https://h.example/"_s).value(), {}, 0);
    QVERIFY(frontier.next(0));
    QVERIFY(!frontier.next(0));
    QCOMPARE(frontier.slotCount(), std::size_t{1});
}

void TestFrontier::millionUrlsStaySmall() {
    Frontier frontier;
    frontier.configure({}, 0);
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
