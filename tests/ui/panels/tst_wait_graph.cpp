// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/wait_graph_shapes.h"
#include "ui/panels/wait_graph_view.h"
#include "ui/theme/state_style.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <random>
#include <set>

using namespace lanescope;
using namespace lanescope::panels;

class TestWaitGraph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Dark); }
    void aLockStandsBesideItsOwner();
    void aRingReadsDownwards_data();
    void aRingReadsDownwards();
    void anOrderOfLocksReadsDownwardsAndItsNamesAreApart();
    void aRingStaysWhereItIs();
    void whenARingClosesItsThreadsComeToTheirLocks();
    void handOversMoveNobody();
    void aPlaceIsKeptForAWhileAndThenGivenAway();
    void manyKnotsNeverShareAPlace();
    void whereACrowdWaitsTheNextOwnerStandsWhereTheLastOneStood();
    void whereACrowdAppearsItStandsBesideWhatItWaitsFor();
    void whoWaitsStandsBelowWhatItWaitsFor();
    void manyRowsAreCompact();
    void aLineToAFarRowLeavesTheOthersLegible();
    void labelsOfHoldsOfOneObjectAreApart();
    void linesReachFromBoxToBox();
    void aRingIsRed();
    void clickOnALineTellsWhichWait();
    void keysWalkTheLines();
    void aChosenLineStaysChosenWhenOthersCome();
    void sentencesAreAccessible();
    void anEmptyGraphPaints();

private:
    static GraphKey thread(std::uint32_t index) { return {GraphKey::Kind::Thread, index}; }
    static GraphKey lock(std::uint32_t index) { return {GraphKey::Kind::Object, index}; }
    static GraphEdge waits(GraphKey from, GraphKey to)
    {
        return {GraphEdge::Kind::Waits, from, to, QStringLiteral("3.4 s"), QStringLiteral("waits"), false};
    }
    static GraphEdge holds(GraphKey from, GraphKey to)
    {
        return {GraphEdge::Kind::Holds, from, to, {}, QStringLiteral("held"), false};
    }
    // `count` threads round a table: each has its lock and waits for the next one's.
    static WaitGraph ring(std::uint32_t count)
    {
        WaitGraph graph;
        for (std::uint32_t i = 0; i < count; ++i) {
            graph.nodes.push_back({thread(i), QStringLiteral("thread %1").arg(i), {}, true});
            graph.nodes.push_back({lock(i), QStringLiteral("lock %1").arg(i), {}, true});
            graph.edges.push_back(holds(lock(i), thread(i)));
            graph.edges.push_back(waits(thread(i), lock((i + 1) % count)));
        }
        for (GraphEdge& edge : graph.edges)
            edge.inCycle = true;
        graph.isDeadlock = true;
        return graph;
    }
};

void TestWaitGraph::aLockStandsBesideItsOwner()
{
    WaitGraph graph = ring(5);
    std::reverse(graph.nodes.begin(), graph.nodes.end());
    WaitGraphLayout layout;
    layout.update(graph, 0);
    for (std::uint32_t i = 0; i < 5; ++i)
        QCOMPARE(layout.rowOf(thread(i)), layout.rowOf(lock(i)));
    QCOMPARE(layout.rows(), 5);
}

void TestWaitGraph::aRingReadsDownwards_data()
{
    QTest::addColumn<int>("count");
    for (const int count : {2, 3, 5, 32, 64})
        QTest::addRow("%d", count) << count;
}

// Whatever came first: each waits for what is one row below, and only the last one goes back to the top.
void TestWaitGraph::aRingReadsDownwards()
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

void TestWaitGraph::anOrderOfLocksReadsDownwardsAndItsNamesAreApart()
{
    constexpr std::uint32_t kLocks = 32;
    WaitGraph graph;
    for (std::uint32_t i = 0; i < kLocks; ++i) {
        graph.nodes.push_back({lock(i), QStringLiteral("fork %1").arg(i), {}, true});
        graph.edges.push_back({GraphEdge::Kind::Order,
                               lock((i * 7) % kLocks),
                               lock((i * 7 + 1) % kLocks),
                               QStringLiteral("philosopher-%1").arg(i),
                               {},
                               true});
    }
    WaitGraphView view;
    view.resize(800, 1200);
    view.show(graph);
    QRectF longWay;
    std::vector<QRectF> small;
    for (const GraphEdge& edge : graph.edges) {
        const QRectF from = view.boxOf(edge.from);
        const QRectF to = view.boxOf(edge.to);
        if (to.top() > from.top())
            small.push_back(view.pathOf(edge).boundingRect());
        else
            longWay = view.pathOf(edge).boundingRect();
        QVERIFY(view.pathOf(edge).boundingRect().right() < view.width());
    }
    QCOMPARE(small.size(), kLocks - 1);
    std::ranges::sort(small, {}, &QRectF::top);
    for (std::size_t i = 1; i < small.size(); ++i)
        QVERIFY(small[i - 1].bottom() <= small[i].top());
    for (const QRectF& arc : small)
        QVERIFY(longWay.right() > arc.right() + kArcNamePx / 2.0); // it passes beyond their names
}

