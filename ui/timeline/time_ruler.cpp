// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/time_ruler.h"

#include "ui/theme/theme.h"
#include "ui/timeline/knob_effect.h"
#include "ui/timeline/overlay_painter.h"
#include "ui/timeline/time_text.h"
#include "ui/timeline/tool_tip.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

using namespace Qt::StringLiterals;

namespace lanescope::timeline {
namespace {

constexpr qreal kFlagTopPx = 2;
constexpr qreal kFlagHeightPx = 18;
constexpr qreal kNotchPx = 6;
constexpr qreal kNarrowestTextPx = 40;
constexpr qreal kBesideTextPx = 12;
constexpr std::size_t kMostFlags = 400;

} // namespace

TimeRuler::TimeRuler(Viewport* viewport, QWidget* parent)
    : AxisWidget(viewport, parent)
{
    setFixedHeight(24);
    setAccessibleName(tr("Time axis"));
    setAccessibleDescription(tr("Drag to select a range of time"));
}

QFont TimeRuler::tickFont() const
{
    QFont small = font();
    small.setPixelSize(11);
    return small;
}

QFont TimeRuler::flagFont() const
{
    QFont bold = tickFont();
    bold.setWeight(QFont::DemiBold);
    return bold;
}

// "Per domain 4 → 8 · 22 → 41 pages/s": what it did comes when it has settled.
QString TimeRuler::flagText(const KnobMove& move) const
{
    const QString change = moveText(snapshot(), move, m_startValues);
    const QString effect = effectOfChange(snapshot(), move.last);
    return effect.isEmpty() ? change : u"%1 · %2"_s.arg(change, effect);
}

void TimeRuler::setStartValues(const StartValues& values)
{
    m_startValues = values;
    update();
}

std::vector<TimeRuler::Flag> TimeRuler::flags() const
{
    std::vector<Flag> out;
    const CanvasFrame shown = frame();
    const std::vector<KnobMove> moves = knobMoves(snapshot(), shown.axis.covered());
    qreal free = shown.size.width();
    for (std::size_t i = moves.size(); i-- > 0 && out.size() < kMostFlags;) {
        const qreal x = shown.xOf((*snapshot().marks)[moves[i].last].timeNs);
        // At the right edge there is no room yet: the flag hangs to the left of its line.
        out.push_back(flagAt(moves[i], x, free, free == shown.size.width() ? Side::Either : Side::Right));
        free = out.back().rect.left();
    }
    return out;
}

TimeRuler::Flag TimeRuler::flagAt(const KnobMove& move, qreal x, qreal free, Side side) const
{
    const QFontMetricsF metrics(flagFont());
    Flag flag;
    flag.mark = move.last;
    const qreal room = free - x - 2;
    if (room >= kNarrowestTextPx)
        flag.text = metrics.elidedText(flagText(move), Qt::ElideRight, room - kBesideTextPx);
    const bool hangsLeft = flag.text.isEmpty() && side == Side::Either;
    if (hangsLeft)
        flag.text = flagText(move);
    const qreal width = flag.text.isEmpty() ? kNotchPx : metrics.horizontalAdvance(flag.text) + kBesideTextPx + 2;
    flag.rect = QRectF(hangsLeft ? x - width + 1 : x, kFlagTopPx, width, kFlagHeightPx);
    return flag;
}

void TimeRuler::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colours.canvas);
    paintLabel(painter, QString(), labelText());
    const QRect plot = plotRect();
    const CanvasFrame shown = frame();
    painter.setClipRect(plot);
    painter.translate(plot.topLeft());
    paintTicks(painter, shown);
    paintSelection(painter, shown, plot.height());
    paintMarkLines(painter, shown, plot.height());
    paintFlags(painter);
    paintBubbles(painter, shown);
}

// The distance between the cursors, else the length of the selection.
QString TimeRuler::labelText() const
{
    const auto first = viewport().cursor(Viewport::Cursor::First);
    const auto second = viewport().cursor(Viewport::Cursor::Second);
    if (first && second)
        return tr("Δt between cursors %1").arg(durationText(std::abs(*second - *first)));
    if (const auto selection = viewport().selection())
        return tr("Δt selected %1").arg(durationText(selection->spanNs()));
    return {};
}

