// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/waits/wait_graph_view.h"

#include "ui/panels/waits/wait_graph_shapes.h"
#include "ui/theme/colours.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace lanescope::panels {
namespace {

constexpr int kManyRows = 6; ///< from here on they are compact; they stay so until they are …
constexpr int kFewRows = 4;  ///< … these
constexpr qreal kReachPx = 10;

using Edge = GraphEdge::Kind;

} // namespace

WaitGraphView::WaitGraphView(QWidget* parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Wait-for graph"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    m_clock.start();
}

// Lines come and go between two moments: the chosen one stays, whatever its number is now.
void WaitGraphView::show(WaitGraph graph)
{
    const auto now = [&](int edge) {
        if (edge < 0)
            return -1;
        const auto same = std::ranges::find_if(graph.edges, [&](const GraphEdge& other) {
            return other.isSameLineAs(m_graph.edges[static_cast<std::size_t>(edge)]);
        });
        return same == graph.edges.end() ? -1 : static_cast<int>(same - graph.edges.begin());
    };
    m_hovered = now(m_hovered);
    const int chosen = now(m_chosen);
    m_chosen = chosen >= 0 ? chosen : std::min(m_chosen, static_cast<int>(graph.edges.size()) - 1);
    m_graph = std::move(graph);
    m_layout.update(m_graph, m_clock.elapsed());
    m_hasNames = std::ranges::any_of(
        m_graph.edges, [](const GraphEdge& edge) { return edge.kind == Edge::Order && !edge.label.isEmpty(); });
    QStringList words;
    for (const GraphEdge& edge : m_graph.edges)
        words << edge.tip;
    setAccessibleDescription(words.join(u'\n'));
    if (m_chosenBox && std::ranges::find(m_graph.nodes, *m_chosenBox, &GraphNode::key) == m_graph.nodes.end())
        m_chosenBox.reset();
    if (m_rows != m_layout.rows()) {
        m_rows = m_layout.rows();
        m_isCompact = m_rows > (m_isCompact ? kFewRows : kManyRows);
        updateGeometry();
    }
    update();
}

void WaitGraphView::clear()
{
    m_layout.clear();
    m_chosen = -1;
    show({});
}

QSize WaitGraphView::sizeHint() const
{
    return {600, geometry().heightPx(m_rows)};
}

WaitGraphGeometry WaitGraphView::geometry() const
{
    return {m_layout, width(), m_isCompact, m_hasNames};
}

QRectF WaitGraphView::boxOf(const GraphKey& key) const
{
    return geometry().boxOf(key);
}

QPainterPath WaitGraphView::pathOf(const GraphEdge& edge) const
{
    return geometry().pathOf(edge);
}

void WaitGraphView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::coloursOf(palette()).panel);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    for (int i = 0; i < static_cast<int>(m_graph.edges.size()); ++i) {
        const bool isChosen = i == m_hovered || (hasFocus() && i == m_chosen && !m_chosenBox);
        const GraphEdge& edge = m_graph.edges[static_cast<std::size_t>(i)];
        paintGraphEdge(painter, edge, pathOf(edge), isChosen ? EdgeLook::Chosen : EdgeLook::Plain, palette());
    }
    for (const GraphEdge& edge : m_graph.edges) // after all lines: none goes through them
        paintGraphLabel(painter, edge, pathOf(edge), palette());
    for (const GraphNode& node : m_graph.nodes)
        paintGraphNode(painter, node, boxOf(node.key),
                       {node.inCycle && m_graph.isDeadlock, m_isCompact, hasFocus() && node.key == m_chosenBox},
                       palette());
}

int WaitGraphView::edgeAt(QPointF position) const
{
    QPainterPathStroker reach;
    reach.setWidth(kReachPx);
    for (int i = 0; i < static_cast<int>(m_graph.edges.size()); ++i) {
        if (reach.createStroke(pathOf(m_graph.edges[static_cast<std::size_t>(i)])).contains(position))
            return i;
    }
    return -1;
}

const GraphNode* WaitGraphView::nodeAt(QPointF position) const
{
    const auto found = std::find_if(m_graph.nodes.begin(), m_graph.nodes.end(),
                                    [&](const GraphNode& node) { return boxOf(node.key).contains(position); });
    return found == m_graph.nodes.end() ? nullptr : &*found;
}

bool WaitGraphView::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int edge = edgeAt(help->pos());
    QToolTip::showText(help->globalPos(), edge < 0 ? QString() : m_graph.edges[static_cast<std::size_t>(edge)].tip,
                       this);
    return true;
}

void WaitGraphView::mouseMoveEvent(QMouseEvent* event)
{
    const int under = edgeAt(event->position());
    setCursor(under >= 0 || nodeAt(event->position()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (under != m_hovered) {
        m_hovered = under;
        update();
    }
}

void WaitGraphView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (const GraphNode* node = nodeAt(event->position())) {
        Q_EMIT nodeActivated(node->key);
        return;
    }
    if (const int edge = edgeAt(event->position()); edge >= 0) {
        choose(edge);
        Q_EMIT edgeActivated(m_graph.edges[static_cast<std::size_t>(edge)]);
    }
}

void WaitGraphView::choose(int edge)
{
    m_chosenBox.reset();
    m_chosen = m_graph.edges.empty() ? -1 : std::clamp(edge, 0, static_cast<int>(m_graph.edges.size()) - 1);
    if (m_chosen >= 0) {
        const GraphEdge& chosen = m_graph.edges[static_cast<std::size_t>(m_chosen)];
        setAccessibleName(tr("Wait-for graph: %1").arg(chosen.tip));
        Q_EMIT sightWanted(pathOf(chosen).boundingRect().toAlignedRect());
    }
    update();
}

void WaitGraphView::chooseBox(bool atRight)
{
    if (m_chosen < 0)
        return;
    const GraphEdge& edge = m_graph.edges[static_cast<std::size_t>(m_chosen)];
    const bool fromIsLeft = boxOf(edge.from).left() < boxOf(edge.to).left() || edge.kind == Edge::Order;
    const GraphKey key = fromIsLeft == atRight ? edge.to : edge.from;
    m_chosenBox = key;
    const auto node = std::ranges::find(m_graph.nodes, key, &GraphNode::key);
    if (node != m_graph.nodes.end())
        setAccessibleName(tr("Wait-for graph: %1, %2").arg(node->name, node->detail));
    Q_EMIT sightWanted(boxOf(key).toAlignedRect());
    update();
}

void WaitGraphView::activateChosen()
{
    if (m_chosenBox)
        Q_EMIT nodeActivated(*m_chosenBox);
    else if (m_chosen >= 0)
        Q_EMIT edgeActivated(m_graph.edges[static_cast<std::size_t>(m_chosen)]);
}

void WaitGraphView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down:
        return choose(m_chosen + 1);
    case Qt::Key_Up:
        return choose(m_chosen - 1);
    case Qt::Key_Left:
        return chooseBox(false);
    case Qt::Key_Right:
        return chooseBox(true);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return activateChosen();
    default:
        QWidget::keyPressEvent(event);
    }
}

void WaitGraphView::focusInEvent(QFocusEvent*)
{
    choose(std::max(m_chosen, 0));
}

void WaitGraphView::focusOutEvent(QFocusEvent*)
{
    update();
}

void WaitGraphView::leaveEvent(QEvent*)
{
    m_hovered = -1;
    update();
}

} // namespace lanescope::panels