void TestWaitGraph::aRingStaysWhereItIs()
{
    WaitGraph graph = ring(5);
    WaitGraphLayout layout;
    layout.update(graph, 0);
    const auto before = layout.rowOf(lock(3));
    std::reverse(graph.nodes.begin(), graph.nodes.end());
    std::reverse(graph.edges.begin(), graph.edges.end());
    graph.nodes.push_back({thread(9), {}, {}, false}); // who waits behind it
    graph.edges.push_back(waits(thread(9), lock(3)));
    layout.update(graph, 100);
    QCOMPARE(layout.rowOf(lock(3)), before);
    QCOMPARE(layout.rowOf(thread(9)), std::optional<int>(5));
}

// The order of its locks was known before, and its threads stood wherever there was room.
void TestWaitGraph::whenARingClosesItsThreadsComeToTheirLocks()
{
    WaitGraph closed = ring(5);
    WaitGraph orders;
    for (std::uint32_t i = 0; i < 5; ++i) {
        orders.nodes.push_back({lock(i), {}, {}, false});
        orders.edges.push_back({GraphEdge::Kind::Order, lock(i), lock((i + 1) % 5), {}, {}, true});
    }
    WaitGraph odd = orders;
    odd.nodes.push_back({thread(3), {}, {}, false});
    odd.edges.push_back(holds(lock(0), thread(3)));
    WaitGraphLayout layout;
    layout.update(odd, 0);
    QCOMPARE(layout.rowOf(thread(3)), std::optional<int>(0));
    closed.edges.insert(closed.edges.end(), orders.edges.begin(), orders.edges.end());
    layout.update(closed, 16);
    for (std::uint32_t i = 0; i < 5; ++i)
        QCOMPARE(layout.rowOf(thread(i)), layout.rowOf(lock(i)));
}

void TestWaitGraph::handOversMoveNobody()
{
    WaitGraph graph;
    graph.nodes = {{thread(0), {}, {}, false}, {thread(1), {}, {}, false}, {lock(0), {}, {}, false}};
    graph.edges = {holds(lock(0), thread(0)), waits(thread(1), lock(0))};
    WaitGraphLayout layout;
    layout.update(graph, 0);
    const auto before = layout.rowOf(lock(0));
    graph.edges = {holds(lock(0), thread(1)), waits(thread(0), lock(0))};
    std::swap(graph.nodes[0], graph.nodes[1]);
    layout.update(graph, 16);
    QCOMPARE(layout.rowOf(lock(0)), before);
    QCOMPARE(layout.rowOf(thread(0)), std::optional<int>(0));
    QCOMPARE(layout.rowOf(thread(1)), std::optional<int>(1));
}

void TestWaitGraph::aPlaceIsKeptForAWhileAndThenGivenAway()
{
    WaitGraph first;
    first.nodes = {{thread(0), {}, {}, false}};
    WaitGraph second;
    second.nodes = {{thread(1), {}, {}, false}};
    WaitGraphLayout layout;
    layout.update(first, 0);
    layout.update(second, 100);
    QCOMPARE(layout.rowOf(thread(1)), std::optional<int>(1));
    layout.update(first, 200);
    QCOMPARE(layout.rowOf(thread(0)), std::optional<int>(0)); // back where it was
    layout.update(second, 300);
    layout.update(second, 300 + WaitGraphLayout::kKeepMs);
    QVERIFY(!layout.rowOf(thread(0)));
    WaitGraph third;
    third.nodes = {{thread(1), {}, {}, false}, {thread(2), {}, {}, false}};
    layout.update(third, 400 + WaitGraphLayout::kKeepMs);
    QCOMPARE(layout.rowOf(thread(2)), std::optional<int>(0));
}

