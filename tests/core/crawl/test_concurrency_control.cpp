// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/controllers/concurrency_control.h"

#include <QTest>

using namespace lanescope::crawl;

namespace {

/// A server that works on `capacity` requests at once and queues the rest, seen by a controller that always has
/// more to send; the mean limit of the second half of 3000 answers.
double settledLimit(ConcurrencyControl control, int capacity)
{
    constexpr double kServiceS = 0.1;
    ConcurrencyLimit limit;
    double now = 0;
    double sum = 0;
    int counted = 0;
    for (int round = 0; counted < 1500; ++round) {
        const int out = limit.limit();
        const double latency = kServiceS * std::max(1.0, static_cast<double>(out) / capacity);
        const double started = now;
        now += latency;
        for (int answer = 0; answer < out; ++answer) {
            limit.ended({.startedNs = static_cast<std::int64_t>(started * 1e9),
                         .endedNs = static_cast<std::int64_t>(now * 1e9),
                         .latencyS = latency,
                         .status = 200,
                         .onTheWire = out},
                        control, 2.0);
        }
        if (round > 300) {
            sum += limit.limit();
            ++counted;
        }
    }
    return sum / counted;
}

} // namespace

class TestConcurrencyControl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void additiveIncreaseAndHalving();
    void halvedOnceForWhatWasOutTogether();
    void controllersFindTheServersCapacity_data();
    void controllersFindTheServersCapacity();
    void idleSlotsDoNotRaiseTheirLimit();
};

void TestConcurrencyControl::additiveIncreaseAndHalving()
{
    ConcurrencyLimit limit;
    const SlotObservation good{.startedNs = 1, .endedNs = 2, .latencyS = 0.1, .status = 200, .onTheWire = 50};
    // One more each round: 2 answers to get from 2 to 3 or nearly, then 3, …
    for (int answer = 0; answer < 2 + 3 + 4 + 5 + 3; ++answer)
        limit.ended(good, ConcurrencyControl::Aimd, 2);
    QCOMPARE(limit.limit(), 6);
    limit.ended({.startedNs = 3, .endedNs = 4, .status = 429, .overload = true, .onTheWire = 6},
                ConcurrencyControl::Aimd, 2);
    QCOMPARE(limit.limit(), 3);
}

void TestConcurrencyControl::halvedOnceForWhatWasOutTogether()
{
    ConcurrencyLimit limit;
    const SlotObservation good{.startedNs = 1, .endedNs = 2, .latencyS = 0.1, .status = 200, .onTheWire = 50};
    for (int answer = 0; answer < 200; ++answer)
        limit.ended(good, ConcurrencyControl::Aimd, 2);
    const int before = limit.limit();
    for (std::int64_t request = 0; request < 8; ++request)
        limit.ended({.startedNs = 10 + request, .endedNs = 100 + request, .overload = true, .onTheWire = 8},
                    ConcurrencyControl::Aimd, 2);
    QCOMPARE(limit.limit(), before / 2);
    limit.ended({.startedNs = 200, .endedNs = 300, .overload = true, .onTheWire = 8}, ConcurrencyControl::Aimd, 2);
    QCOMPARE(limit.limit(), before / 4);
}

void TestConcurrencyControl::controllersFindTheServersCapacity_data()
{
    QTest::addColumn<ConcurrencyControl>("control");
    QTest::addColumn<int>("capacity");
    for (const int capacity : {4, 16, 64}) {
        QTest::addRow("aimd %d", capacity) << ConcurrencyControl::Aimd << capacity;
        QTest::addRow("gradient %d", capacity) << ConcurrencyControl::Gradient << capacity;
    }
}

void TestConcurrencyControl::controllersFindTheServersCapacity()
{
    QFETCH(ConcurrencyControl, control);
    QFETCH(int, capacity);
    // With a tolerance of 2 it should use all that the server has, and not queue much more than as much again.
    const double limit = settledLimit(control, capacity);
    QVERIFY2(limit > 0.9 * capacity && limit < 3.5 * capacity, qPrintable(QString::number(limit)));
}

void TestConcurrencyControl::idleSlotsDoNotRaiseTheirLimit()
{
    for (const ConcurrencyControl control : {ConcurrencyControl::Aimd, ConcurrencyControl::Gradient}) {
        ConcurrencyLimit limit;
        for (int answer = 0; answer < 10'000; ++answer)
            limit.ended({.startedNs = 1, .endedNs = 2, .latencyS = 0.1, .status = 200, .onTheWire = 1}, control, 2);
        QVERIFY2(limit.limit() <= 3, qPrintable(QString::number(limit.limit())));
    }
}

QTEST_GUILESS_MAIN(TestConcurrencyControl)
#include "test_concurrency_control.moc"
