// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/wait_graph_view.h"

#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace lanescope::panels {
namespace {

constexpr int kRowPx = 44;
constexpr int kBoxPx = 34;
constexpr int kTopPx = 8;
constexpr int kSidePx = 16;
constexpr int kArcPx = 56;     ///< at the right, for the order of locks
constexpr int kArcNamePx = 80; ///< … and for who took them so
constexpr int kApartPx = 6;    ///< a wait and a hold of the same pair do not lie on each other
constexpr qreal kReachPx = 10;
constexpr qreal kHeadPx = 7;

using Edge = GraphEdge::Kind;

// The red of "held while others wait": the alarm of the window is too near to the colour of a wait.
QColor ringColour(const QPalette& palette)
{
    return theme::stateColour(store::State::HeldContended, palette);
}

void paintHead(QPainter& painter, const QPainterPath& path, const QColor& colour)
{
    const QPointF tip = path.pointAtPercent(1);
    QLineF back(tip, path.pointAtPercent(std::max(0.0, path.percentAtLength(path.length() - kHeadPx))));
    back.setLength(kHeadPx);
    const QLineF side = back.normalVector().unitVector();
    const QPointF across(side.dx() * kHeadPx / 2, side.dy() * kHeadPx / 2);
    const QPointF head[3] = {tip, back.p2() + across, back.p2() - across};
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(head, 3);
}

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

void WaitGraphView::show(WaitGraph graph)
{
    m_graph = std::move(graph);
    m_layout.update(m_graph, m_clock.elapsed());
    m_hasNames = std::ranges::any_of(
        m_graph.edges, [](const GraphEdge& edge) { return edge.kind == Edge::Order && !edge.label.isEmpty(); });
    QStringList words;
    for (const GraphEdge& edge : m_graph.edges)
        words << edge.tip;
    setAccessibleDescription(words.join(u'\n'));
    m_chosen = std::min(m_chosen, static_cast<int>(m_graph.edges.size()) - 1);
    m_hovered = -1;
    if (m_rows != m_layout.rows()) {
        m_rows = m_layout.rows();
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
    return {600, 2 * kTopPx + std::max(1, m_rows) * kRowPx};
}

QRectF WaitGraphView::boxOf(const GraphKey& key) const
{
    const auto row = m_layout.rowOf(key);
    if (!row)
        return {};
    const qreal wide = std::clamp(width() * 0.3, 110.0, 240.0);
    const qreal left = key.isObject() ? width() - kSidePx - kArcPx - (m_hasNames ? kArcNamePx : 0) - wide : kSidePx;
    return {left, kTopPx + *row * kRowPx + (kRowPx - kBoxPx) / 2.0, wide, kBoxPx};
}

QPainterPath WaitGraphView::pathOf(const GraphEdge& edge) const
{
    const QRectF from = boxOf(edge.from);
    const QRectF to = boxOf(edge.to);
    if (from.isNull() || to.isNull())
        return {};
    if (edge.kind == Edge::Order) {
        const qreal bend = std::min<qreal>(kArcPx, 20 + std::abs(from.center().y() - to.center().y()) / 4);
        QPainterPath arc(QPointF(from.right(), from.center().y() + kApartPx));
        const QPointF end(to.right(), to.center().y() - kApartPx);
        arc.cubicTo(arc.currentPosition() + QPointF(bend, 0), end + QPointF(bend, 0), end);
        return arc;
    }
    const bool waits = edge.kind == Edge::Waits;
    const qreal apart = waits ? -kApartPx : kApartPx;
    const QPointF start(waits ? from.right() : from.left(), from.center().y() + apart);
    const QPointF end(waits ? to.left() : to.right(), to.center().y() + apart);
    const qreal bend = (end.x() - start.x()) * 0.4;
    QPainterPath path(start);
    path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end);
    return path;
}

QColor WaitGraphView::colourOf(const GraphEdge& edge) const
{
    const theme::Colours& colours = theme::coloursOf(palette());
    if (edge.inCycle)
        return edge.kind == Edge::Order ? theme::mixed(colours.warning, colours.text, 0.2) : ringColour(palette());
    switch (edge.kind) {
    case Edge::Waits:
        return theme::stateColour(edge.state, palette());
    case Edge::Holds:
        return theme::stateColour(store::State::Held, palette());
    case Edge::Order:
        break;
    }
    return colours.textFaint;
}

void WaitGraphView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::coloursOf(palette()).panel);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < static_cast<int>(m_graph.edges.size()); ++i) {
        const bool isChosen = i == m_hovered || (hasFocus() && i == m_chosen);
        paintEdge(painter, m_graph.edges[static_cast<std::size_t>(i)], isChosen);
    }
    for (const GraphNode& node : m_graph.nodes)
        paintNode(painter, node);
}

