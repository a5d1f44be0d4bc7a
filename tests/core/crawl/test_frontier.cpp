// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/crawl/frontier_steps.h"

#include <QTest>

#include <random>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace frontier_steps;

namespace {

WaitCounts counts(std::initializer_list<std::pair<RequestGate, std::size_t>> gates)
{
    WaitCounts result;
    for (const auto& [gate, count] : gates)
        result[gate] = count;
    return result;
}

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
    void nobodyIsOvertakenTwice();
    void portsOfOneHostShareASlot();
    void millionUrlsStaySmall();
};

void TestFrontier::lastInFirstOut()
{
    Frontier frontier;
    frontier.configure(quiet({.concurrentRequests = 0, .perDomain = 0}), 0);
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
    frontier.configure(quiet({.concurrentRequests = 0, .perDomain = 0, .order = Order::Fifo}), 0);
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
    frontier.configure(quiet({.concurrentRequests = 0, .perDomain = 0, .order = Order::Fifo}), 0);
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
    frontier.configure(quiet({.concurrentRequests = 10, .perDomain = 2}), 0);
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
    frontier.configure(quiet({.concurrentRequests = 0, .perDomain = 0, .downloadDelayMs = 100}), 0);
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
    frontier.configure(quiet(settings), 0);
    frontier.push(makeUrl(1, 0), {}, 0);
    frontier.push(makeUrl(1, 1), {}, 0);
    QVERIFY(frontier.next(0));
    settings.downloadDelayMs = 10;
    frontier.configure(quiet(settings), 5 * kMs);
    QCOMPARE(frontier.nextWakeNs(5 * kMs), std::optional<std::int64_t>(10 * kMs));
    QVERIFY(!frontier.next(9 * kMs));
    settings.downloadDelayMs = 0;
    frontier.configure(quiet(settings), 9 * kMs);
    QVERIFY(frontier.next(9 * kMs));
}

void TestFrontier::nobodyIsOvertakenTwice()
{
    std::mt19937 random(3);
    Frontier frontier;
    frontier.configure(quiet({.concurrentRequests = 0, .perDomain = 0}), 0);
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
    frontier.configure(quiet({.concurrentRequests = 0, .perDomain = 1}), 0);
    frontier.push(Url::fromUser(u"http://h.example:81/"_s).value(), {}, 0);
    frontier.push(Url::fromUser(u"https://h.example/"_s).value(), {}, 0);
    QVERIFY(frontier.next(0));
    QVERIFY(!frontier.next(0));
    QCOMPARE(frontier.slotCount(), std::size_t{1});
}

void TestFrontier::millionUrlsStaySmall()
{
    Frontier frontier;
    frontier.configure(quiet({}), 0);
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
