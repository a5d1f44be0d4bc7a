// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_style.h"

#include <QBrush>
#include <QList>
#include <QPen>
#include <QRectF>
#include <QString>

QT_BEGIN_NAMESPACE
class QFontMetricsF;
class QPainter;
QT_END_NAMESPACE

namespace lanescope::charts {

/// One line of the legend: how it is drawn, what it is, and its value at the cursor or now.
struct LegendItem {
    enum class Shape { Area, Line };
    Shape shape = Shape::Line;
    QString text;
    QString value;
    QBrush brush;
    QPen pen;
    double weight = 0; ///< where there is no room for all, those with the least stay out, of equal ones the last
};

/// An item that has room, and where.
struct PlacedItem {
    int item = 0;
    QRectF room;
};

/// From left to right in two lines at most, in a width with its margins; `labels`: of the font that they are painted with.
QList<PlacedItem> placeLegend(const QList<LegendItem>& items, const QFontMetricsF& labels, double widthPx);
/// 0 where there are none.
double legendHeight(const QList<PlacedItem>& placed);
/// Below the painter's origin; says how many have no room.
void paintLegend(QPainter& painter, const ChartStyle& style, const QList<LegendItem>& items, double widthPx);

inline constexpr double kChartMargin = 12;

} // namespace lanescope::charts
