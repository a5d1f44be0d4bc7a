// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_frame.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <vector>

namespace lanescope::charts {
namespace {

constexpr double kMargin = 12;
constexpr double kTitleHeight = 28;
constexpr double kLegendLine = 18;
constexpr double kSwatch = 10;
constexpr double kGap = 6;
constexpr double kTitleGap = 8;
constexpr double kItemGap = 16;
constexpr int kMostLegendLines = 2;
constexpr double kLabelHeight = 16;
constexpr double kLabelMargin = 4;
constexpr int kMostLabelRows = 3;
constexpr double kMostOfPlot = 0.6; // for one label: a longer one would hide what it is about

// Half a word says nothing: as many of its parts as have room, from the first one on.
QString fittingUnit(QString unit, const std::function<bool(const QString&)>& fits)
{
    while (!unit.isEmpty() && !fits(unit))
        unit.truncate(std::max<qsizetype>(0, std::max(unit.lastIndexOf(u", "), unit.lastIndexOf(u"; "))));
    return unit;
}

} // namespace

QString labelThatFits(const Marker& marker, const QFontMetricsF& metrics, double plotPx)
{
    for (const QString& label : {marker.label, marker.shortLabel}) {
        if (metrics.horizontalAdvance(label) + 2 * kLabelMargin <= kMostOfPlot * plotPx)
            return label;
    }
    return {};
}

ChartFrame::ChartFrame(QGraphicsItem* parent)
    : QGraphicsItem(parent)
{
    setZValue(1000);
    setAcceptedMouseButtons(Qt::NoButton);
}

void ChartFrame::setStyle(const ChartStyle& style)
{
    m_style = style;
    update();
}

void ChartFrame::setTexts(const QString& title, const QString& unit, const QString& loss)
{
    m_loss = loss;
    m_title = title;
    m_unit = unit;
    update();
}

void ChartFrame::setLegend(const QList<LegendItem>& items)
{
    m_legend = items;
    update();
}

void ChartFrame::setMarkers(const QList<Marker>& markers)
{
    m_markers = markers;
    update();
}

void ChartFrame::setEmptyText(const QString& text)
{
    m_emptyText = text;
    update();
}

void ChartFrame::setCursor(std::optional<double> x)
{
    m_cursor = x;
    update();
}

void ChartFrame::setGeometry(const QSizeF& size)
{
    prepareGeometryChange();
    m_size = size;
}

void ChartFrame::setPlot(std::function<QRectF()> plot, MapX mapX)
{
    m_plot = std::move(plot);
    m_mapX = std::move(mapX);
}

QRectF ChartFrame::boundingRect() const
{
    return {QPointF(), m_size};
}

double ChartFrame::legendWidth(const LegendItem& item) const
{
    const QFontMetricsF metrics(m_style->labelFont());
    const double value = item.value.isEmpty() ? 0 : kGap + metrics.horizontalAdvance(item.value);
    return kSwatch + kGap + metrics.horizontalAdvance(item.text) + value;
}

// From left to right, two lines at most.
QList<ChartFrame::Placed> ChartFrame::placeItems(const QList<int>& items, const QList<double>& widths,
                                                 double widthPx) const
{
    QList<Placed> placed;
    double x = kMargin;
    int line = 0;
    for (const int item : items) {
        const double width = std::min(widths[item], widthPx - 2 * kMargin);
        if (x > kMargin && x + width > widthPx - kMargin) {
            x = kMargin;
            ++line;
        }
        if (line >= kMostLegendLines)
            break;
        placed << Placed{item, QRectF(x, kTitleHeight + line * kLegendLine, width, kLegendLine)};
        x += width + kItemGap;
    }
    return placed;
}

QList<ChartFrame::Placed> ChartFrame::placeLegend(double widthPx) const
{
    QList<int> items;
    QList<double> widths;
    for (int i = 0; i < m_legend.size(); ++i) {
        items << i;
        widths << legendWidth(m_legend[i]);
    }
    QList<Placed> placed = placeItems(items, widths, widthPx);
    while (placed.size() < items.size()) {
        const auto least = std::min_element(items.crbegin(), items.crend(), [this](int one, int other) {
            return m_legend[one].weight < m_legend[other].weight;
        });
        items.removeOne(*least);
        placed = placeItems(items, widths, widthPx);
    }
    return placed;
}

QList<int> ChartFrame::namedInLegend(double widthPx) const
{
    QList<int> named;
    for (const Placed& place : placeLegend(widthPx))
        named << place.item;
    return named;
}

double ChartFrame::headerHeight(double widthPx) const
{
    const QList<Placed> placed = placeLegend(widthPx);
    const double legend = placed.isEmpty() ? 0 : placed.last().room.bottom() - kTitleHeight;
    return kTitleHeight + legend + kGap;
}

void ChartFrame::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    if (!m_style || m_size.isEmpty())
        return;
    painter->setRenderHint(QPainter::Antialiasing, false);
    paintHeader(*painter);
    if (!m_emptyText.isEmpty()) {
        paintEmpty(*painter);
        return;
    }
    const QRectF plot = m_plot();
    paintMarkerLines(*painter, plot);
    paintCursor(*painter, plot);
    paintMarkerLabels(*painter, plot);
}

void ChartFrame::paintHeader(QPainter& painter) const
{
    paintTitle(painter);
    if (m_emptyText.isEmpty())
        paintLegend(painter);
}

