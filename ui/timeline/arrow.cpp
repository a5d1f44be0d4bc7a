// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/arrow.h"

#include <QPainter>

namespace lanescope::timeline {

void paintThinArrow(QPainter& painter, QPointF from, qreal x, const QRectF& bars, const QColor& colour)
{
    const bool pointsDown = from.y() < bars.center().y();
    const QPointF end(x, pointsDown ? bars.top() + 2 : bars.bottom() - 2);
    const qreal back = pointsDown ? -5 : 5;
    painter.setPen(QPen(colour, 1));
    painter.drawLine(from, end);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    const QPointF head[3] = {end, end + QPointF(-3, back), end + QPointF(3, back)};
    painter.drawPolygon(head, 3);
}

} // namespace lanescope::timeline
