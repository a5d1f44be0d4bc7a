// SPDX-License-Identifier: GPL-3.0-or-later
// What the ends of requests mean for their hosts, on a scripted clock.
#include "core/crawl/frontier/host_health.h"
#include "tests/core/crawl/frontier_steps.h"

#include <QTest>

using namespace lanescope::crawl;
using namespace frontier_steps;

namespace {

/// One host with a breaker, and what a crawl does with it.
struct Host {
    explicit Host(int failures)
    {
        settings.breakerFailures = failures;
        settings.breakerPauseS = 4;
        settings.perDomain = 1;
        frontier.configure(settings, 0);
        for (int page = 0; page < 6; ++page)
            frontier.push(url(u"b.example/%1"_s.arg(page)), {}, 0);
    }
    HealthNews end(const Request& request, int status, std::int64_t nowNs)
    {
        finish(frontier, request, nowNs, status);
        Response response;
        response.request = request;
        response.status = status;
        response.outcome =
            status == 200 ? lanescope::trace::RequestOutcome::Ok : lanescope::trace::RequestOutcome::HttpError;
        response.startedNs = request.takenNs;
        return health.ended(response, settings, frontier, nowNs);
    }
    /// Nothing may go, and then one may.
    Request trialAt(std::int64_t nowNs)
    {
        if (frontier.next(nowNs - 1))
            return {};
        const std::vector<Request> taken = takeAll(frontier, nowNs);
        return taken.size() == 1 ? taken.front() : Request();
    }
    Settings settings = quiet({});
    Frontier frontier;
    HostHealth health;
};

/// Another, whose breaker has opened because its robots.txt failed, which is the first that is asked for.
struct HostWithoutRobots {
    HostWithoutRobots()
    {
        Settings settings = quiet({.breakerFailures = 1});
        settings.obeyRobots = true;
        frontier.configure(settings, 0);
        for (const char* name : {"a.example/1", "a.example/2"})
            frontier.push(url(QString::fromLatin1(name)), {}, 0);
        robots = *frontier.next(0);
        finish(frontier, robots, 0, 500);
        frontier.holdOrigin(robots.origin, RequestGate::Breaker, kPauseNs, 0);
    }
    static constexpr std::int64_t kPauseNs = 10 * kS;
    Frontier frontier;
    Request robots;
};

} // namespace

class TestHostHealth : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pagesGoOnAfterAGoodTrial();
    void anotherHostsRobotsTxtEndsNoPause();
    void robotsTxtCutsNoPauseShort();
    void robotsTxtThatIsGivenUpEndsNoPause();
};

void TestHostHealth::pagesGoOnAfterAGoodTrial()
{
    Host host(2);
    QVERIFY(!host.end(*host.frontier.next(0), 500, 1).breakerOpened);
    QVERIFY(host.end(*host.frontier.next(2), 500, 3).breakerOpened);
    const Request trial = host.trialAt(4 * kS + 3);
    QVERIFY(trial.id != 0);
    host.end(trial, 200, 5 * kS);
    QCOMPARE(host.frontier.waiting(5 * kS)[RequestGate::Breaker], std::size_t{0});
    QVERIFY(host.frontier.next(5 * kS));
}

void TestHostHealth::anotherHostsRobotsTxtEndsNoPause()
{
    Host host(1);
    host.frontier.push(url(u"a.example/"_s), {}, 0);
    const Request first = *host.frontier.next(0);
    const Request other = *host.frontier.next(0);
    QVERIFY(host.end(first, 500, 1).breakerOpened);
    // In the pause it answers with the robots.txt of the other, which passes its slot.
    host.frontier.redirectRobots(other, url(u"b.example/robots.txt"_s), 2);
    const Request robots = *host.frontier.next(2);
    QVERIFY(robots.kind == RequestKind::Robots && robots.origin == first.origin);
    host.end(robots, 200, 3);
    const Request trial = host.trialAt(4 * kS + 1);
    QVERIFY(trial.id != 0);
    host.end(trial, 200, 5 * kS);
    QVERIFY(host.frontier.next(5 * kS));
}

void TestHostHealth::robotsTxtCutsNoPauseShort()
{
    HostWithoutRobots host;
    Frontier& frontier = host.frontier;
    QVERIFY(host.robots.kind == RequestKind::Robots);
    // It is asked for again soon.
    frontier.holdOrigin(host.robots.origin, RequestGate::Robots, kS, 0);
    QCOMPARE(frontier.waiting(2 * kS)[RequestGate::Breaker], std::size_t{2});
    QVERIFY(!frontier.next(host.kPauseNs - 1));
    const std::vector<Request> again = takeAll(frontier, host.kPauseNs);
    QCOMPARE(again.size(), std::size_t{1});
    QVERIFY(again[0].kind == RequestKind::Robots);
    finish(frontier, again[0], host.kPauseNs);
    frontier.robotsRead(host.robots.origin, 1000 * kS, 0, host.kPauseNs);
    QCOMPARE(takeAll(frontier, host.kPauseNs).size(), std::size_t{1}); // a page is the trial
}

void TestHostHealth::robotsTxtThatIsGivenUpEndsNoPause()
{
    HostWithoutRobots host;
    Frontier& frontier = host.frontier;
    frontier.robotsRead(host.robots.origin, 1000 * kS, 0, 0);
    QCOMPARE(frontier.waiting(0)[RequestGate::Breaker], std::size_t{2});
    // Even if nobody obeys it any more.
    frontier.configure(quiet({.breakerFailures = 1}), kS);
    QVERIFY(!frontier.next(host.kPauseNs - 1));
    // Each that is forbidden then lets the next one come.
    for (int page = 0; page < 2; ++page) {
        const auto forbidden = frontier.next(host.kPauseNs);
        QVERIFY(forbidden && forbidden->kind == RequestKind::Page);
        frontier.giveBack(*forbidden, host.kPauseNs);
    }
    QCOMPARE(frontier.size(), std::size_t{0});
}

QTEST_GUILESS_MAIN(TestHostHealth)
#include "test_host_health.moc"
