// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/overlay_painter.h"

#include "ui/theme/theme.h"
#include "ui/timeline/flow_painter.h"
#include "ui/timeline/hold_painter.h"
#include "ui/timeline/knob_moves.h"
#include "ui/timeline/migrations.h"
#include "ui/timeline/navigation.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace lanescope::timeline {
namespace {

constexpr qreal kTickSpacingPx = 76;

// The marks of the visible range; at most two for a pixel, so that a chatty log costs no more than the screen
// is wide.
template <class Visit>
void forEachMark(const CanvasFrame& frame, Visit&& visit)
{
    const auto& marks = *frame.snapshot.marks;
    const TimeRange visible = frame.axis.covered();
    auto mark = std::partition_point(marks.begin(), marks.end(),
                                     [&](const store::Mark& m) { return m.timeNs < visible.fromNs; });
    int lastX = -1;
    bool lastWasKnob = false;
    for (; mark != marks.end() && mark->timeNs < visible.toNs; ++mark) {
        const int x = frame.axis.xOf(mark->timeNs);
        const bool isKnob = mark->kind == store::MarkKind::Knob;
        if (x == lastX && (lastWasKnob || !isKnob))
            continue;
        visit(*mark, x / frame.scale);
        lastX = x;
        lastWasKnob = isKnob;
    }
}

// A dragged slider leaves a change every few milliseconds: only where it came to rest gets a line, and where that was
// often in a few pixels, the last one.
bool isPassedThrough(const CanvasFrame& frame, const store::Mark& mark)
{
    constexpr qreal kReachPx = 5;
    const auto& marks = *frame.snapshot.marks;
    if (!isRest(frame.snapshot, static_cast<std::size_t>(&mark - marks.data())))
        return true;
    const std::int64_t untilNs = frame.timeAt(frame.xOf(mark.timeNs) + kReachPx);
    for (auto next = &mark + 1; next != marks.data() + marks.size() && next->timeNs < untilNs; ++next) {
        if (next->kind == store::MarkKind::Knob && next->subject == mark.subject)
            return true;
    }
    return false;
}

QRectF barOf(const CanvasFrame& frame, const Line& line, const store::Interval& interval)
{
    const qreal x0 = frame.xOf(interval.startNs);
    const qreal x1 = std::max(frame.xOf(interval.endNs()), x0 + 1);
    const QRectF bars = frame.barsOf(line);
    return {x0, bars.top(), x1 - x0, bars.height()};
}

void paintArrow(QPainter& painter, const CanvasFrame& frame, QPointF from, QPointF to)
{
    const theme::Colours& colours = theme::coloursOf(frame.palette);
    const qreal bend = std::clamp(std::abs(to.y() - from.y()) / 3, 12.0, 60.0);
    const qreal side = from.x() + bend + 12 > frame.size.width() ? -1 : 1;
    QPainterPath path(from);
    path.cubicTo(from + QPointF(side * bend, 0), to + QPointF(side * bend, 0), to);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours.row, 4));
    painter.drawPath(path);
    painter.setPen(QPen(colours.accent, 2));
    painter.drawPath(path);
    const QPointF head[3] = {to, to + QPointF(side * 8, -4), to + QPointF(side * 8, 4)};
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.accent);
    painter.drawPolygon(head, 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

// From the thread that ended the picked wait to its end, from cause to effect as messages have it.
void paintBlockerArrow(QPainter& painter, const CanvasFrame& frame, const QRectF& bar, const Pick& pick)
{
    const auto other = blocker(frame.snapshot, pick);
    const Line* line = other ? frame.rows.findRow(other->row) : nullptr;
    if (line == nullptr || other->row == pick.row)
        return;
    const qreal x = std::clamp<qreal>(bar.right(), 0, frame.size.width());
    const QRectF source = frame.barsOf(*line);
    paintArrow(painter, frame, QPointF(x, source.center().y()), QPointF(x, bar.center().y()));
}

void paintPick(QPainter& painter, const CanvasFrame& frame)
{
    const auto pick = frame.viewport.pick();
    if (!pick || !pick->interval)
        return;
    const auto interval = currentInterval(frame.snapshot, *pick);
    const Line* line = frame.rows.findRow(pick->row);
    if (!interval || line == nullptr)
        return;
    const QRectF bar = barOf(frame, *line, *interval);
    const theme::Colours& colours = theme::coloursOf(frame.palette);
    if (bar.right() >= 0 && bar.left() <= frame.size.width()) {
        const QRectF shown = bar.intersected(QRectF(-8, bar.top(), frame.size.width() + 16, bar.height()));
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colours.accent, 2, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        painter.drawRect(shown.adjusted(-1, -1, 1, 1));
        if (shown.width() >= 6) {
            painter.setPen(QPen(colours.isDark ? QColor(Qt::white) : colours.text, 1));
            painter.drawRect(shown.adjusted(0, 0, -1, -1));
        }
        paintBlockerArrow(painter, frame, bar, *pick);
    }
}

} // namespace

