// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_legend.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lanescope::charts {
namespace {

constexpr double kLine = 18;
constexpr double kSwatch = 10;
constexpr double kGap = 6;
constexpr double kItemGap = 16;
constexpr int kMostLines = 2;

double widthOf(const LegendItem& item, const QFontMetricsF& labels)
{
    const double value = item.value.isEmpty() ? 0 : kGap + labels.horizontalAdvance(item.value);
    return kSwatch + kGap + labels.horizontalAdvance(item.text) + value;
}

// Ends with the first that has no room.
QList<PlacedItem> place(const QList<int>& items, const QList<double>& widths, double widthPx)
{
    QList<PlacedItem> placed;
    double x = kChartMargin;
    int line = 0;
    for (const int item : items) {
        const double width = std::min(widths[item], widthPx - 2 * kChartMargin);
        if (x > kChartMargin && x + width > widthPx - kChartMargin) {
            x = kChartMargin;
            ++line;
        }
        if (line >= kMostLines)
            break;
        placed << PlacedItem{item, QRectF(x, line * kLine, width, kLine)};
        x += width + kItemGap;
    }
    return placed;
}

void paintItem(QPainter& painter, const ChartStyle& style, const LegendItem& item, const QRectF& room)
{
    const theme::Colours& colours = style.colours();
    const QFontMetricsF metrics(style.labelFont());
    const double middle = std::round(room.center().y());
    if (item.shape == LegendItem::Shape::Area) {
        painter.fillRect(QRectF(room.left(), middle - kSwatch / 2, kSwatch, kSwatch), item.brush);
    } else {
        painter.setPen(QPen(item.pen.brush(), 2, item.pen.style(), Qt::FlatCap));
        painter.drawLine(QPointF(room.left(), middle), QPointF(room.left() + kSwatch, middle));
    }
    const double valueWidth = item.value.isEmpty() ? 0 : kGap + metrics.horizontalAdvance(item.value);
    const double left = room.left() + kSwatch + kGap;
    const QString text = metrics.elidedText(item.text, Qt::ElideMiddle, room.right() - left - valueWidth + 1);
    const double baseline = middle + metrics.ascent() / 2 - 1;
    painter.setFont(style.labelFont());
    painter.setPen(colours.textSecondary);
    painter.drawText(QPointF(left, baseline), text);
    painter.setPen(colours.text);
    const double valueLeft = text.isEmpty() ? left : left + metrics.horizontalAdvance(text) + kGap;
    painter.drawText(QPointF(valueLeft, baseline),
                     metrics.elidedText(item.value, Qt::ElideRight, room.right() - valueLeft + 1));
}

} // namespace

QList<PlacedItem> placeLegend(const QList<LegendItem>& items, const QFontMetricsF& labels, double widthPx)
{
    QList<int> kept;
    QList<double> widths;
    for (int i = 0; i < items.size(); ++i) {
        kept << i;
        widths << widthOf(items[i], labels);
    }
    QList<PlacedItem> placed = place(kept, widths, widthPx);
    while (placed.size() < kept.size()) {
        const auto least = std::min_element(kept.crbegin(), kept.crend(), [&items](int one, int other) {
            return items[one].weight < items[other].weight;
        });
        kept.removeOne(*least);
        placed = place(kept, widths, widthPx);
    }
    return placed;
}

double legendHeight(const QList<PlacedItem>& placed)
{
    return placed.isEmpty() ? 0 : placed.last().room.bottom();
}

void paintLegend(QPainter& painter, const ChartStyle& style, const QList<LegendItem>& items, double widthPx)
{
    const QFontMetricsF metrics(style.labelFont());
    const QList<PlacedItem> placed = placeLegend(items, metrics, widthPx);
    for (const PlacedItem& place : placed)
        paintItem(painter, style, items[place.item], place.room);
    if (placed.size() == items.size() || placed.isEmpty())
        return;
    painter.setPen(style.colours().textFaint);
    const auto unnamed = static_cast<int>(items.size() - placed.size());
    const QString more = QCoreApplication::translate("lanescope::charts", "+ %n more", nullptr, unnamed);
    const double x = placed.last().room.right() + kGap;
    if (x + metrics.horizontalAdvance(more) < widthPx)
        painter.drawText(QPointF(x, placed.last().room.center().y() + metrics.ascent() / 2 - 1), more);
}

} // namespace lanescope::charts
