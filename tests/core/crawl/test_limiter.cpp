// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/limiter.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace lanescope::crawl;

class TestLimiter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsBothCaps();
    void zeroIsNoLimit();
    void loweringTakesNothingBack();
    void withinCapsAgreesWithCounting();
};

void TestLimiter::keepsBothCaps()
{
    Limiter limiter;
    limiter.setCaps(3, 2);
    const SlotId a = limiter.addSlot();
    const SlotId b = limiter.addSlot();
    limiter.acquire(a);
    limiter.acquire(a);
    QVERIFY(limiter.slotFull(a) && !limiter.slotFull(b) && !limiter.globalFull());
    limiter.acquire(b);
    QVERIFY(limiter.globalFull() && !limiter.slotFull(b));
    limiter.release(a);
    QVERIFY(!limiter.slotFull(a) && !limiter.globalFull());
    QCOMPARE(limiter.inFlight(), 2);
}

void TestLimiter::zeroIsNoLimit()
{
    Limiter limiter;
    limiter.setCaps(0, 0);
    const SlotId slot = limiter.addSlot();
    for (int count = 0; count < 1000; ++count) {
        QVERIFY(!limiter.globalFull() && !limiter.slotFull(slot));
        limiter.acquire(slot);
    }
    QVERIFY(limiter.withinCaps());
}

void TestLimiter::loweringTakesNothingBack()
{
    Limiter limiter;
    limiter.setCaps(10, 10);
    const SlotId slot = limiter.addSlot();
    for (int count = 0; count < 10; ++count)
        limiter.acquire(slot);
    limiter.setCaps(4, 10);
    QCOMPARE(limiter.inFlight(), 10);
    QVERIFY(limiter.globalFull() && !limiter.withinCaps());
    for (int count = 10; count > 4; --count) {
        QVERIFY(!limiter.withinCaps());
        limiter.release(slot);
        QVERIFY(limiter.globalFull());
    }
    QVERIFY(limiter.withinCaps());
    limiter.release(slot);
    QVERIFY(!limiter.globalFull());
}

void TestLimiter::withinCapsAgreesWithCounting()
{
    const unsigned seed = std::random_device{}();
    std::mt19937 random(seed);
    Limiter limiter;
    std::vector<int> counts(5, 0);
    for (std::size_t slot = 0; slot < counts.size(); ++slot)
        limiter.addSlot();
    int global = 0;
    int perSlot = 0;
    for (int round = 0; round < 50'000; ++round) {
        const std::size_t slot = random() % counts.size();
        const auto id = static_cast<SlotId>(slot);
        if (random() % 20 == 0) {
            global = static_cast<int>(random() % 12);
            perSlot = static_cast<int>(random() % 5);
            limiter.setCaps(global, perSlot);
        } else if (random() % 2 && !limiter.globalFull() && !limiter.slotFull(id)) {
            limiter.acquire(id);
            ++counts[slot];
        } else if (counts[slot] > 0) {
            limiter.release(id);
            --counts[slot];
        }
        int total = 0;
        bool within = true;
        for (const int count : counts) {
            total += count;
            within = within && (perSlot == 0 || count <= perSlot);
        }
        within = within && (global == 0 || total <= global);
        QVERIFY2(limiter.inFlight() == total && limiter.withinCaps() == within, qPrintable(QString::number(seed)));
    }
}

QTEST_GUILESS_MAIN(TestLimiter)
#include "test_limiter.moc"
