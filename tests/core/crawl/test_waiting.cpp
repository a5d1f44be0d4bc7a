// SPDX-License-Identifier: GPL-3.0-or-later
// What a request waited for, how long, and how that is kept for a million of them.
#include "core/crawl/frontier/global_gates.h"
#include "core/crawl/frontier/wait_history.h"
#include "core/crawl/model/gate_clock.h"

#include <QTest>

#include <set>

#include <random>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

namespace {
constexpr std::int64_t kMs = 1'000'000;
} // namespace

class TestWaiting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyGateHasItsWord();
    void aLevelThatHoldsNothingLetsTheOneAboveDecide();
    void timesOfAllLevelsAddUpToTheTimeThatPassed();
    void historyKeepsFewReadingsAndStaysClose_data();
    void historyKeepsFewReadingsAndStaysClose();
    void globalGatesGoByStrength();
    void ratesSpreadOverTheMinute();
    void aRateThatIsTurnedActsAtOnce();
    void theRateThatBindsIsTold();
};

void TestWaiting::everyGateHasItsWord()
{
    QSet<QByteArray> words;
    for (std::size_t gate = 0; gate < kGates; ++gate)
        words.insert(gateWord(static_cast<RequestGate>(gate)));
    QCOMPARE(static_cast<std::size_t>(words.size()), kGates);
}

void TestWaiting::aLevelThatHoldsNothingLetsTheOneAboveDecide()
{
    GateClock above;
    above.set(RequestGate::GlobalCap, 0, {});
    GateClock slot;
    slot.set(std::nullopt, 0, above.read(0, {}));
    slot.set(RequestGate::Delay, 10, above.read(10, {}));
    above.set(RequestGate::Paused, 15, {});
    slot.set(std::nullopt, 30, above.read(30, {}));
    const GateTimes times = slot.read(37, above.read(37, {}));
    QCOMPARE(times[RequestGate::GlobalCap], std::int64_t{10});
    QCOMPARE(times[RequestGate::Delay], std::int64_t{20});
    QCOMPARE(times[RequestGate::Paused], std::int64_t{7});
    QVERIFY(times.longest() == RequestGate::Delay);
}

void TestWaiting::timesOfAllLevelsAddUpToTheTimeThatPassed()
{
    const unsigned seed = std::random_device{}();
    std::mt19937 random(seed);
    GateClock top;
    GateClock slot;
    GateClock origin;
    std::int64_t now = 1000;
    top.set(RequestGate::None, now, {});
    const auto above = [&](int levels) {
        const GateTimes times = top.read(now, {});
        return levels == 1 ? times : slot.read(now, times);
    };
    slot.set(std::nullopt, now, above(1));
    origin.set(std::nullopt, now, above(2));
    for (int round = 0; round < 10'000; ++round) {
        now += static_cast<std::int64_t>(random() % 1000);
        const auto gate = static_cast<RequestGate>(random() % kGates);
        const std::optional<RequestGate> below = random() % 2 == 0 ? std::nullopt : std::optional<RequestGate>(gate);
        switch (random() % 3) {
        case 0:
            top.set(gate, now, {});
            break;
        case 1:
            slot.set(below, now, above(1));
            break;
        default:
            origin.set(below, now, above(2));
        }
        QVERIFY2(origin.read(now, above(2)).totalNs() == now - 1000,
                 qPrintable(u"seed %1, round %2"_s.arg(seed).arg(round)));
    }
}

void TestWaiting::historyKeepsFewReadingsAndStaysClose_data()
{
    QTest::addColumn<int>("atOnce");
    QTest::addColumn<std::int64_t>("pauseNs");
    QTest::newRow("evenly") << 1 << std::int64_t{0};
    QTest::newRow("in bursts") << 50 << 900 * kMs;
    QTest::newRow("one by one, with pauses") << 1 << 3 * kMs;
}

