// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPointF>
#include <QRectF>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace lanescope::timeline {

/// A thin line from a point to the near edge of a bar's lane at `x`, with a head there. The painter antialiases already.
void paintThinArrow(QPainter& painter, QPointF from, qreal x, const QRectF& bars, const QColor& colour);

} // namespace lanescope::timeline
