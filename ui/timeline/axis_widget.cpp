// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/axis_widget.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QWheelEvent>

#include <cmath>

namespace lanescope::timeline {

AxisWidget::AxisWidget(Viewport* viewport, QWidget* parent)
    : QWidget(parent)
    , m_state(*viewport)
{
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    for (const auto signal : {&Viewport::rangeChanged, &Viewport::selectionChanged, &Viewport::cursorsChanged,
                              &Viewport::hoverChanged, &Viewport::dimmedStatesChanged})
        connect(viewport, signal, this, qOverload<>(&QWidget::update));
}

void AxisWidget::setSnapshot(store::SnapshotPtr snapshot)
{
    m_state.snapshot = std::move(snapshot);
    update();
}

QRect AxisWidget::plotRect() const
{
    return {kLabelColumnPx, 0, std::max(1, width() - kLabelColumnPx - kScrollBarPx), height()};
}

void AxisWidget::paintLabel(QPainter& painter, const QString& title, const QString& detail) const
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QRect rect(13, 0, kLabelColumnPx - 22, height());
    QFont titleFont = font();
    titleFont.setPixelSize(12);
    titleFont.setWeight(QFont::DemiBold);
    QFont detailFont = font();
    detailFont.setPixelSize(11);
    if (!title.isEmpty() && !detail.isEmpty()) {
        const int middle = rect.center().y();
        painter.setFont(detailFont);
        painter.setPen(colours.textSecondary);
        painter.drawText(QRect(rect.left(), middle + 1, rect.width(), 16), Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(detail, Qt::ElideRight, rect.width()));
        rect = QRect(rect.left(), middle - 16, rect.width(), 16);
    }
    const bool isTitle = !title.isEmpty();
    painter.setFont(isTitle ? titleFont : detailFont);
    painter.setPen(isTitle ? colours.text : colours.textSecondary);
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(isTitle ? title : detail, Qt::ElideRight, rect.width()));
}

void AxisWidget::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        update();
    QWidget::changeEvent(event);
}

void AxisWidget::leaveEvent(QEvent*)
{
    viewport().setHover(std::nullopt);
}

void AxisWidget::wheelEvent(QWheelEvent* event)
{
    const QPointF delta =
        event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 2 : QPointF(event->pixelDelta());
    const CanvasFrame shown = frame();
    if (event->modifiers() & Qt::ShiftModifier || std::abs(delta.x()) > std::abs(delta.y())) {
        const qreal pixels = delta.x() != 0 ? delta.x() : delta.y();
        viewport().panBy(static_cast<std::int64_t>(-pixels * shown.scale * shown.axis.nsPerPx()));
    } else {
        // There is nothing to scroll here, so the bare wheel zooms.
        viewport().zoomAt(shown.timeAt(event->position().x() - plotRect().left()), std::pow(0.8, delta.y() / 60));
    }
    event->accept();
}

} // namespace lanescope::timeline