void TestWaitGraph::manyKnotsNeverShareAPlace()
{
    WaitGraphLayout layout;
    std::mt19937 random(20);
    for (int step = 0; step < 60; ++step) {
        WaitGraph graph;
        for (std::uint32_t i = 0; i < 64; ++i) {
            if (random() % 2 == 0)
                graph.nodes.push_back({thread(i), {}, {}, false});
            if (random() % 3 == 0) {
                graph.nodes.push_back({lock(i), {}, {}, false});
                graph.edges.push_back(holds(lock(i), thread(static_cast<std::uint32_t>(random() % 64))));
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

void TestWaitGraph::whereACrowdWaitsTheNextOwnerStandsWhereTheLastOneStood()
{
    const GraphKey crowd{GraphKey::Kind::Crowd, 0};
    WaitGraphLayout layout;
    for (std::uint32_t owner = 0; owner < 60; ++owner) {
        WaitGraph graph;
        graph.nodes = {{thread(owner), {}, {}, false}, {lock(0), {}, {}, false}, {crowd, {}, {}, false}};
        graph.edges = {waits(crowd, lock(0)), holds(lock(0), thread(owner))};
        layout.update(graph, owner * 16);
        QCOMPARE(layout.rowOf(thread(owner)), std::optional<int>(0));
        QCOMPARE(layout.rowOf(crowd), std::optional<int>(1));
    }
    QCOMPARE(layout.rows(), 2);
}

// Before, a few stood alone, and the lock beside an owner far down.
void TestWaitGraph::whereACrowdAppearsItStandsBesideWhatItWaitsFor()
{
    const GraphKey crowd{GraphKey::Kind::Crowd, 0};
    WaitGraphLayout layout;
    WaitGraph few;
    for (std::uint32_t i = 0; i < 40; ++i)
        few.nodes.push_back({thread(i), {}, {}, false});
    layout.update(few, 0);
    few.nodes.push_back({lock(0), {}, {}, false});
    few.edges = {holds(lock(0), thread(39)), waits(thread(3), lock(0))};
    layout.update(few, 16);
    WaitGraph many;
    many.nodes = {{thread(12), {}, {}, false}, {lock(0), {}, {}, false}, {crowd, {}, {}, false}};
    many.edges = {waits(crowd, lock(0)), holds(lock(0), thread(12))};
    layout.update(many, 32);
    QCOMPARE(layout.rows(), 2);
    QCOMPARE(layout.rowOf(lock(0)), layout.rowOf(thread(12)));
}

void TestWaitGraph::whoWaitsStandsBelowWhatItWaitsFor()
{
    constexpr std::uint32_t kLocks = 4;
    constexpr std::uint32_t kWaiters = 5;
    WaitGraph graph;
    std::mt19937 random(7);
    for (std::uint32_t i = 0; i < kLocks * (kWaiters + 1); ++i) {
        const GraphKey wanted = lock(i % kLocks);
        graph.nodes.push_back({thread(i), {}, {}, false});
        graph.edges.push_back(i < kLocks ? holds(wanted, thread(i)) : waits(thread(i), wanted));
    }
    for (std::uint32_t i = 0; i < kLocks; ++i)
        graph.nodes.push_back({lock(i), {}, {}, false});
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

void TestWaitGraph::manyRowsAreCompact()
{
    WaitGraphView view;
    view.resize(800, 300);
    view.show(ring(3));
    const qreal roomy = view.boxOf(thread(0)).height();
    view.show(ring(32));
    QVERIFY(view.boxOf(thread(0)).height() < roomy);
    QVERIFY(view.sizeHint().height() < 1000);
    for (std::uint32_t i = 1; i < 32; ++i)
        QVERIFY(!view.boxOf(thread(i)).intersects(view.boxOf(thread(i - 1))));
}

// The one that closes a ring passes all others: in the margin of the locks, not through the words at the lines.
void TestWaitGraph::aLineToAFarRowLeavesTheOthersLegible()
{
    WaitGraphView view;
    view.resize(700, 1000);
    view.show(ring(32));
    const auto closing = std::ranges::find_if(view.graph().edges, [](const GraphEdge& edge) {
        return edge.kind == GraphEdge::Kind::Waits && edge.to == lock(0);
    });
    const QPainterPath path = view.pathOf(*closing);
    const QRectF start = view.boxOf(closing->from);
    const QRectF end = view.boxOf(closing->to);
    for (double at = 0; at < 1; at += 0.01) {
        const QPointF point = path.pointAtPercent(at);
        if (point.y() < start.top() && point.y() > end.bottom())
            QVERIFY(point.x() > end.left() - 40 && point.x() < end.left() - 16);
    }
    QCOMPARE(path.pointAtPercent(1).x(), end.left());
}

void TestWaitGraph::labelsOfHoldsOfOneObjectAreApart()
{
    WaitGraph graph;
    graph.nodes = {{lock(0), QStringLiteral("permits"), {}, false}};
    for (std::uint32_t i = 0; i < 6; ++i) {
        graph.nodes.push_back({thread(i), {}, {}, false});
        graph.edges.push_back(holds(lock(0), thread(i)));
    }
    WaitGraphView view;
    view.resize(640, 400);
    view.show(graph);
    std::vector<QRectF> rooms;
    for (const GraphEdge& edge : graph.edges) {
        const QRectF room = graphLabelRoom(edge, view.pathOf(edge), {50, 14});
        for (const QRectF& other : rooms)
            QVERIFY(!room.intersects(other));
        rooms.push_back(room);
    }
}

void TestWaitGraph::linesReachFromBoxToBox()
{
    WaitGraphView view;
    view.resize(800, 300);
    view.show(ring(3));
    for (const GraphEdge& edge : view.graph().edges) {
        const QPainterPath path = view.pathOf(edge);
        const auto touches = [&view](const GraphKey& key, QPointF point) {
            return view.boxOf(key).adjusted(-1, -1, 1, 1).contains(point);
        };
        QVERIFY(touches(edge.from, path.pointAtPercent(0)));
        QVERIFY(touches(edge.to, path.pointAtPercent(1)));
    }
    QVERIFY(!view.boxOf(thread(0)).intersects(view.boxOf(lock(0))));
}

void TestWaitGraph::aRingIsRed()
{
    WaitGraphView view;
    view.resize(800, 300);
    const auto redPixels = [&view] {
        const QImage image = view.grab().toImage();
        const QRgb red = theme::stateColour(store::State::HeldContended, view.palette()).rgb();
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                count += image.pixel(x, y) == red ? 1 : 0;
        }
        return count;
    };
    WaitGraph calm = ring(2);
    calm.isDeadlock = false;
    for (GraphEdge& edge : calm.edges)
        edge.inCycle = false;
    view.show(calm);
    QCOMPARE(redPixels(), 0);
    view.show(ring(2));
    QVERIFY(redPixels() > 50);
}

void TestWaitGraph::clickOnALineTellsWhichWait()
{
    WaitGraphView view;
    view.resize(800, 300);
    view.show(ring(2));
    QSignalSpy edges(&view, &WaitGraphView::edgeActivated);
    QSignalSpy nodes(&view, &WaitGraphView::nodeActivated);
    const GraphEdge& wait = view.graph().edges[1];
    QTest::mouseClick(&view, Qt::LeftButton, {}, view.pathOf(wait).pointAtPercent(0.1).toPoint());
    QCOMPARE(edges.size(), 1);
    QCOMPARE(edges[0][0].value<GraphEdge>().from, wait.from);
    QCOMPARE(edges[0][0].value<GraphEdge>().kind, GraphEdge::Kind::Waits);
    QTest::mouseClick(&view, Qt::LeftButton, {}, view.boxOf(lock(1)).center().toPoint());
    QCOMPARE(nodes.size(), 1);
    QCOMPARE(nodes[0][0].value<GraphKey>(), lock(1));
    QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(400, 290));
    QCOMPARE(edges.size(), 1);
}

void TestWaitGraph::keysWalkTheLines()
{
    WaitGraphView view;
    view.resize(800, 300);
    view.show(ring(2));
    view.QWidget::show();
    view.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    view.setFocus();
    QSignalSpy edges(&view, &WaitGraphView::edgeActivated);
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(edges.size(), 1);
    QCOMPARE(edges[0][0].value<GraphEdge>().from, view.graph().edges[1].from);
    for (int i = 0; i < 9; ++i)
        QTest::keyClick(&view, Qt::Key_Down); // stays at the last one
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(edges[1][0].value<GraphEdge>().from, view.graph().edges.back().from);
}

void TestWaitGraph::aChosenLineStaysChosenWhenOthersCome()
{
    WaitGraphView view;
    view.resize(800, 300);
    view.show(ring(2));
    QSignalSpy edges(&view, &WaitGraphView::edgeActivated);
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(&view, Qt::Key_Down);
    const GraphEdge chosen = view.graph().edges[3];
    WaitGraph more = ring(2);
    more.nodes.push_back({thread(9), {}, {}, false});
    more.edges.insert(more.edges.begin(), waits(thread(9), lock(1)));
    view.show(more);
    QTest::keyClick(&view, Qt::Key_Return);
    QVERIFY(edges[0][0].value<GraphEdge>().isSameLineAs(chosen));
}

void TestWaitGraph::sentencesAreAccessible()
{
    WaitGraphView view;
    view.show(ring(2));
    QCOMPARE(view.accessibleDescription().count(QStringLiteral("waits")), 2);
}

void TestWaitGraph::anEmptyGraphPaints()
{
    WaitGraphView view;
    view.resize(300, 100);
    view.clear();
    QVERIFY(!view.grab().isNull());
    QVERIFY(view.sizeHint().height() > 0);
}

QTEST_MAIN(TestWaitGraph)
#include "tst_wait_graph.moc"
