// SPDX-License-Identifier: GPL-3.0-or-later
// Delays that move by themselves, and what is measured of a slot, on a scripted clock.
#include "core/crawl/controllers/concurrency_control.h"
#include "core/crawl/frontier/frontier.h"
#include "core/crawl/frontier/slot_meter.h"
#include "core/crawl/frontier/slot_pace.h"

#include <QTest>

#include <cmath>
#include <map>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kS = 1'000'000'000;

/// Mean distance of 20,000 starts at a delay of 100 ms, in delays, when somebody asks at each due time.
double meanSpacing(RandomDelay mode)
{
    constexpr int kStarts = 20'000;
    constexpr std::int64_t kDelay = 100 * kMs;
    std::mt19937_64 random(7);
    StartSpacing spacing;
    std::int64_t now = 0;
    spacing.started(now, mode, random);
    for (int start = 0; start < kStarts; ++start) {
        while (spacing.mustWait(now, kDelay, mode, random))
            now = spacing.dueNs(kDelay, mode);
        spacing.started(now, mode, random);
    }
    return static_cast<double>(now) / (kStarts * static_cast<double>(kDelay));
}

} // namespace

class TestThrottles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void delayIsKeptFromStartToStart();
    void randomDelaysAreUnbiased();
    void scrapysRandomDelayWaitsLonger();
    void changedDelayActsAtOnce();
    void randomnessThatIsSwitchedOffActsAtOnce();
    void autoThrottleFollowsTheFormula();
    void autoThrottleStaysWithinItsBounds();
    void paceTakesTheLongestDelay();
    void retryAfterCountsOnceForABurst();
    void meterAgreesWithLittlesLaw();
    void lawHoldsWhileTimeoutsAreOut();
    void readingsTellSetPointErrorAndOutput();
};

void TestThrottles::delayIsKeptFromStartToStart()
{
    std::mt19937_64 random(1);
    StartSpacing spacing;
    QVERIFY(!spacing.mustWait(0, kS, RandomDelay::Off, random));
    spacing.started(5, RandomDelay::Off, random);
    QVERIFY(spacing.mustWait(kS + 4, kS, RandomDelay::Off, random));
    QVERIFY(!spacing.mustWait(kS + 5, kS, RandomDelay::Off, random));
    QVERIFY(!spacing.mustWait(6, 0, RandomDelay::Off, random));
}

void TestThrottles::randomDelaysAreUnbiased()
{
    QCOMPARE(meanSpacing(RandomDelay::Off), 1.0);
    const double mean = meanSpacing(RandomDelay::Unbiased);
    QVERIFY2(std::abs(mean - 1.0) < 0.01, qPrintable(QString::number(mean)));
}

void TestThrottles::scrapysRandomDelayWaitsLonger()
{
    const double mean = meanSpacing(RandomDelay::Scrapy);
    QVERIFY2(std::abs(mean - 1.218) < 0.01, qPrintable(QString::number(mean)));
}

void TestThrottles::changedDelayActsAtOnce()
{
    std::mt19937_64 random(1);
    StartSpacing spacing;
    spacing.started(0, RandomDelay::Unbiased, random);
    const std::int64_t due = spacing.dueNs(kS, RandomDelay::Unbiased);
    QVERIFY(due >= kS / 2 && due <= kS * 3 / 2);
    QCOMPARE(spacing.dueNs(2 * kS, RandomDelay::Unbiased), 2 * due);
}

void TestThrottles::randomnessThatIsSwitchedOffActsAtOnce()
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        std::mt19937_64 random(seed);
        StartSpacing spacing;
        spacing.started(0, RandomDelay::Unbiased, random);
        QCOMPARE(spacing.dueNs(kS, RandomDelay::Off), kS);
        QVERIFY(spacing.mustWait(kS - 1, kS, RandomDelay::Off, random));
        QVERIFY(!spacing.mustWait(kS, kS, RandomDelay::Off, random));
    }
}

