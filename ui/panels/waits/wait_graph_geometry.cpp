// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/waits/wait_graph_geometry.h"

#include "ui/panels/waits/wait_graph_layout.h"
#include "ui/panels/waits/wait_graph_shapes.h"

#include <algorithm>
#include <cstdlib>

namespace lanescope::panels {
namespace {

constexpr int kRowPx = 44;
constexpr int kBoxPx = 34;
constexpr int kCompactRowPx = 28;
constexpr int kCompactBoxPx = 22;
constexpr int kTopPx = 8;
constexpr int kSidePx = 16;
constexpr int kArcPx = 32;   ///< at the right, for the order of locks of neighbours
constexpr int kLongPx = 24;  ///< further right, beyond the names at the others: for orders that go further
constexpr int kRoundPx = 8;  ///< corners of these
constexpr int kApartPx = 6;  ///< a wait and a hold of the same pair do not lie on each other
constexpr int kNearRows = 2; ///< lines that go further keep to the margin
constexpr int kHeadsPx = 22; ///< left of the objects, for the heads of other lines; then three lanes, within kMarginPx
constexpr qreal kBesidePx = 6;

using Edge = GraphEdge::Kind;

// From the start level to the lane, along it, and level to the end.
QPainterPath longWay(QPointF start, qreal lane, QPointF end)
{
    const qreal out = lane > start.x() ? kRoundPx : -kRoundPx;
    const qreal in = end.x() > lane ? kRoundPx : -kRoundPx;
    const qreal turn = end.y() > start.y() ? kRoundPx : -kRoundPx;
    QPainterPath path(start);
    path.lineTo(lane - out, start.y());
    path.quadTo(QPointF(lane, start.y()), QPointF(lane, start.y() + turn));
    path.lineTo(lane, end.y() - turn);
    path.quadTo(QPointF(lane, end.y()), QPointF(lane + in, end.y()));
    path.lineTo(end);
    return path;
}

} // namespace

WaitGraphGeometry::WaitGraphGeometry(const WaitGraphLayout& layout, int widthPx, bool isCompact, bool hasNames)
    : m_layout(layout)
    , m_widthPx(widthPx)
    , m_isCompact(isCompact)
    , m_hasNames(hasNames)
{
}

int WaitGraphGeometry::shortArcsPx() const
{
    return kArcPx + (m_hasNames ? kArcNamePx : 0);
}

int WaitGraphGeometry::rowPx() const
{
    return m_isCompact ? kCompactRowPx : kRowPx;
}

int WaitGraphGeometry::boxPx() const
{
    return m_isCompact ? kCompactBoxPx : kBoxPx;
}

int WaitGraphGeometry::heightPx(int rows) const
{
    return 2 * kTopPx + std::max(1, rows) * rowPx();
}

int WaitGraphGeometry::rowsDown(const GraphEdge& edge) const
{
    return *m_layout.rowOf(edge.to) - *m_layout.rowOf(edge.from);
}

QRectF WaitGraphGeometry::boxOf(const GraphKey& key) const
{
    const auto row = m_layout.rowOf(key);
    if (!row)
        return {};
    const qreal wide = std::clamp(m_widthPx * 0.3, 110.0, 240.0);
    const qreal left = key.isObject() ? m_widthPx - kSidePx - kLongPx - shortArcsPx() - wide : kSidePx;
    return {left, kTopPx + *row * rowPx() + (rowPx() - boxPx()) / 2.0, wide, static_cast<qreal>(boxPx())};
}

QPainterPath WaitGraphGeometry::pathOf(const GraphEdge& edge) const
{
    const QRectF from = boxOf(edge.from);
    const QRectF to = boxOf(edge.to);
    if (from.isNull() || to.isNull())
        return {};
    return edge.kind == Edge::Order ? arcOf(edge, from, to) : lineOf(edge, from, to);
}

QPainterPath WaitGraphGeometry::lineOf(const GraphEdge& edge, const QRectF& from, const QRectF& to) const
{
    const bool waits = edge.kind == Edge::Waits;
    const qreal apart = waits ? -kApartPx : kApartPx;
    const QPointF start(waits ? from.right() : from.left(), from.center().y() + apart);
    const QPointF end(waits ? to.left() : to.right(), to.center().y() + apart);
    if (std::abs(rowsDown(edge)) > kNearRows) {
        const GraphKey& object = waits ? edge.to : edge.from;
        return longWay(start, boxOf(object).left() - kHeadsPx - (object.index % 3) * kBesidePx, end);
    }
    const qreal bend = (end.x() - start.x()) * 0.4;
    QPainterPath path(start);
    path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end);
    return path;
}

// From one row to the next it is a small arc; any other way goes round the names at these.
QPainterPath WaitGraphGeometry::arcOf(const GraphEdge& edge, const QRectF& from, const QRectF& to) const
{
    const QPointF start(from.right(), from.center().y() + kApartPx);
    const QPointF end(to.right(), to.center().y() - kApartPx);
    if (rowsDown(edge) != 1)
        return longWay(start, from.right() + shortArcsPx() + (edge.from.index % 3) * kBesidePx, end);
    const QPointF bend(kArcPx, 0);
    QPainterPath arc(start);
    arc.cubicTo(start + bend, end + bend, end);
    return arc;
}

} // namespace lanescope::panels