void ChartFrame::paintTitle(QPainter& painter) const
{
    const theme::Colours& colours = m_style->colours();
    const double right = m_size.width() - kMargin;
    const double baseline = kTitleHeight - 9;
    double left = kMargin;
    const auto write = [&](const QFont& font, const QColor& ink, const QString& text) {
        painter.setFont(font);
        painter.setPen(ink);
        painter.drawText(QPointF(left, baseline), text);
        left += QFontMetricsF(font).horizontalAdvance(text) + kTitleGap;
    };
    const QFontMetricsF labels(m_style->labelFont());
    write(m_style->titleFont(), colours.text,
          QFontMetricsF(m_style->titleFont()).elidedText(m_title, Qt::ElideRight, right - left));
    if (!m_loss.isEmpty()) // before the unit: it must not be the first to go
        write(m_style->labelFont(), theme::mixed(colours.warning, colours.text, 0.25),
              labels.elidedText(m_loss, Qt::ElideRight, right - left));
    write(m_style->labelFont(), colours.textSecondary,
          fittingUnit(m_unit, [&](const QString& text) { return labels.horizontalAdvance(text) <= right - left; }));
}

void ChartFrame::paintLegend(QPainter& painter) const
{
    const theme::Colours& colours = m_style->colours();
    const QFontMetricsF metrics(m_style->labelFont());
    const QList<Placed> placed = placeLegend(m_size.width());
    for (const Placed& place : placed)
        paintLegendItem(painter, m_legend[place.item], place.room);
    if (placed.size() == m_legend.size() || placed.isEmpty())
        return;
    painter.setPen(colours.textFaint);
    const auto unnamed = static_cast<int>(m_legend.size() - placed.size());
    const QString more = QCoreApplication::translate("lanescope::charts", "+ %n more", nullptr, unnamed);
    const double x = placed.last().room.right() + kGap;
    if (x + metrics.horizontalAdvance(more) < m_size.width())
        painter.drawText(QPointF(x, placed.last().room.center().y() + metrics.ascent() / 2 - 1), more);
}

void ChartFrame::paintLegendItem(QPainter& painter, const LegendItem& item, const QRectF& room) const
{
    const theme::Colours& colours = m_style->colours();
    const QFontMetricsF metrics(m_style->labelFont());
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
    painter.setFont(m_style->labelFont());
    painter.setPen(colours.textSecondary);
    painter.drawText(QPointF(left, baseline), text);
    painter.setPen(colours.text);
    const double valueLeft = text.isEmpty() ? left : left + metrics.horizontalAdvance(text) + kGap;
    painter.drawText(QPointF(valueLeft, baseline),
                     metrics.elidedText(item.value, Qt::ElideRight, room.right() - valueLeft + 1));
}

void ChartFrame::paintMarkerLines(QPainter& painter, const QRectF& plot) const
{
    for (const Marker& marker : m_markers) {
        const double x = std::round(m_mapX(marker.x));
        if (x < plot.left() || x > plot.right())
            continue;
        painter.setPen(QPen(marker.colour, 1, marker.style));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }
}

// Labels stand at the top, right of their line, each in the first row where it covers no other; there are three rows, in a
// low plot fewer, so that they stay in its upper third.
void ChartFrame::paintMarkerLabels(QPainter& painter, const QRectF& plot) const
{
    const QFontMetricsF metrics(m_style->labelFont());
    const int rows = std::clamp(static_cast<int>(plot.height() / 3 / (kLabelHeight + 1)), 1, kMostLabelRows);
    std::vector<double> taken(static_cast<std::size_t>(rows), -1e9);
    painter.setFont(m_style->labelFont());
    for (const Marker& marker : m_markers) {
        const double x = std::round(m_mapX(marker.x));
        const QString label = labelThatFits(marker, metrics, plot.width());
        if (x < plot.left() || x > plot.right() || label.isEmpty())
            continue;
        const double width = metrics.horizontalAdvance(label) + 2 * kLabelMargin;
        const double left = x + width <= plot.right() ? x + 1 : std::max(x - width, plot.left());
        const auto row = std::find_if(taken.begin(), taken.end(), [left](double end) { return end < left; });
        if (row == taken.end())
            continue;
        *row = left + width + 2;
        const QRectF chip(left, plot.top() + static_cast<double>(row - taken.begin()) * (kLabelHeight + 1), width,
                          kLabelHeight);
        QColor ground = marker.isLoud ? marker.colour : m_style->background();
        ground.setAlphaF(marker.isLoud ? 1.0F : 0.85F);
        painter.fillRect(chip, ground);
        painter.setPen(marker.isLoud ? theme::textOn(marker.colour) : marker.colour);
        painter.drawText(chip, Qt::AlignCenter, label);
    }
}

void ChartFrame::paintCursor(QPainter& painter, const QRectF& plot) const
{
    if (!m_cursor)
        return;
    const double x = std::round(m_mapX(*m_cursor));
    if (x < plot.left() || x > plot.right())
        return;
    painter.setPen(QPen(m_style->colours().textSecondary, 1));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
}

void ChartFrame::paintEmpty(QPainter& painter) const
{
    painter.setFont(m_style->emptyFont());
    painter.setPen(m_style->colours().textSecondary);
    const QRectF room(kMargin * 2, kTitleHeight, m_size.width() - 4 * kMargin,
                      m_size.height() - kTitleHeight - kMargin);
    painter.drawText(room, Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
}

} // namespace lanescope::charts