void TestThrottles::autoThrottleFollowsTheFormula()
{
    // Worked out by hand: target = latency / 2, delay = max(target, (delay + target) / 2).
    const AutoThrottle::Bounds bounds{.leastS = 0.1, .mostS = 6, .targetConcurrency = 2};
    AutoThrottle throttle(5);
    struct Step {
        double latencyS;
        int status;
        double delayS;
    };
    const Step steps[] = {
        {1.0, 200, 2.75},  // (5 + 0.5) / 2
        {1.0, 200, 1.625}, // (2.75 + 0.5) / 2
        {8.0, 200, 4.0},   // the target itself is higher than the mean
        {0.2, 503, 4.0},   // an error may not lower it
        {9.0, 503, 4.5},   // but raise it
        {30.0, 200, 6.0},  // the largest
        {0.0, 200, 3.0},   // (6 + 0) / 2
        {0.0, 301, 3.0},   // a redirect is no 200
        {0.0, 200, 1.5},   {0.0, 200, 0.75}, {0.0, 200, 0.375}, {0.0, 200, 0.1875}, {0.0, 200, 0.1}, // DOWNLOAD_DELAY
    };
    for (const Step& step : steps) {
        throttle.answered(step.latencyS, step.status, bounds);
        QCOMPARE(throttle.delayS(), step.delayS);
    }
}

void TestThrottles::autoThrottleStaysWithinItsBounds()
{
    const PaceRules rules = PaceRules::of({.downloadDelayMs = 200,
                                           .randomDelay = RandomDelay::Off,
                                           .autoThrottle = true,
                                           .autoThrottleStartMs = 100,
                                           .autoThrottleMaxMs = 300});
    std::mt19937_64 random(1);
    SlotPace pace;
    QCOMPARE(pace.delayNs(rules), 200 * kMs); // the start is no less than DOWNLOAD_DELAY
    pace.started(0, rules, random);
    pace.answered(10.0, 200, rules);
    QCOMPARE(pace.delayNs(rules), 300 * kMs);
    // Other bounds act on the delay that is there.
    pace.keepWithin({.leastS = 0.2, .mostS = 0.25});
    QCOMPARE(pace.delayNs(rules), 250 * kMs);
    pace.keepWithin({.leastS = 0.3, .mostS = 60});
    QCOMPARE(pace.delayNs(rules), 300 * kMs);
    // Turned off, the set delay counts again; turned on, it begins anew.
    const PaceRules off = PaceRules::of({.downloadDelayMs = 50});
    QCOMPARE(pace.delayNs(off), 50 * kMs);
    pace.started(1, off, random);
    QCOMPARE(pace.delayNs(rules), 200 * kMs);
}

void TestThrottles::paceTakesTheLongestDelay()
{
    const PaceRules rules = PaceRules::of({.downloadDelayMs = 200});
    SlotPace pace;
    QCOMPARE(pace.delayNs(rules), 200 * kMs);
    pace.askFor(2 * kS);
    QCOMPARE(pace.delayNs(rules), 2 * kS);
    // How far it is heeded is asked each time.
    QCOMPARE(pace.delayNs(PaceRules::of({.downloadDelayMs = 200, .crawlDelayMaxS = 1})), kS);
    const PaceRules unheeded = PaceRules::of({.downloadDelayMs = 200, .crawlDelayMaxS = 0});
    QCOMPARE(pace.delayNs(unheeded), 200 * kMs);
    QVERIFY(pace.delayBy(unheeded) == DelayBy::Settings);
    SlotPace joined;
    joined.join(pace);
    QCOMPARE(joined.delayNs(rules), 2 * kS);
}

void TestThrottles::retryAfterCountsOnceForABurst()
{
    const PaceRules rules;
    std::mt19937_64 random(1);
    SlotPace pace;
    // Ten requests left between 0 and 9; all are refused, one after the other, and each asks for 100 more.
    QVERIFY(pace.pause(20 + 100, 20, 0));
    for (std::int64_t request = 1; request < 10; ++request)
        QVERIFY(!pace.pause(20 + request + 100, 20 + request, request));
    QVERIFY(pace.gate(119, rules, random) == RequestGate::RetryAfter);
    QVERIFY(pace.gate(120, rules, random) == RequestGate::None);
    // Who heeds less of it waits less.
    PaceRules less;
    less.pauseMostNs = 50;
    QVERIFY(pace.gate(69, less, random) == RequestGate::RetryAfter);
    QVERIFY(pace.gate(70, less, random) == RequestGate::None);
    QCOMPARE(pace.dueNs(RequestGate::RetryAfter, less), std::int64_t{70});
    // One that left afterwards and is refused again begins a new pause.
    QVERIFY(pace.pause(130 + 100, 130, 121));
    QVERIFY(pace.gate(229, rules, random) == RequestGate::RetryAfter);
}

