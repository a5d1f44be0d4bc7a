// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/concurrency_gate.h"

#include <QList>
#include <QTest>

using namespace lanescope::site;

class TestConcurrencyGate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void admitsInOrderOfArrival();
    void zeroMeansNoLimit();
    void raisingTheLimitAdmitsAtOnce();
    void loweringTheLimitEndsNothing();
    void deadConnectionsAreSkipped();
    void immediateLeaversDoNotRecurse();
};

namespace {

ConnectionId id(int number)
{
    return static_cast<ConnectionId>(number);
}

/// A gate that notes whom it let in.
struct NotingGate {
    QList<int> admitted;
    ConcurrencyGate gate{[this](ConnectionId connection) {
        admitted.append(static_cast<int>(connection));
        return true;
    }};
};

} // namespace

void TestConcurrencyGate::admitsInOrderOfArrival()
{
    NotingGate noting;
    noting.gate.setLimit(2);
    QVERIFY(noting.gate.enter(id(1)));
    QVERIFY(noting.gate.enter(id(2)));
    for (const int late : {3, 4, 5}) {
        QVERIFY(!noting.gate.enter(id(late)));
    }
    noting.gate.leave();
    QCOMPARE(noting.admitted, QList<int>({3}));
    noting.gate.leave();
    noting.gate.leave();
    QCOMPARE(noting.admitted, QList<int>({3, 4, 5}));
}

void TestConcurrencyGate::zeroMeansNoLimit()
{
    NotingGate noting;
    for (int i = 0; i < 1000; ++i) {
        QVERIFY(noting.gate.enter(id(i)));
    }
}

void TestConcurrencyGate::raisingTheLimitAdmitsAtOnce()
{
    NotingGate noting;
    noting.gate.setLimit(1);
    QVERIFY(noting.gate.enter(id(1)));
    for (int i = 2; i < 6; ++i) {
        QVERIFY(!noting.gate.enter(id(i)));
    }
    noting.gate.setLimit(3);
    QCOMPARE(noting.admitted, QList<int>({2, 3}));
    noting.gate.setLimit(0);
    QCOMPARE(noting.admitted, QList<int>({2, 3, 4, 5}));
}

void TestConcurrencyGate::loweringTheLimitEndsNothing()
{
    NotingGate noting;
    noting.gate.setLimit(3);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(noting.gate.enter(id(i)));
    }
    noting.gate.setLimit(1);
    QVERIFY(!noting.gate.enter(id(9)));
    noting.gate.leave();
    noting.gate.leave();
    QVERIFY(noting.admitted.isEmpty());
    noting.gate.leave();
    QCOMPARE(noting.admitted, QList<int>({9}));
}

void TestConcurrencyGate::deadConnectionsAreSkipped()
{
    QList<int> asked;
    ConcurrencyGate gate([&asked](ConnectionId connection) {
        asked.append(static_cast<int>(connection));
        return connection == id(4);
    });
    gate.setLimit(1);
    QVERIFY(gate.enter(id(1)));
    for (int i = 2; i < 6; ++i) {
        QVERIFY(!gate.enter(id(i)));
    }
    gate.leave();
    QCOMPARE(asked, QList<int>({2, 3, 4})); // 2 and 3 are gone, 4 holds the place, 5 waits
}

void TestConcurrencyGate::immediateLeaversDoNotRecurse()
{
    constexpr int kWaiting = 200'000; // one stack frame each would overflow
    int admitted = 0;
    int depth = 0;
    int deepest = 0;
    ConcurrencyGate* self = nullptr;
    ConcurrencyGate gate([&](ConnectionId) {
        deepest = std::max(deepest, ++depth);
        ++admitted;
        self->leave();
        --depth;
        return true;
    });
    self = &gate;
    gate.setLimit(1);
    QVERIFY(gate.enter(id(0)));
    for (int i = 0; i < kWaiting; ++i) {
        QVERIFY(!gate.enter(id(i)));
    }
    gate.leave();
    QCOMPARE(admitted, kWaiting);
    QCOMPARE(deepest, 1);
}

QTEST_GUILESS_MAIN(TestConcurrencyGate)
#include "test_concurrency_gate.moc"
