// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_frame.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <vector>

namespace lanescope::charts {
namespace {

constexpr double kTitleHeight = 28;
constexpr double kGap = 6;
constexpr double kTitleGap = 8;
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

void ChartFrame::setPauses(const QList<Pause>& pauses)
{
    m_pauses = pauses;
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

double ChartFrame::headerHeight(double widthPx) const
{
    return kTitleHeight + legendHeight(placeLegend(m_legend, QFontMetricsF(m_style->labelFont()), widthPx)) + kGap;
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
    paintPauses(*painter, plot);
    paintMarkerLines(*painter, plot);
    paintCursor(*painter, plot);
    paintMarkerLabels(*painter, plot);
}

void ChartFrame::paintHeader(QPainter& painter) const
{
    paintTitle(painter);
    if (!m_emptyText.isEmpty())
        return;
    painter.translate(0, kTitleHeight);
    paintLegend(painter, *m_style, m_legend, m_size.width());
    painter.translate(0, -kTitleHeight);
}

void ChartFrame::paintTitle(QPainter& painter) const
{
    const theme::Colours& colours = m_style->colours();
    const double right = m_size.width() - kChartMargin;
    const double baseline = kTitleHeight - 9;
    double left = kChartMargin;
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

void ChartFrame::paintPauses(QPainter& painter, const QRectF& plot) const
{
    const theme::Colours& colours = m_style->colours();
    const QFontMetricsF metrics(m_style->labelFont());
    QColor wash = m_style->background();
    wash.setAlphaF(0.6F);
    QColor lines = colours.textFaint;
    lines.setAlphaF(0.4F);
    painter.setFont(m_style->labelFont());
    for (const Pause& pause : m_pauses) {
        const double left = std::max(std::round(m_mapX(pause.fromX)), plot.left());
        const double right = std::min(std::round(m_mapX(pause.toX)), plot.right());
        if (right <= left)
            continue;
        const QRectF room(left, plot.top(), right - left, plot.height());
        painter.fillRect(room, wash);
        painter.fillRect(room, QBrush(lines, Qt::BDiagPattern));
        if (metrics.horizontalAdvance(pause.label) + 2 * kLabelMargin > room.width())
            continue;
        const QRectF chip(left, plot.bottom() - kLabelHeight, room.width(), kLabelHeight);
        painter.fillRect(chip, wash);
        painter.setPen(colours.textSecondary);
        painter.drawText(chip, Qt::AlignCenter, pause.label);
    }
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
    const QRectF room(kChartMargin * 2, kTitleHeight, m_size.width() - 4 * kChartMargin,
                      m_size.height() - kTitleHeight - kChartMargin);
    painter.drawText(room, Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
}

} // namespace lanescope::charts