void TestThrottles::meterAgreesWithLittlesLaw()
{
    // Three at a time, 200 ms each: 15 a second, for five seconds.
    SlotMeter meter;
    std::int64_t now = kS;
    QCOMPARE(meter.flow(now).ratePerS, 0.0);
    meter.onTheWireChanged(3, now);
    meter.entered(3, 3);
    for (int step = 1; step <= 100; ++step) {
        now += 50 * kMs;
        if (step % 4 == 0) {
            for (int ended = 0; ended < 3; ++ended) {
                meter.ended(now - 200 * kMs, now, 0.2);
                meter.entered(1, static_cast<double>(now) * 1e-9);
            }
        }
        if (step % 5 == 0)
            meter.step(now);
    }
    const SlotFlow flow = meter.flow(now);
    QCOMPARE(flow.onTheWire, 3.0);
    QCOMPARE(flow.latencyS, 0.2);
    QVERIFY2(std::abs(flow.ratePerS - 15) < 1.6, qPrintable(QString::number(flow.ratePerS)));
    QVERIFY(flow.littlesLawError() < 1e-6);
    // Stays that do not fit the rest are noticed.
    QVERIFY((SlotFlow{3, 15, 0.1, 1.5}.littlesLawError() > 0.4));
}

void TestThrottles::lawHoldsWhileTimeoutsAreOut()
{
    // Three that take 50 ms each, and every now and then one that takes 1.5 s: in most windows of two seconds one of
    // these begins, or ends, that is not whole in it.
    Frontier frontier;
    Settings settings;
    settings.obeyRobots = false;
    settings.perDomain = 4;
    settings.welcomeAt = u"*"_s;
    frontier.configure(settings, 0);
    for (int page = 0; page < 2000; ++page)
        frontier.push(Url::fromUser(u"http://a.example/%1"_s.arg(page)).value(), {}, 0);
    std::multimap<std::int64_t, Request> out;
    int begun = 0;
    double worst = 0;
    for (std::int64_t now = kS; now < 20 * kS; now += 10 * kMs) {
        for (; !out.empty() && out.begin()->first <= now; out.erase(out.begin()))
            frontier.finished(
                out.begin()->second,
                {.startedNs = out.begin()->second.takenNs, .endedNs = now, .latencyS = 0.01, .status = 200}, 0, now);
        while (const auto request = frontier.next(now))
            out.emplace(now + (++begun % 40 == 0 ? 1500 : 50) * kMs, *request);
        if (now % (250 * kMs) != 0)
            continue;
        frontier.stepMeters(now);
        if (now > 3 * kS)
            worst = std::max(worst, frontier.slotStatus(1, now)[0].flow.littlesLawError());
    }
    QVERIFY2(worst < 1e-6, qPrintable(QString::number(worst)));
}

void TestThrottles::readingsTellSetPointErrorAndOutput()
{
    Settings settings;
    settings.autoThrottle = true;
    settings.autoThrottleStartMs = 400;
    settings.autoThrottleTarget = 2;
    const PaceRules rules = PaceRules::of(settings);
    std::mt19937_64 random(1);
    SlotPace pace;
    pace.started(0, rules, random);
    QCOMPARE(pace.reading(0.2, rules), (ControlReading{Controller::AutoThrottle, 2, 0.5 - 2, 400}));
    pace.answered(0.2, 200, rules); // target 0.1 s, half way there: 0.25 s
    QCOMPARE(pace.reading(0.2, rules), (ControlReading{Controller::AutoThrottle, 2, 0.8 - 2, 250}));

    ConcurrencyLimit limit;
    limit.ended({.endedNs = kMs, .latencyS = 0.1, .status = 200, .onTheWire = 2}, ConcurrencyControl::Aimd, 3.0);
    const ControlReading reading = limit.reading(ConcurrencyControl::Aimd, 3.0);
    QCOMPARE(reading.controller, Controller::Aimd);
    QVERIFY(std::abs(reading.setPoint - 300) < 1e-9); // three times the best
    QVERIFY(std::abs(reading.error + 200) < 1e-9);
    QCOMPARE(reading.output, ConcurrencyLimit::kStart + 1 / ConcurrencyLimit::kStart);
}

QTEST_GUILESS_MAIN(TestThrottles)
#include "test_throttles.moc"
