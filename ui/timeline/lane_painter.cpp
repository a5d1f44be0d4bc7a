// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/lane_painter.h"

#include "core/store/queue_room.h"
#include "ui/theme/theme.h"
#include "ui/timeline/row_facts.h"

#include <QCoreApplication>
#include <QPainter>

#include <cmath>

namespace lanescope::timeline {
namespace {

bool isHighlighted(const CanvasFrame& frame, const Line& line)
{
    const auto object = frame.viewport.highlightedObject();
    return object && (line.key.kind == LineKind::Lock || line.key.kind == LineKind::Queue) &&
           line.key.index == static_cast<std::uint32_t>(*object);
}

bool isPicked(const CanvasFrame& frame, const Line& line)
{
    const auto pick = frame.viewport.pick();
    return pick && line.row == pick->row;
}

} // namespace

void LanePainter::paint(QPainter& painter, const CanvasFrame& frame)
{
    const LaneContext context{frame.snapshot, frame.axis, frame.palette, frame.scale, frame.viewport.dimmedStates()};
    m_cache.beginFrame(context);
    const auto pick = frame.viewport.pick();
    m_pickedThread = pick ? threadOfRow(frame.snapshot, pick->row) : std::nullopt;
    paintBackgrounds(painter, frame);
    painter.setFont(m_texts.font());
    forEachVisible(frame, [&](const Line& line) {
        if (line.row)
            paintLane(painter, frame, context, line);
        else if (line.key.kind == LineKind::Process)
            paintLifetime(painter, frame, line);
    });
    m_cache.endFrame();
}

void LanePainter::paintBackgrounds(QPainter& painter, const CanvasFrame& frame) const
{
    const theme::Colours& colours = theme::coloursOf(frame.palette);
    forEachVisible(frame, [&](const Line& line) {
        const QRectF rect = frame.rectOf(line);
        QColor fill = line.isHeader() ? colours.raised : colours.row;
        if (isHighlighted(frame, line))
            fill = theme::mixed(fill, colours.accent, 0.16);
        else if (isPicked(frame, line))
            fill = theme::mixed(fill, colours.accent, 0.09);
        painter.fillRect(rect, fill);
        const QColor edge = line.isHeader() ? colours.border : colours.rowLine;
        painter.fillRect(QRectF(0, rect.bottom() - 1, rect.width(), 1), edge);
    });
}

void LanePainter::paintLane(QPainter& painter, const CanvasFrame& frame, const LaneContext& context, const Line& line)
{
    const int columns = tileColumns(frame.scale);
    const std::int64_t left = frame.axis.firstColumn();
    const auto tileOf = [columns](std::int64_t column) { return floorTo(column, columns) / columns; };
    const QRectF bars = frame.barsOf(line);
    std::vector<LaneTile*> tiles; // the cache keeps them where they are
    for (std::int64_t number = tileOf(left); number <= tileOf(left + frame.axis.widthPx() - 1); ++number) {
        LaneTile& tile = m_cache.tile(context, line, number);
        if (tile.image.isNull())
            continue;
        const qreal x = static_cast<qreal>(number * columns - left) / frame.scale;
        painter.drawImage(QRectF(x, bars.top(), tile.image.width() / frame.scale, tile.image.height() / frame.scale),
                          tile.image);
        tiles.push_back(&tile);
    }
    m_texts.beginLane(line);
    for (LaneTile* tile : tiles) { // names may reach into the next tile
        paintHighlighted(painter, frame, line, *tile);
        paintTexts(painter, frame, line, *tile);
    }
    paintGone(painter, frame, line);
    if (line.key.kind == LineKind::Thread && (*frame.snapshot.threads)[line.key.index].dropped > 0)
        paintLosses(painter, frame, line);
    if (line.key.kind == LineKind::Queue) {
        paintCapacity(painter, frame, line);
        paintZero(painter, frame, line);
    }
}

void LanePainter::paintTexts(QPainter& painter, const CanvasFrame& frame, const Line& line, LaneTile& tile)
{
    const QRectF bars = frame.barsOf(line);
    for (LaneText& text : tile.texts) {
        const qreal x0 = std::max(frame.axis.xOfColumn(text.x0) / frame.scale, 0.0);
        const qreal x1 = std::min<qreal>(frame.axis.xOfColumn(text.x1) / frame.scale, frame.size.width());
        if (x1 > x0)
            m_texts.write(painter, frame.snapshot, text, QRectF(x0, bars.top(), x1 - x0, bars.height()));
    }
}

// All waits for the object that is singled out get a line above and below, a thin one where there are others among them; so
// does what the picked thread ran on CPUs.
void LanePainter::paintHighlighted(QPainter& painter, const CanvasFrame& frame, const Line& line,
                                   const LaneTile& tile) const
{
    const auto object = frame.viewport.highlightedObject();
    std::uint32_t wanted = store::kNone;
    if (line.key.kind == LineKind::Cpu && m_pickedThread)
        wanted = static_cast<std::uint32_t>(*m_pickedThread);
    else if (line.key.kind != LineKind::Cpu && object)
        wanted = static_cast<std::uint32_t>(*object);
    if (wanted == store::kNone)
        return;
    const QRectF bars = frame.barsOf(line);
    const QColor accent = theme::coloursOf(frame.palette).accent;
    for (const LaneStretch& stretch : tile.stretches) {
        if (stretch.subject != wanted)
            continue;
        const qreal x0 = frame.axis.xOfColumn(stretch.x0) / frame.scale;
        const qreal width = frame.axis.xOfColumn(stretch.x1) / frame.scale - x0;
        const qreal thick = stretch.isFolded ? 1 : 2;
        painter.fillRect(QRectF(x0, bars.top() - thick, width, thick), accent);
        painter.fillRect(QRectF(x0, bars.bottom(), width, thick), accent);
    }
}

void LanePainter::paintGone(QPainter& painter, const CanvasFrame& frame, const Line& line) const
{
    const store::Row& row = frame.snapshot.row(*line.row);
    const std::int64_t gone = row.isCounter() ? row.samples.goneBeforeNs() : row.intervals.goneBeforeNs();
    if (gone == std::numeric_limits<std::int64_t>::min())
        return;
    const qreal from = std::max(frame.xOf(frame.snapshot.beginNs), 0.0);
    const qreal to = std::min<qreal>(frame.xOf(gone), frame.size.width());
    if (to <= from)
        return;
    const QRectF bars = frame.barsOf(line);
    const QRectF rect(from, bars.top(), to - from, bars.height());
    painter.fillRect(rect, theme::goneBrush(frame.palette, frame.scale));
    const QString text = QCoreApplication::translate("lanescope::timeline", "no longer in memory");
    const qreal width = painter.fontMetrics().horizontalAdvance(text) + 8;
    if (width > rect.width())
        return;
    painter.fillRect(QRectF(rect.left() + 4, rect.top(), width, rect.height()), theme::coloursOf(frame.palette).canvas);
    painter.setPen(theme::coloursOf(frame.palette).textFaint);
    painter.drawText(rect.adjusted(8, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
}

// Where a process began and ended, in its header.
void LanePainter::paintLifetime(QPainter& painter, const CanvasFrame& frame, const Line& line) const
{
    const store::Process& process = (*frame.snapshot.processes)[line.key.index];
    const theme::Colours& colours = theme::coloursOf(frame.palette);
    const QRectF rect = frame.rectOf(line).adjusted(0, 6, 0, -7);
    const auto tick = [&](std::int64_t timeNs, const QColor& colour, qreal direction) {
        const qreal x = frame.xOf(timeNs);
        painter.fillRect(QRectF(x, rect.top(), 2, rect.height()), colour);
        painter.fillRect(QRectF(direction > 0 ? x : x - 4, rect.center().y(), 6, 1), colour);
    };
    if (process.startNs > frame.snapshot.beginNs)
        tick(process.startNs, colours.textSecondary, 1);
    if (!process.endNs)
        return;
    const bool wasKilled = process.signal && *process.signal != 0;
    tick(*process.endNs, wasKilled ? colours.alarm : colours.textSecondary, -1);
}

// Where records of this thread were lost: from here back to its last bar the picture is not complete.
void LanePainter::paintLosses(QPainter& painter, const CanvasFrame& frame, const Line& line) const
{
    const std::string& name = (*frame.snapshot.threads)[line.key.index].name;
    const TimeRange visible = frame.axis.covered();
    const QRectF bars = frame.barsOf(line);
    const QColor alarm = theme::coloursOf(frame.palette).alarm;
    for (const store::Mark& mark : *frame.snapshot.marks) {
        if (mark.kind != store::MarkKind::Lost || mark.subject != name || !visible.contains(mark.timeNs))
            continue;
        const qreal x = frame.xOf(mark.timeNs);
        painter.fillRect(QRectF(x, bars.top() - 2, 2, bars.height() + 4), alarm);
        painter.fillRect(QRectF(x - 2, bars.top() - 2, 6, 3), alarm);
    }
}

// Dashes at a value of a counter's lane; they move with the data, as they count from the start of the run.
qreal LanePainter::paintLevel(QPainter& painter, const CanvasFrame& frame, const Line& line, double value) const
{
    const QRectF bars = frame.barsOf(line);
    const qreal y = std::round(bars.top() + m_cache.counterScale(*line.row).yOf(value, bars.height())) + 0.5;
    QPen pen(theme::coloursOf(frame.palette).textFaint, 1);
    pen.setDashPattern({4, 4});
    pen.setDashOffset(static_cast<qreal>(frame.axis.firstColumn() % 8000) / frame.scale);
    painter.setPen(pen);
    painter.drawLine(QPointF(0, y), QPointF(frame.size.width(), y));
    return y;
}

void LanePainter::paintCapacity(QPainter& painter, const CanvasFrame& frame, const Line& line) const
{
    const auto room = static_cast<double>(store::roomOf((*frame.snapshot.objects)[line.key.index]));
    if (room > 0 && room <= m_cache.counterScale(*line.row).high)
        paintLevel(painter, frame, line, room);
}

// Where a counter's values go below zero, nobody could tell which is which without it.
void LanePainter::paintZero(QPainter& painter, const CanvasFrame& frame, const Line& line) const
{
    if (!m_cache.counterScale(*line.row).hasBelowZero())
        return;
    const qreal y = paintLevel(painter, frame, line, 0);
    const QString text = QStringLiteral("0");
    const QFontMetricsF metrics = painter.fontMetrics();
    const QRectF label(0, y - metrics.ascent() / 2 - 1, metrics.horizontalAdvance(text) + 8, metrics.ascent() + 2);
    painter.fillRect(label, theme::coloursOf(frame.palette).row);
    painter.setPen(theme::coloursOf(frame.palette).textSecondary);
    painter.drawText(label, Qt::AlignCenter, text);
}

} // namespace lanescope::timeline
