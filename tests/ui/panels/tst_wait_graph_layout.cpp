// SPDX-License-Identifier: GPL-3.0-or-later
// In which rows the knots of the wait-for graph stand.
#include "tests/ui/panels/made_graph.h"
#include "ui/panels/waits/wait_graph_layout.h"

#include <QTest>

#include <random>
#include <set>

using namespace lanescope;
using namespace lanescope::panels;

class TestWaitGraphLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLockStandsBesideItsOwner();
    void aRingReadsDownwards_data();
    void aRingReadsDownwards();
    void aRingStaysWhereItIs();
    void whenARingClosesItsThreadsComeToTheirLocks();
    void handOversMoveNobody();
    void aPlaceIsKeptForAWhileAndThenGivenAway();
    void manyKnotsNeverShareAPlace();
    void whereACrowdWaitsTheNextOwnerStandsWhereTheLastOneStood();
    void whereACrowdAppearsItStandsBesideWhatItWaitsFor();
    void whoWaitsStandsBelowWhatItWaitsFor();
};

void TestWaitGraphLayout::aLockStandsBesideItsOwner()
{
    WaitGraph graph = ring(5);
    std::reverse(graph.nodes.begin(), graph.nodes.end());
    WaitGraphLayout layout;
    layout.update(graph, 0);
    for (std::uint32_t i = 0; i < 5; ++i)
        QCOMPARE(layout.rowOf(threadKey(i)), layout.rowOf(lockKey(i)));
    QCOMPARE(layout.rows(), 5);
}

void TestWaitGraphLayout::aRingReadsDownwards_data()
{
    QTest::addColumn<int>("count");
    for (const int count : {2, 3, 5, 32, 64})
        QTest::addRow("%d", count) << count;
}

// Whatever came first: each waits for what is one row below, and only the last one goes back to the top.
void TestWaitGraphLayout::aRingReadsDownwards()
{
    QFETCH(int, count);
    WaitGraph graph = ring(static_cast<std::uint32_t>(count));
    std::mt19937 random(static_cast<unsigned>(count));
    WaitGraphLayout layout;
    WaitGraph before = graph; // while they do not wait for each other yet, they stand in any order
    for (GraphEdge& edge : before.edges)
        edge.inCycle = false;
    std::shuffle(before.nodes.begin(), before.nodes.end(), random);
    layout.update(before, 0);
    std::shuffle(graph.edges.begin(), graph.edges.end(), random);
    layout.update(graph, 16);
    QCOMPARE(layout.rows(), count);
    int back = 0;
    for (const GraphEdge& edge : graph.edges) {
        const int way = *layout.rowOf(edge.to) - *layout.rowOf(edge.from);
        if (edge.kind == GraphEdge::Kind::Holds)
            QCOMPARE(way, 0);
        else
            back += way != 1 ? 1 : 0;
    }
    QCOMPARE(back, 1);
}

void TestWaitGraphLayout::aRingStaysWhereItIs()
{
    WaitGraph graph = ring(5);
    WaitGraphLayout layout;
    layout.update(graph, 0);
    const auto before = layout.rowOf(lockKey(3));
    std::reverse(graph.nodes.begin(), graph.nodes.end());
    std::reverse(graph.edges.begin(), graph.edges.end());
    graph.nodes.push_back({threadKey(9), {}, {}, false}); // who waits behind it
    graph.edges.push_back(waits(threadKey(9), lockKey(3)));
    layout.update(graph, 100);
    QCOMPARE(layout.rowOf(lockKey(3)), before);
    QCOMPARE(layout.rowOf(threadKey(9)), std::optional<int>(5));
}

// The order of its locks was known before, and its threads stood wherever there was room.
void TestWaitGraphLayout::whenARingClosesItsThreadsComeToTheirLocks()
{
    WaitGraph closed = ring(5);
    WaitGraph orders;
    for (std::uint32_t i = 0; i < 5; ++i) {
        orders.nodes.push_back({lockKey(i), {}, {}, false});
        orders.edges.push_back({GraphEdge::Kind::Order, lockKey(i), lockKey((i + 1) % 5), {}, {}, true});
    }
    WaitGraph odd = orders;
    odd.nodes.push_back({threadKey(3), {}, {}, false});
    odd.edges.push_back(holds(lockKey(0), threadKey(3)));
    WaitGraphLayout layout;
    layout.update(odd, 0);
    QCOMPARE(layout.rowOf(threadKey(3)), std::optional<int>(0));
    closed.edges.insert(closed.edges.end(), orders.edges.begin(), orders.edges.end());
    layout.update(closed, 16);
    for (std::uint32_t i = 0; i < 5; ++i)
        QCOMPARE(layout.rowOf(threadKey(i)), layout.rowOf(lockKey(i)));
}

void TestWaitGraphLayout::handOversMoveNobody()
{
    WaitGraph graph;
    graph.nodes = {{threadKey(0), {}, {}, false}, {threadKey(1), {}, {}, false}, {lockKey(0), {}, {}, false}};
    graph.edges = {holds(lockKey(0), threadKey(0)), waits(threadKey(1), lockKey(0))};
    WaitGraphLayout layout;
    layout.update(graph, 0);
    const auto before = layout.rowOf(lockKey(0));
    graph.edges = {holds(lockKey(0), threadKey(1)), waits(threadKey(0), lockKey(0))};
    std::swap(graph.nodes[0], graph.nodes[1]);
    layout.update(graph, 16);
    QCOMPARE(layout.rowOf(lockKey(0)), before);
    QCOMPARE(layout.rowOf(threadKey(0)), std::optional<int>(0));
    QCOMPARE(layout.rowOf(threadKey(1)), std::optional<int>(1));
}