void TimeRuler::paintTicks(QPainter& painter, const CanvasFrame& shown)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    const TimeRange visible = shown.axis.covered();
    const std::int64_t origin = shown.axis.originNs();
    std::int64_t step = tickStepNs(shown);
    painter.setFont(tickFont());
    // Deep in a long run a label has many digits; then there are fewer of them.
    const QString widest = tickText(visible.toNs - origin, step, visible.toNs - origin);
    const double needed = painter.fontMetrics().horizontalAdvance(widest) + 16.0;
    step = std::max(step, niceStepNs(needed * shown.axis.nsPerPx() * shown.scale));
    paintGrid(painter, shown, 0, height());
    painter.setPen(colours.textFaint);
    for (std::int64_t tick = origin + floorTo(visible.fromNs - origin, step); tick < visible.toNs; tick += step) {
        const QString text = tickText(tick - origin, step, visible.toNs - origin);
        const qreal x = shown.xOf(tick) + 5;
        if (x >= 0 && x + painter.fontMetrics().horizontalAdvance(text) <= shown.size.width())
            painter.drawText(QPointF(x, 16), text);
    }
}

void TimeRuler::paintFlags(QPainter& painter)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    painter.setFont(flagFont());
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Flag& flag : flags()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.accent);
        if (flag.text.isEmpty()) {
            const QPointF notch[3] = {flag.rect.topLeft(), flag.rect.topLeft() + QPointF(kNotchPx, 0),
                                      flag.rect.topLeft() + QPointF(0, kNotchPx)};
            painter.drawPolygon(notch, 3);
            continue;
        }
        painter.drawRoundedRect(flag.rect, 3, 3);
        painter.setPen(colours.accentText);
        painter.drawText(flag.rect.adjusted(7, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, flag.text);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void TimeRuler::paintBubbles(QPainter& painter, const CanvasFrame& shown)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    for (const auto which : {Viewport::Cursor::First, Viewport::Cursor::Second}) {
        if (const auto cursor = viewport().cursor(which))
            paintBubble(painter, shown, *cursor, colours.warning);
    }
    if (const auto hover = viewport().hover())
        paintBubble(painter, shown, *hover, theme::mixed(colours.canvas, colours.text, 0.25));
}

void TimeRuler::paintBubble(QPainter& painter, const CanvasFrame& shown, std::int64_t timeNs, const QColor& colour)
{
    const qreal x = shown.xOf(timeNs);
    if (x < 0 || x > shown.size.width())
        return;
    painter.setFont(tickFont());
    const QString text = momentText(timeNs - shown.axis.originNs(), shown.axis.nsPerPx() * shown.scale);
    const qreal width = painter.fontMetrics().horizontalAdvance(text) + 12;
    const QRectF bubble(std::clamp(x - width / 2, 0.0, std::max(0.0, shown.size.width() - width)), 3, width, 17);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(bubble, 3, 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(theme::textOn(colour));
    painter.drawText(bubble, Qt::AlignCenter, text);
}

void TimeRuler::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressedNs = frame().timeAt(event->position().x() - plotRect().left());
    m_dragged = false;
}

void TimeRuler::mouseMoveEvent(QMouseEvent* event)
{
    const std::int64_t here = frame().timeAt(event->position().x() - plotRect().left());
    viewport().setHover(plotRect().contains(event->position().toPoint()) ? std::optional(here) : std::nullopt);
    if (!m_pressedNs)
        return;
    m_dragged = m_dragged || std::abs(frame().xOf(here) - frame().xOf(*m_pressedNs)) >= 4;
    if (m_dragged)
        viewport().setSelection(TimeRange{*m_pressedNs, here});
}

void TimeRuler::mouseReleaseEvent(QMouseEvent* event)
{
    const bool wasClick = m_pressedNs && !m_dragged;
    m_pressedNs.reset();
    if (!wasClick)
        return;
    for (const Flag& flag : flags()) {
        if (flag.rect.translated(plotRect().topLeft()).contains(event->position())) {
            Q_EMIT markClicked(flag.mark);
            return;
        }
    }
    viewport().setSelection(std::nullopt);
}

bool TimeRuler::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return AxisWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QString text;
    for (const Flag& flag : flags()) {
        if (flag.rect.translated(plotRect().topLeft()).contains(help->pos())) {
            Hit hit;
            hit.kind = Hit::Kind::Mark;
            hit.mark = flag.mark;
            text = toolTipFor(snapshot(), hit, frame().axis.nsPerPx(), palette());
        }
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace lanescope::timeline
