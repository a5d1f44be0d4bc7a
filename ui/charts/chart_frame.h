// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_legend.h"

#include <QGraphicsItem>
#include <QList>
#include <QString>

#include <functional>
#include <optional>

QT_BEGIN_NAMESPACE
class QFontMetricsF;
QT_END_NAMESPACE

namespace lanescope::charts {

/// A vertical line over the whole plot: a knob change, a percentile. `x` in units of the axis.
struct Marker {
    double x = 0;
    QString label;
    QColor colour;
    Qt::PenStyle style = Qt::DashLine;
    bool isLoud = true;      ///< the label is filled with the colour; else only written in it
    QString shortLabel = {}; ///< where the label would take most of the width
};

/// A stretch of the axis in which nothing could happen: washed out, with its label where that has room.
struct Pause {
    double fromX = 0;
    double toX = 0;
    QString label;
};

/// The label of a marker, or its short one, or none: one that takes most of the width of the plot hides what it is about.
QString labelThatFits(const Marker& marker, const QFontMetricsF& metrics, double plotPx);

/// What surrounds and overlays the plot of one chart: title, unit, legend, markers, the cursor, and the words that
/// stand there when there is nothing to draw. Child of the chart's graphics, so that windows, pictures and paper get
/// the same. Threads: GUI.
class ChartFrame : public QGraphicsItem {
public:
    /// Maps an x of the axis to a pixel.
    using MapX = std::function<double(double x)>;

    explicit ChartFrame(QGraphicsItem* parent);

    void setStyle(const ChartStyle& style);
    /// `loss`: what is missing in what is shown; may be empty.
    void setTexts(const QString& title, const QString& unit, const QString& loss);
    void setLegend(const QList<LegendItem>& items);
    void setMarkers(const QList<Marker>& markers);
    const QList<Marker>& markers() const { return m_markers; }
    void setPauses(const QList<Pause>& pauses);
    const QList<Pause>& pauses() const { return m_pauses; }
    /// Not empty: drawn in the middle of the plot instead of the legend.
    void setEmptyText(const QString& text);
    void setCursor(std::optional<double> x);
    void setGeometry(const QSizeF& size);
    /// Where the plot is, asked anew at each painting: Qt Charts lays out when it likes.
    void setPlot(std::function<QRectF()> plot, MapX mapX);

    /// Height of title and legend for a chart of this width.
    double headerHeight(double widthPx) const;
    const QList<LegendItem>& legend() const { return m_legend; }

    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintHeader(QPainter& painter) const;
    void paintTitle(QPainter& painter) const;
    void paintPauses(QPainter& painter, const QRectF& plot) const;
    void paintMarkerLines(QPainter& painter, const QRectF& plot) const;
    void paintMarkerLabels(QPainter& painter, const QRectF& plot) const;
    void paintCursor(QPainter& painter, const QRectF& plot) const;
    void paintEmpty(QPainter& painter) const;

    std::optional<ChartStyle> m_style;
    QString m_title;
    QString m_unit;
    QString m_loss;
    QList<LegendItem> m_legend;
    QList<Marker> m_markers;
    QList<Pause> m_pauses;
    QString m_emptyText;
    std::optional<double> m_cursor;
    QSizeF m_size;
    std::function<QRectF()> m_plot;
    MapX m_mapX;
};

} // namespace lanescope::charts