void TestWaitGraphLayout::aPlaceIsKeptForAWhileAndThenGivenAway()
{
    WaitGraph first;
    first.nodes = {{threadKey(0), {}, {}, false}};
    WaitGraph second;
    second.nodes = {{threadKey(1), {}, {}, false}};
    WaitGraphLayout layout;
    layout.update(first, 0);
    layout.update(second, 100);
    QCOMPARE(layout.rowOf(threadKey(1)), std::optional<int>(1));
    layout.update(first, 200);
    QCOMPARE(layout.rowOf(threadKey(0)), std::optional<int>(0)); // back where it was
    layout.update(second, 300);
    layout.update(second, 300 + WaitGraphLayout::kKeepMs);
    QVERIFY(!layout.rowOf(threadKey(0)));
    WaitGraph third;
    third.nodes = {{threadKey(1), {}, {}, false}, {threadKey(2), {}, {}, false}};
    layout.update(third, 400 + WaitGraphLayout::kKeepMs);
    QCOMPARE(layout.rowOf(threadKey(2)), std::optional<int>(0));
}

void TestWaitGraphLayout::manyKnotsNeverShareAPlace()
{
    WaitGraphLayout layout;
    std::mt19937 random(20);
    for (int step = 0; step < 60; ++step) {
        WaitGraph graph;
        for (std::uint32_t i = 0; i < 64; ++i) {
            if (random() % 2 == 0)
                graph.nodes.push_back({threadKey(i), {}, {}, false});
            if (random() % 3 == 0) {
                graph.nodes.push_back({lockKey(i), {}, {}, false});
                graph.edges.push_back(holds(lockKey(i), threadKey(static_cast<std::uint32_t>(random() % 64))));
            }
        }
        layout.update(graph, step * 300);
        std::set<std::pair<GraphKey::Kind, int>> taken;
        for (const GraphNode& node : graph.nodes) {
            QVERIFY(layout.rowOf(node.key));
            QVERIFY(taken.insert({node.key.kind, *layout.rowOf(node.key)}).second);
        }
    }
}

void TestWaitGraphLayout::whereACrowdWaitsTheNextOwnerStandsWhereTheLastOneStood()
{
    const GraphKey crowd{GraphKey::Kind::Crowd, 0};
    WaitGraphLayout layout;
    for (std::uint32_t owner = 0; owner < 60; ++owner) {
        WaitGraph graph;
        graph.nodes = {{threadKey(owner), {}, {}, false}, {lockKey(0), {}, {}, false}, {crowd, {}, {}, false}};
        graph.edges = {waits(crowd, lockKey(0)), holds(lockKey(0), threadKey(owner))};
        layout.update(graph, owner * 16);
        QCOMPARE(layout.rowOf(threadKey(owner)), std::optional<int>(0));
        QCOMPARE(layout.rowOf(crowd), std::optional<int>(1));
    }
    QCOMPARE(layout.rows(), 2);
}

// Before, a few stood alone, and the lock beside an owner far down.
void TestWaitGraphLayout::whereACrowdAppearsItStandsBesideWhatItWaitsFor()
{
    const GraphKey crowd{GraphKey::Kind::Crowd, 0};
    WaitGraphLayout layout;
    WaitGraph few;
    for (std::uint32_t i = 0; i < 40; ++i)
        few.nodes.push_back({threadKey(i), {}, {}, false});
    layout.update(few, 0);
    few.nodes.push_back({lockKey(0), {}, {}, false});
    few.edges = {holds(lockKey(0), threadKey(39)), waits(threadKey(3), lockKey(0))};
    layout.update(few, 16);
    WaitGraph many;
    many.nodes = {{threadKey(12), {}, {}, false}, {lockKey(0), {}, {}, false}, {crowd, {}, {}, false}};
    many.edges = {waits(crowd, lockKey(0)), holds(lockKey(0), threadKey(12))};
    layout.update(many, 32);
    QCOMPARE(layout.rows(), 2);
    QCOMPARE(layout.rowOf(lockKey(0)), layout.rowOf(threadKey(12)));
}

void TestWaitGraphLayout::whoWaitsStandsBelowWhatItWaitsFor()
{
    constexpr std::uint32_t kLocks = 4;
    constexpr std::uint32_t kWaiters = 5;
    WaitGraph graph;
    std::mt19937 random(7);
    for (std::uint32_t i = 0; i < kLocks * (kWaiters + 1); ++i) {
        const GraphKey wanted = lockKey(i % kLocks);
        graph.nodes.push_back({threadKey(i), {}, {}, false});
        graph.edges.push_back(i < kLocks ? holds(wanted, threadKey(i)) : waits(threadKey(i), wanted));
    }
    for (std::uint32_t i = 0; i < kLocks; ++i)
        graph.nodes.push_back({lockKey(i), {}, {}, false});
    std::shuffle(graph.edges.begin(), graph.edges.end(), random);
    WaitGraphLayout layout;
    layout.update(graph, 0);
    for (const GraphEdge& edge : graph.edges) {
        const GraphKey& object = edge.kind == GraphEdge::Kind::Waits ? edge.to : edge.from;
        const GraphKey& who = edge.kind == GraphEdge::Kind::Waits ? edge.from : edge.to;
        const int below = *layout.rowOf(who) - *layout.rowOf(object);
        QVERIFY(edge.kind == GraphEdge::Kind::Holds ? below == 0 : below > 0 && below <= static_cast<int>(kWaiters));
    }
}

QTEST_GUILESS_MAIN(TestWaitGraphLayout)
#include "tst_wait_graph_layout.moc"
