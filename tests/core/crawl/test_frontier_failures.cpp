// SPDX-License-Identifier: GPL-3.0-or-later
// What failures and their hosts' wishes hold in the frontier, and for how long, on a scripted clock.
#include "tests/core/crawl/frontier_steps.h"

#include <QTest>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace frontier_steps;

class TestFrontierFailures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void retryAfterHoldsOneSlot();
    void breakerLetsOneTry();
    void breakersPauseMayBeTurnedWhileItLasts();
    void givenUpHostTakesNothing();
    void backoffHoldsOneRequest();
};

void TestFrontierFailures::retryAfterHoldsOneSlot()
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

void TestFrontierFailures::breakerLetsOneTry()
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

void TestFrontierFailures::breakersPauseMayBeTurnedWhileItLasts()
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

void TestFrontierFailures::givenUpHostTakesNothing()
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

void TestFrontierFailures::backoffHoldsOneRequest()
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

QTEST_GUILESS_MAIN(TestFrontierFailures)
#include "test_frontier_failures.moc"