void WaitGraphView::paintEdge(QPainter& painter, const GraphEdge& edge, bool isChosen) const
{
    const QPainterPath path = pathOf(edge);
    if (path.isEmpty())
        return;
    const theme::Colours& colours = theme::coloursOf(palette());
    const QColor colour = colourOf(edge);
    painter.setBrush(Qt::NoBrush);
    if (isChosen) {
        painter.setPen(QPen(colours.accentSoft, 9, Qt::SolidLine, Qt::RoundCap));
        painter.drawPath(path);
    }
    QPen pen(colour, edge.inCycle ? 2.4 : 1.5);
    if (edge.kind == Edge::Waits)
        pen.setDashPattern({4, 2.5});
    else if (edge.kind == Edge::Order)
        pen.setDashPattern({1.5, 2.5});
    painter.setPen(pen);
    painter.drawPath(path);
    paintHead(painter, path, colour);
    if (edge.label.isEmpty())
        return;
    QFont small = font();
    small.setPixelSize(11);
    painter.setFont(small);
    const QFontMetricsF metrics(small);
    // Nearer to the start: in the middle, lines that cross would write on each other.
    const QPointF at = path.pointAtPercent(edge.kind == Edge::Order ? 0.22 : 0.26);
    QRectF room(0, 0, metrics.horizontalAdvance(edge.label) + 8, metrics.height());
    room.moveCenter(at);
    if (edge.kind == Edge::Order) { // beside the arc
        room.setWidth(std::min<qreal>(room.width(), kArcNamePx + kSidePx));
        room.moveLeft(path.pointAtPercent(0.5).x() + 4);
    }
    painter.fillRect(room, colours.panel);
    painter.setPen(edge.inCycle ? colour : colours.textSecondary);
    painter.drawText(room, Qt::AlignCenter, metrics.elidedText(edge.label, Qt::ElideRight, room.width()));
}

void WaitGraphView::paintNode(QPainter& painter, const GraphNode& node) const
{
    const theme::Colours& colours = theme::coloursOf(palette());
    const QRectF box = boxOf(node.key);
    const bool isStuck = node.inCycle && m_graph.isDeadlock;
    const QColor red = ringColour(palette());
    painter.setPen(QPen(isStuck ? red : colours.border, isStuck ? 2 : 1));
    painter.setBrush(isStuck ? theme::mixed(colours.raised, red, 0.12) : colours.raised);
    const qreal round = node.key.isObject() ? kBoxPx / 2.0 : 4;
    if (node.key.kind == GraphKey::Kind::Crowd) // a pile
        painter.drawRoundedRect(box.translated(3, 3), round, round);
    painter.drawRoundedRect(box, round, round);
    const QRectF room = box.adjusted(12, 2, -12, -2);
    QFont name = font();
    name.setPixelSize(12);
    name.setWeight(QFont::DemiBold);
    QFont detail = font();
    detail.setPixelSize(11);
    const bool twoLines = !node.detail.isEmpty();
    const auto write = [&](const QFont& with, const QString& text, const QRectF& where, const QColor& ink) {
        painter.setFont(with);
        painter.setPen(ink);
        painter.drawText(where, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(with).elidedText(text, Qt::ElideRight, where.width()));
    };
    write(name, node.name, twoLines ? room.adjusted(0, 0, 0, -room.height() / 2) : room, colours.text);
    if (twoLines)
        write(detail, node.detail, room.adjusted(0, room.height() / 2, 0, 0), colours.textFaint);
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
    m_chosen = m_graph.edges.empty() ? -1 : std::clamp(edge, 0, static_cast<int>(m_graph.edges.size()) - 1);
    if (m_chosen >= 0)
        setAccessibleName(tr("Wait-for graph: %1").arg(m_graph.edges[static_cast<std::size_t>(m_chosen)].tip));
    update();
}

void WaitGraphView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Right:
        return choose(m_chosen + 1);
    case Qt::Key_Up:
    case Qt::Key_Left:
        return choose(m_chosen - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_chosen >= 0)
            Q_EMIT edgeActivated(m_graph.edges[static_cast<std::size_t>(m_chosen)]);
        return;
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
