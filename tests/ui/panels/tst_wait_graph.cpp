// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/panels/made_graph.h"
#include "ui/panels/waits/wait_graph_shapes.h"
#include "ui/panels/waits/wait_graph_view.h"
#include "ui/theme/state_style.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::panels;

class TestWaitGraph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Dark); }
    void anOrderOfLocksReadsDownwardsAndItsNamesAreApart();
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
};

void TestWaitGraph::anOrderOfLocksReadsDownwardsAndItsNamesAreApart()
{
    constexpr std::uint32_t kLocks = 32;
    WaitGraph graph;
    for (std::uint32_t i = 0; i < kLocks; ++i) {
        graph.nodes.push_back({lockKey(i), QStringLiteral("fork %1").arg(i), {}, true});
        graph.edges.push_back({GraphEdge::Kind::Order,
                               lockKey((i * 7) % kLocks),
                               lockKey((i * 7 + 1) % kLocks),
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

void TestWaitGraph::manyRowsAreCompact()
{
    WaitGraphView view;
    view.resize(800, 300);
    view.show(ring(3));
    const qreal roomy = view.boxOf(threadKey(0)).height();
    view.show(ring(32));
    QVERIFY(view.boxOf(threadKey(0)).height() < roomy);
    QVERIFY(view.sizeHint().height() < 1000);
    for (std::uint32_t i = 1; i < 32; ++i)
        QVERIFY(!view.boxOf(threadKey(i)).intersects(view.boxOf(threadKey(i - 1))));
}

// The one that closes a ring passes all others: in the margin of the locks, not through the words at the lines.
void TestWaitGraph::aLineToAFarRowLeavesTheOthersLegible()
{
    WaitGraphView view;
    view.resize(700, 1000);
    view.show(ring(32));
    const auto closing = std::ranges::find_if(view.graph().edges, [](const GraphEdge& edge) {
        return edge.kind == GraphEdge::Kind::Waits && edge.to == lockKey(0);
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
    graph.nodes = {{lockKey(0), QStringLiteral("permits"), {}, false}};
    for (std::uint32_t i = 0; i < 6; ++i) {
        graph.nodes.push_back({threadKey(i), {}, {}, false});
        graph.edges.push_back(holds(lockKey(0), threadKey(i)));
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
    QVERIFY(!view.boxOf(threadKey(0)).intersects(view.boxOf(lockKey(0))));
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
    QTest::mouseClick(&view, Qt::LeftButton, {}, view.boxOf(lockKey(1)).center().toPoint());
    QCOMPARE(nodes.size(), 1);
    QCOMPARE(nodes[0][0].value<GraphKey>(), lockKey(1));
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
    more.nodes.push_back({threadKey(9), {}, {}, false});
    more.edges.insert(more.edges.begin(), waits(threadKey(9), lockKey(1)));
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
