// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/lane_canvas.h"

#include "ui/theme/theme.h"
#include "ui/timeline/overlay_painter.h"
#include "ui/timeline/snooze_painter.h"
#include "ui/timeline/timeline_navigator.h"
#include "ui/timeline/tool_tip.h"

#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace lanescope::timeline {

LaneCanvas::LaneCanvas(TimelineState& state, TimelineNavigator& navigator, QWidget* parent)
    : QWidget(parent)
    , m_state(state)
    , m_navigator(navigator)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(tr("What each thread, lock, queue and CPU does over time"));
    updateFont();
}

CanvasFrame LaneCanvas::frame() const
{
    return m_state.frame(size(), devicePixelRatioF(), palette());
}

void LaneCanvas::updateFont()
{
    QFont small = font();
    small.setPixelSize(11);
    small.setWeight(QFont::DemiBold);
    m_painter.setFont(small);
}

void LaneCanvas::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        updateFont();
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        update();
    QWidget::changeEvent(event);
}

void LaneCanvas::paintEvent(QPaintEvent*)
{
    QElapsedTimer timer;
    timer.start();
    const CanvasFrame shown = frame();
    const theme::Colours& colours = theme::coloursOf(shown.palette);
    QPainter painter(this);
    const int rowsEnd = std::max(0, shown.rows.heightPx() - shown.scrollPx);
    painter.fillRect(QRect(0, rowsEnd, width(), std::max(0, height() - rowsEnd)), colours.canvas);
    paintGrid(painter, shown, rowsEnd, std::max(0, height() - rowsEnd));
    m_painter.paint(painter, shown);
    paintSnoozes(painter, shown);
    paintOverlays(painter, shown);
    if (m_showsFocus) {
        painter.setPen(colours.accent);
        painter.drawRect(QRectF(0.5, 0.5, width() - 1, height() - 1));
    }
    m_frames.add(timer.nsecsElapsed());
}

Hit LaneCanvas::hitAt(QPointF position) const
{
    const CanvasFrame shown = frame();
    Hit hit;
    hit.timeNs = shown.timeAt(position.x());
    const Line* line = m_state.rows.lineAt(static_cast<int>(position.y()) + m_state.scrollPx);
    if (line == nullptr)
        return hit;
    if (!line->row)
        return hitOn(*m_state.snapshot, *line, hit.timeNs, std::nullopt);
    const store::Row& row = m_state.snapshot->row(*line->row);
    const std::int64_t nextPx = shown.timeAt(position.x() + 1);
    if (row.isCounter()) {
        hit = hitOn(*m_state.snapshot, *line, hit.timeNs, std::nullopt);
        hit.counter = hit.timeNs < row.knownUntilNs ? row.sampled(hit.timeNs, nextPx) : std::nullopt;
        if (hit.counter)
            hit.kind = Hit::Kind::Counter;
        return hit;
    }
    return hitOn(*m_state.snapshot, *line, hit.timeNs, intervalNear(row, hit.timeNs, nextPx));
}

bool LaneCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = toolTipFor(*m_state.snapshot, hitAt(help->pos()), frame().axis.nsPerPx(), palette());
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

void LaneCanvas::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return;
    const bool pans = event->button() == Qt::MiddleButton || m_mouse.spaceIsDown;
    m_mouse.press(m_state.viewport, frame(), event->position(), pans);
    updateCursorShape();
}

void LaneCanvas::mouseMoveEvent(QMouseEvent* event)
{
    m_mouse.move(m_state.viewport, frame(), event->position());
    if (const int scroll = m_mouse.takeScroll(); scroll != 0)
        Q_EMIT scrollWanted(scroll);
    const Hit hit = hitAt(event->position());
    m_state.viewport.setHover(hit.timeNs);
    updateCursorShape();
    if (!m_mouse.isDragging())
        Q_EMIT hovered(hit);
}

void LaneCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    const bool wasClick = m_mouse.release();
    updateCursorShape();
    if (!wasClick || event->button() != Qt::LeftButton)
        return;
    m_state.viewport.setSelection(std::nullopt);
    const Hit hit = hitAt(event->position());
    if (hit.kind == Hit::Kind::Header)
        Q_EMIT headerClicked(*hit.line);
    m_navigator.pick(hit);
    Q_EMIT clicked(hit);
}

void LaneCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && hitAt(event->position()).kind == Hit::Kind::Interval)
        m_navigator.zoomToPick();
}

// The frame is for people who came by keyboard; who clicked here knows where the focus is.
void LaneCanvas::focusInEvent(QFocusEvent* event)
{
    m_showsFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                   event->reason() == Qt::ShortcutFocusReason;
    update();
}

void LaneCanvas::focusOutEvent(QFocusEvent*)
{
    m_showsFocus = false;
    m_mouse.spaceIsDown = false;
    update();
}

void LaneCanvas::leaveEvent(QEvent*)
{
    m_state.viewport.setHover(std::nullopt);
    Q_EMIT hovered(Hit{});
}

void LaneCanvas::wheelEvent(QWheelEvent* event)
{
    // Pixels where the device counts them, else an eighth of a degree: 120 a notch.
    const QPointF delta =
        event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 120 * 60 : QPointF(event->pixelDelta());
    const auto panBy = [this](qreal pixels) {
        m_state.viewport.panBy(static_cast<std::int64_t>(-pixels * frame().scale * frame().axis.nsPerPx()));
    };
    if (event->modifiers() & Qt::ControlModifier)
        m_state.viewport.zoomAt(frame().timeAt(event->position().x()), std::pow(0.8, delta.y() / 60));
    else if (event->modifiers() & Qt::ShiftModifier)
        panBy(delta.y() != 0 ? delta.y() : delta.x());
    else if (std::abs(delta.x()) > std::abs(delta.y()))
        panBy(delta.x());
    else
        Q_EMIT scrollWanted(static_cast<int>(-delta.y()));
    event->accept();
}

void LaneCanvas::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space) {
        m_mouse.spaceIsDown = true;
        updateCursorShape();
        return;
    }
    if (!m_navigator.handleKey(*event))
        QWidget::keyPressEvent(event);
}

void LaneCanvas::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat())
        m_mouse.spaceIsDown = false;
    updateCursorShape();
}

void LaneCanvas::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() != QContextMenuEvent::Keyboard) {
        Q_EMIT menuWanted(hitAt(event->pos()), event->globalPos());
        return;
    }
    // By the key it is that of the picked row.
    const auto pick = m_state.viewport.pick();
    const Line* line = pick ? m_state.rows.findRow(pick->row) : nullptr;
    if (line == nullptr)
        return;
    const CanvasFrame shown = frame();
    const qreal x = pick->interval ? shown.xOf(pick->interval->startNs) : 0;
    const QRectF bars = shown.barsOf(*line);
    const QPointF place(std::clamp<qreal>(x, 0, width() - 1), std::clamp<qreal>(bars.bottom(), 0, height() - 1));
    Q_EMIT menuWanted(hitOn(*m_state.snapshot, *line, shown.timeAt(place.x()), pick->interval),
                      mapToGlobal(place.toPoint()));
}

void LaneCanvas::updateCursorShape()
{
    if (m_mouse.gesture() == CanvasMouse::Gesture::Pan)
        setCursor(Qt::ClosedHandCursor);
    else if (m_mouse.spaceIsDown)
        setCursor(Qt::OpenHandCursor);
    else if (m_mouse.gesture() == CanvasMouse::Gesture::MoveCursor ||
             CanvasMouse::cursorAt(frame(), mapFromGlobal(QCursor::pos())))
        setCursor(Qt::SplitHCursor);
    else
        setCursor(Qt::ArrowCursor);
}

} // namespace lanescope::timeline
