// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that may happen to a frontier, at random, beside a model that is slow and obvious.
#include "tests/core/crawl/frontier_steps.h"

#include <QTest>

#include <map>
#include <random>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace frontier_steps;

namespace {

/// The rules of caps, delays and order, written the slow and obvious way: every question looks at everything.
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

class TestFrontierRandom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithBruteForce_data();
    void agreesWithBruteForce();
    void everyRequestHasExactlyOneReason_data();
    void everyRequestHasExactlyOneReason();
};

void TestFrontierRandom::agreesWithBruteForce_data()
{
    QTest::addColumn<int>("hosts");
    QTest::addColumn<bool>("lifo");
    QTest::newRow("one host") << 1 << true;
    QTest::newRow("some hosts, lifo") << 4 << true;
    QTest::newRow("some hosts, fifo") << 4 << false;
    QTest::newRow("many hosts") << 60 << true;
}

void TestFrontierRandom::agreesWithBruteForce()
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
    frontier.configure(quiet(model.settings), now);
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
            frontier.configure(quiet(model.settings), now);
        }
        QCOMPARE(frontier.waiting(now).total(), frontier.size());
        // A delay that has run out is noticed by next(), or when settings come.
        if (round % 50 == 0) {
            frontier.configure(quiet(model.settings), now);
            QVERIFY2(frontier.waiting(now) == model.waiting(now), where.constData());
        }
    }
    QVERIFY(started > 500);
}

void TestFrontierRandom::everyRequestHasExactlyOneReason_data()
{
    QTest::addColumn<CountWaiting>("counted");
    QTest::newRow("wire") << CountWaiting::Wire;
    QTest::newRow("scrapy") << CountWaiting::Scrapy;
}

/// Everything at random, and the sums must hold after each step; caps and tokens too.
void TestFrontierRandom::everyRequestHasExactlyOneReason()
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
                    waiting += frontier.postpone(request, {}, now + upTo(3) * 100 * kMs, now) ? 1 : 0;
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

QTEST_GUILESS_MAIN(TestFrontierRandom)
#include "test_frontier_random.moc"
