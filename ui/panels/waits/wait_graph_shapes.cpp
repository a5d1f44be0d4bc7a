// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/waits/wait_graph_shapes.h"

#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lanescope::panels {
namespace {

using Edge = GraphEdge::Kind;

constexpr qreal kHeadPx = 7;
constexpr qreal kLongWayPx = 120;
constexpr qreal kAlongPx = 60; ///< further along a line no label stands
constexpr qreal kStartPx = 16;
constexpr qreal kFromBoxPx = 4;
constexpr double kHaloShare = 0.45; ///< of the accent, on the ground

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

QColor colourOf(const GraphEdge& edge, const QPalette& palette)
{
    const theme::Colours& colours = theme::coloursOf(palette);
    if (edge.inCycle)
        return edge.kind == Edge::Order ? theme::mixed(colours.warning, colours.text, 0.2) : ringColour(palette);
    switch (edge.kind) {
    case Edge::Waits:
        return theme::stateColour(edge.state, palette);
    case Edge::Holds:
        return theme::stateColour(store::State::Held, palette);
    case Edge::Order:
        break;
    }
    return colours.textFaint;
}

// Of an order beside its small arc, or on the first piece of a long way round the others.
QRectF orderLabelRoom(const QPainterPath& path, QRectF room)
{
    const bool isLong = path.length() > kLongWayPx;
    const QPointF at = isLong ? path.pointAtPercent(0) : path.pointAtPercent(0.5);
    room.setWidth(std::min<qreal>(room.width(), kArcNamePx));
    room.moveCenter(at);
    room.moveLeft(at.x() + (isLong ? kStartPx : kFromBoxPx));
    return room;
}

// One below the other, or on one line.
void paintWords(QPainter& painter, const GraphNode& node, const QRectF& room, bool isCompact, const QPalette& palette)
{
    const theme::Colours& colours = theme::coloursOf(palette);
    const QFont before = painter.font();
    QFont name = before;
    name.setPixelSize(12);
    name.setWeight(QFont::DemiBold);
    QFont detail = before;
    detail.setPixelSize(11);
    const bool hasDetail = !node.detail.isEmpty();
    const auto write = [&](const QFont& with, const QString& text, const QRectF& where, const QColor& ink) {
        painter.setFont(with);
        painter.setPen(ink);
        painter.drawText(where, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(with).elidedText(text, Qt::ElideRight, where.width()));
    };
    const qreal namePx = std::ceil(QFontMetricsF(name).horizontalAdvance(node.name)) + 8;
    write(name, node.name, hasDetail && !isCompact ? room.adjusted(0, 0, 0, -room.height() / 2) : room, colours.text);
    if (hasDetail)
        write(detail, node.detail,
              isCompact ? room.adjusted(std::min(namePx, room.width()), 0, 0, 0)
                        : room.adjusted(0, room.height() / 2, 0, 0),
              colours.textFaint);
    painter.setFont(before);
}

} // namespace

void paintGraphEdge(QPainter& painter, const GraphEdge& edge, const QPainterPath& path, EdgeLook look,
                    const QPalette& palette)
{
    if (path.isEmpty())
        return;
    const theme::Colours& colours = theme::coloursOf(palette);
    const QColor colour = colourOf(edge, palette);
    painter.setBrush(Qt::NoBrush);
    if (look == EdgeLook::Chosen) {
        painter.setPen(QPen(theme::mixed(colours.panel, colours.accent, kHaloShare), 9, Qt::SolidLine, Qt::RoundCap));
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
}

// Of a wait near the thread, of a hold near the object, where lines are still in their own row: further on they cross. But many
// holds may begin at one object, and go to other rows: these have theirs near the thread, behind that of its wait.
QRectF graphLabelRoom(const GraphEdge& edge, const QPainterPath& path, QSizeF size)
{
    const QPointF start = path.pointAtPercent(0); // at a box, which is painted later
    const QPointF end = path.pointAtPercent(1);
    QRectF room({}, size);
    if (edge.kind == Edge::Order)
        return orderLabelRoom(path, room);
    const auto along = [&path](qreal px) { return path.pointAtPercent(path.percentAtLength(px)); };
    if (edge.kind == Edge::Waits) {
        room.moveCenter(along(std::min(path.length() * 0.13, kAlongPx)));
        room.moveLeft(std::max(room.left(), start.x() + kFromBoxPx));
    } else if (std::abs(start.y() - end.y()) < 1) {
        room.moveCenter(along(std::min(path.length() * 0.26, 2 * kAlongPx)));
        room.moveRight(std::min(room.right(), start.x() - kMarginPx));
    } else {
        room.moveCenter(along(path.length() - std::min(path.length() * 0.5, 2 * kAlongPx)));
    }
    return room;
}

void paintGraphLabel(QPainter& painter, const GraphEdge& edge, const QPainterPath& path, const QPalette& palette)
{
    if (path.isEmpty() || edge.label.isEmpty())
        return;
    const theme::Colours& colours = theme::coloursOf(palette);
    const QFont before = painter.font();
    QFont small = before;
    small.setPixelSize(11);
    painter.setFont(small);
    const QFontMetricsF metrics(small);
    const QRectF room = graphLabelRoom(edge, path, {metrics.horizontalAdvance(edge.label) + 8, metrics.height()});
    painter.fillRect(room, colours.panel);
    painter.setPen(edge.inCycle ? colourOf(edge, palette) : colours.textSecondary);
    painter.drawText(room, Qt::AlignCenter, metrics.elidedText(edge.label, Qt::ElideRight, room.width()));
    painter.setFont(before);
}

void paintGraphNode(QPainter& painter, const GraphNode& node, const QRectF& box, const NodeLook& look,
                    const QPalette& palette)
{
    const theme::Colours& colours = theme::coloursOf(palette);
    const QColor red = ringColour(palette);
    const qreal round = node.key.isObject() ? box.height() / 2 : 4;
    if (look.isChosen) {
        painter.setPen(QPen(theme::mixed(colours.panel, colours.accent, kHaloShare), 5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box, round, round);
    }
    painter.setPen(QPen(look.isStuck ? red : colours.border, look.isStuck ? 2 : 1));
    painter.setBrush(look.isStuck ? theme::mixed(colours.raised, red, 0.12) : colours.raised);
    if (node.key.kind == GraphKey::Kind::Crowd) // a pile
        painter.drawRoundedRect(box.translated(3, 3), round, round);
    painter.drawRoundedRect(box, round, round);
    paintWords(painter, node, box.adjusted(12, 2, -12, -2), look.isCompact, palette);
}

} // namespace lanescope::panels