QColor markColour(store::MarkKind kind, const QPalette& palette)
{
    using store::MarkKind;
    const theme::Colours& colours = theme::coloursOf(palette);
    switch (kind) {
    case MarkKind::Knob:
        return colours.accent;
    case MarkKind::Warning:
        return colours.warning;
    case MarkKind::Error:
    case MarkKind::Lost:
        return colours.alarm;
    default:
        return colours.textFaint;
    }
}

std::int64_t tickStepNs(const CanvasFrame& frame)
{
    return niceStepNs(std::max(frame.axis.nsPerPx() * frame.scale * kTickSpacingPx, 1.0));
}

void paintGrid(QPainter& painter, const CanvasFrame& frame, qreal top, qreal height)
{
    const std::int64_t step = tickStepNs(frame);
    const TimeRange visible = frame.axis.covered();
    const std::int64_t origin = frame.axis.originNs();
    const QColor colour = theme::coloursOf(frame.palette).gridLine;
    for (std::int64_t tick = origin + floorTo(visible.fromNs - origin, step); tick < visible.toNs; tick += step)
        painter.fillRect(QRectF(frame.xOf(tick), top, 1, height), colour);
}

void paintMarkLines(QPainter& painter, const CanvasFrame& frame, qreal height)
{
    forEachMark(frame, [&](const store::Mark& mark, qreal x) {
        const QColor colour = markColour(mark.kind, frame.palette);
        if (mark.kind != store::MarkKind::Knob) {
            painter.fillRect(QRectF(x, 0, 1, std::min<qreal>(height, 6)), colour);
            return;
        }
        if (isPassedThrough(frame, mark))
            return;
        QPen pen(colour, 1.4);
        pen.setDashPattern({3, 3});
        painter.setPen(pen);
        painter.drawLine(QPointF(x + 0.5, 0), QPointF(x + 0.5, height));
    });
}

void paintSelection(QPainter& painter, const CanvasFrame& frame, qreal height)
{
    const auto selection = frame.viewport.selection();
    if (!selection)
        return;
    const qreal x0 = frame.xOf(selection->fromNs);
    const qreal x1 = std::max(frame.xOf(selection->toNs), x0 + 1);
    QColor fill = theme::coloursOf(frame.palette).accent;
    fill.setAlphaF(0.14F);
    painter.fillRect(QRectF(x0, 0, x1 - x0, height), fill);
    fill.setAlphaF(0.9F);
    painter.fillRect(QRectF(x0, 0, 1, height), fill);
    painter.fillRect(QRectF(x1 - 1, 0, 1, height), fill);
}

void paintCursors(QPainter& painter, const CanvasFrame& frame, qreal height)
{
    for (const auto which : {Viewport::Cursor::First, Viewport::Cursor::Second}) {
        if (const auto cursor = frame.viewport.cursor(which))
            painter.fillRect(QRectF(frame.xOf(*cursor), 0, 1, height), theme::coloursOf(frame.palette).warning);
    }
}

void paintHoverLine(QPainter& painter, const CanvasFrame& frame, qreal height)
{
    if (const auto hover = frame.viewport.hover()) {
        QColor colour = theme::coloursOf(frame.palette).text;
        colour.setAlphaF(0.35F);
        painter.fillRect(QRectF(frame.xOf(*hover), 0, 1, height), colour);
    }
}

void paintOverlays(QPainter& painter, const CanvasFrame& frame)
{
    const qreal height = frame.size.height();
    paintHolds(painter, frame);
    paintSelection(painter, frame, height);
    paintMarkLines(painter, frame, height);
    paintFlows(painter, frame);
    paintMigrations(painter, frame);
    paintHoverLine(painter, frame, height);
    paintCursors(painter, frame, height);
    paintPick(painter, frame);
}

} // namespace lanescope::timeline