void TestWaiting::historyKeepsFewReadingsAndStaysClose()
{
    QFETCH(int, atOnce);
    QFETCH(std::int64_t, pauseNs);
    // Requests by the hundred thousand; the gate holds all the time, so each has waited since it came.
    constexpr std::int64_t kStepNs = 100'000;
    WaitHistory history;
    std::vector<std::int64_t> came{0};
    for (std::int64_t now = kStepNs; came.size() <= 200'000; now += kStepNs) {
        came.push_back(now);
        const auto sequence = static_cast<std::uint32_t>(came.size() - 1);
        if (history.wantsReading(now)) {
            GateTimes times;
            times[RequestGate::SlotCap] = now;
            history.note(sequence, now, times);
        }
        if (sequence % static_cast<std::uint32_t>(atOnce) == 0)
            now += pauseNs;
    }
    QVERIFY(history.memoryBytes() < 40'000);
    for (std::size_t sequence = 1; sequence < came.size(); sequence += sequence + 2000 < came.size() ? 97 : 1) {
        const std::int64_t told = history.at(static_cast<std::uint32_t>(sequence))[RequestGate::SlotCap];
        const std::int64_t age = came.back() - came[sequence];
        const std::int64_t error = std::abs(told - came[sequence]);
        QVERIFY2(error <= std::max(WaitHistory::kSpacingNs, age / WaitHistory::kRatio),
                 qPrintable(u"%1 of %2: %3 ns of %4"_s.arg(sequence).arg(came.size()).arg(error).arg(age)));
    }
    history.clear();
    QVERIFY(history.at(5) == GateTimes());
}

void TestWaiting::globalGatesGoByStrength()
{
    GlobalGates gates;
    Settings settings{.maxRequestsPerMinute = 60};
    gates.configure(settings, 0);
    QVERIFY(gates.gate(0) == RequestGate::None);
    gates.setCapReached(true);
    QVERIFY(gates.gate(0) == RequestGate::GlobalCap);
    gates.started(0);
    QVERIFY(gates.gate(0) == RequestGate::RateCap);
    gates.setBacklogged(true);
    QVERIFY(gates.gate(0) == RequestGate::ParseBacklog);
    settings.paused = true;
    gates.configure(settings, 0);
    QVERIFY(gates.gate(0) == RequestGate::Paused);
}

void TestWaiting::ratesSpreadOverTheMinute()
{
    GlobalGates gates;
    gates.configure({.maxRequestsPerMinute = 120}, 0);
    std::int64_t now = 0;
    int started = 0;
    for (; now < 60'000 * kMs; now += kMs) {
        if (gates.gate(now) != RequestGate::None)
            continue;
        gates.started(now);
        ++started;
    }
    QCOMPARE(started, 120);
    // 64 KB/s: a body of 128 KB holds everything for two seconds.
    gates.configure({.maxKbPerS = 64}, now);
    gates.received(128 * 1024, now);
    QVERIFY(gates.gate(now + 1999 * kMs) == RequestGate::RateCap);
    QVERIFY(gates.gate(now + 2000 * kMs) == RequestGate::None);
}

void TestWaiting::aRateThatIsTurnedActsAtOnce()
{
    // 6 MB at 100 KB/s are a minute; ten seconds later five sixths of them are left.
    GlobalGates gates;
    gates.configure({.maxKbPerS = 100}, 0);
    gates.received(6000 * 1024, 0);
    gates.configure({.maxKbPerS = 1000}, 10'000 * kMs);
    QCOMPARE(gates.dueNs(), 15'000 * kMs);
    gates.configure({.maxKbPerS = 500}, 10'000 * kMs);
    QCOMPARE(gates.dueNs(), 20'000 * kMs);
    gates.configure({.maxRequestsPerMinute = 1, .maxKbPerS = 500}, 20'000 * kMs);
    gates.started(20'000 * kMs);
    QCOMPARE(gates.dueNs(), 80'000 * kMs);
    gates.configure({.maxRequestsPerMinute = 600, .maxKbPerS = 500}, 20'000 * kMs);
    QCOMPARE(gates.dueNs(), 20'100 * kMs);
    // Off, nothing is owed any more.
    gates.configure({}, 20'000 * kMs);
    gates.configure({.maxRequestsPerMinute = 1}, 20'000 * kMs);
    QVERIFY(gates.gate(20'000 * kMs) == RequestGate::None);
}

void TestWaiting::theRateThatBindsIsTold()
{
    // Ten requests a second may start, each page is 64 KB: at 320 KB/s it is five.
    const auto binders = [](const Settings& settings) {
        GlobalGates gates;
        gates.configure(settings, 0);
        std::set<RateLimit> seen;
        for (std::int64_t now = 0; now < 20'000 * kMs; now += kMs) {
            if (gates.gate(now) == RequestGate::None) {
                gates.started(now);
                seen.insert(gates.bindingRate()); // the page is on its way still
                gates.received(64 * 1024, now);
            }
            if (now > 1000 * kMs)
                seen.insert(gates.bindingRate());
            else
                seen.clear();
        }
        return seen;
    };
    QCOMPARE(binders({.maxRequestsPerMinute = 600, .maxKbPerS = 320}), std::set{RateLimit::Bytes});
    QCOMPARE(binders({.maxRequestsPerMinute = 600, .maxKbPerS = 6400}), std::set{RateLimit::Requests});
    QCOMPARE(binders({.maxRequestsPerMinute = 600}), std::set{RateLimit::Requests});
    QCOMPARE(binders({.maxKbPerS = 320}), std::set{RateLimit::Bytes});
}

QTEST_GUILESS_MAIN(TestWaiting)
#include "test_waiting.moc"
