// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/histogram_chart.h"

#include "ui/timeline/time_text.h"

#include <algorithm>
#include <cmath>

namespace lanescope::charts {
namespace {

using store::Histogram;

constexpr std::size_t kMerged = 8; // 32 buckets to a doubling become 4 bars

double log10Ns(std::int64_t ns)
{
    return std::log10(static_cast<double>(std::max<std::int64_t>(ns, 1)));
}

} // namespace

HistogramChart::HistogramChart(QObject* parent)
    : Chart(parent)
    , m_areas([this](QAbstractSeries* series) { addSeries(series); })
{
}

HistogramChart::Outline HistogramChart::outlineOf(const Histogram& histogram)
{
    Outline outline;
    const auto point = [&outline](double x, double y) {
        outline.xs.push_back(x);
        outline.ys.push_back(y);
    };
    std::uint64_t before = 0;
    for (std::size_t i = 0; i + kMerged <= Histogram::kBuckets; i += kMerged) {
        std::uint64_t count = 0;
        for (std::size_t j = i; j < i + kMerged; ++j)
            count += histogram.countIn(j);
        if (count == 0 && before == 0)
            continue;
        const double left = log10Ns(Histogram::lowerNs(i));
        if (before == 0)
            point(left, 0);
        point(left, static_cast<double>(count));
        if (count > 0)
            point(log10Ns(Histogram::lowerNs(i + kMerged)), static_cast<double>(count));
        before = count;
    }
    if (before > 0)
        point(outline.xs.back(), 0);
    return outline;
}

bool HistogramChart::refresh(const store::Snapshot& snapshot, const TimeRange&, const QDeadlineTimer&)
{
    m_layers = layers(snapshot);
    std::erase_if(m_layers, [](const Layer& layer) { return layer.histogram.count() == 0; });
    if (m_layers.empty()) {
        setEmpty(nothing(snapshot));
        return true;
    }
    setEmpty({});
    setUnit(unit());
    drawLayers();
    restyle();
    return true;
}

void HistogramChart::drawLayers()
{
    double low = 1e9;
    double high = 0;
    double top = 0;
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        Outline outline = outlineOf(m_layers[i].histogram);
        // Shares, not counts: a lock is taken far more often than it is waited for, and both must be seen.
        for (double& y : outline.ys)
            y *= 100 / static_cast<double>(m_layers[i].histogram.count());
        low = std::min(low, outline.xs.front());
        high = std::max(high, outline.xs.back());
        top = std::max(top, *std::max_element(outline.ys.begin(), outline.ys.end()));
        m_areas.drawBand(i, outline.xs, std::vector<double>(outline.xs.size(), 0.0), outline.ys);
    }
    m_areas.hideFrom(m_layers.size());
    // A live histogram grows at its ends: a tenth of a power of ten is the step, so that the axis rests in between.
    const double lowest = std::floor(low * 10 - 0.5) / 10;
    const double highest = std::max(std::ceil(high * 10 + 0.5) / 10, lowest + 1);
    setAxisX(lowest, highest, durationTicks(lowest, highest, roomPx()));
    setAxisY(valueTicks(top, 4, QStringLiteral(" %")));
}

void HistogramChart::restyle()
{
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        QColor fill = style().seriesColour(m_layers[i].colour);
        const QPen pen(fill, 1.2);
        fill.setAlphaF(0.35F);
        m_areas.setStyle(i, fill, pen);
    }
    describeLayers();
}

void HistogramChart::describeLayers()
{
    QList<LegendItem> items;
    QList<Marker> markers;
    for (const Layer& layer : m_layers) {
        const QColor colour = style().seriesColour(layer.colour);
        const std::int64_t median = layer.histogram.percentileNs(0.5);
        const std::int64_t tail = layer.histogram.percentileNs(0.99);
        items << LegendItem{LegendItem::Shape::Area,
                            layer.name,
                            tr("%1 times · mean %2 · longest %3")
                                .arg(shortNumber(static_cast<double>(layer.histogram.count())),
                                     timeline::durationText(static_cast<std::int64_t>(layer.histogram.meanNs())),
                                     timeline::durationText(layer.histogram.maxNs())),
                            colour,
                            {}};
        markers << Marker{log10Ns(median), tr("p50 %1").arg(timeline::durationText(median)), colour, Qt::SolidLine,
                          false};
        markers << Marker{log10Ns(tail), tr("p99 %1").arg(timeline::durationText(tail)), colour, Qt::DashLine, false};
    }
    std::sort(markers.begin(), markers.end(), [](const Marker& a, const Marker& b) { return a.x < b.x; });
    setMarkers(markers);
    if (!isEmpty())
        setLegend(items);
}

} // namespace lanescope::charts
