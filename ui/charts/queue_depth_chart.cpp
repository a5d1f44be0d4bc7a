// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/queue_depth_chart.h"

#include "core/store/queue_room.h"

#include <algorithm>
#include <array>

namespace lanescope::charts {
namespace {

constexpr std::size_t kMostQueues = 8;
// A capacity far above every depth would press the depths to the floor.
constexpr double kNearFactor = 3;

} // namespace

QueueDepthChart::QueueDepthChart(QObject* parent)
    : TimeChart(parent)
    , m_bands([this](QAbstractSeries* series) { addSeries(series); })
    , m_lines([this](QAbstractSeries* series) { addSeries(series); })
    , m_capacities([this](QAbstractSeries* series) { addSeries(series); })
{
}

QString QueueDepthChart::id() const
{
    return QStringLiteral("queue-depth");
}

QString QueueDepthChart::title() const
{
    return tr("Queue depth");
}

bool QueueDepthChart::compute(const store::Snapshot& snapshot, const session::BucketGrid& grid, const QDeadlineTimer&)
{
    std::vector<Curve> curves;
    m_queues.clear();
    std::size_t number = 0;
    for (const store::Object& object : *snapshot.objects) {
        if (!session::isQueue(snapshot, object))
            continue;
        Curve curve{QString::fromStdString(object.name), {}};
        Queue queue{number++, static_cast<double>(store::roomOf(object)), {}, {}};
        const store::Row& row = snapshot.row(*object.row);
        bool any = false;
        for (std::int64_t i = 0; i < grid.count; ++i) {
            const std::int64_t from = grid.startNs(grid.first + i);
            const auto sum = row.sampled(from, from + grid.widthNs);
            const double length = sum ? static_cast<double>(sum->lastNs - sum->firstNs) : 0;
            any = any || sum;
            curve.values.push_back(!sum ? 0 : length > 0 ? sum->area / length : sum->last);
            queue.least.push_back(sum ? sum->min : 0);
            queue.greatest.push_back(sum ? sum->max : 0);
        }
        if (!any || curves.size() == kMostQueues)
            continue;
        curves.push_back(std::move(curve));
        m_queues.push_back(std::move(queue));
    }
    setCurves(std::move(curves));
    return true;
}

bool QueueDepthChart::capacityIsNear(const Queue& queue) const
{
    return queue.capacity > 0 && queue.capacity <= kNearFactor * std::max(highest(), 1.0);
}

void QueueDepthChart::draw(const store::Snapshot&)
{
    double top = 0;
    for (const Queue& queue : m_queues) {
        top = std::max(top, *std::max_element(queue.greatest.begin(), queue.greatest.end()));
        top = std::max(top, capacityIsNear(queue) ? queue.capacity : 0);
    }
    setUnit(tr("items waiting; dashed: capacity"));
    setAxisY(valueTicks(top, 4));
    const std::vector<double> ends{xs().front(), xs().back()};
    for (std::size_t i = 0; i < m_queues.size(); ++i) {
        m_bands.drawBand(i, xs(), m_queues[i].least, m_queues[i].greatest);
        m_lines.draw(i, xs(), curves()[i].values);
        if (capacityIsNear(m_queues[i]))
            m_capacities.draw(i, ends, {m_queues[i].capacity, m_queues[i].capacity});
        else
            m_capacities.hide(i);
    }
    m_bands.hideFrom(m_queues.size());
    m_lines.hideFrom(m_queues.size());
    m_capacities.hideFrom(m_queues.size());
    restyle();
}

void QueueDepthChart::restyle()
{
    for (std::size_t i = 0; i < m_queues.size(); ++i) {
        const std::size_t number = m_queues[i].number + 2; // the first queue is pink, as on the timeline
        QColor band = style().seriesColour(number);
        band.setAlphaF(0.25F);
        m_bands.setStyle(i, band, QPen(Qt::NoPen));
        m_lines.setPen(i, style().seriesPen(number));
        m_capacities.setPen(i, QPen(style().seriesColour(number), 1, Qt::DashLine));
    }
}

QString QueueDepthChart::nothing(const store::Snapshot& snapshot) const
{
    const bool any = std::any_of(snapshot.objects->begin(), snapshot.objects->end(),
                                 [&](const store::Object& object) { return session::isQueue(snapshot, object); });
    return any ? tr("No queue was used before the end of the visible range.")
               : tr("This run has no queues.\nQueues appear here when the scenario uses them.");
}

LegendItem QueueDepthChart::legendItem(std::size_t curve) const
{
    return {LegendItem::Shape::Line, curves()[curve].name, {}, {}, style().seriesPen(m_queues[curve].number + 2)};
}

QString QueueDepthChart::valueText(double value) const
{
    return shortNumber(value);
}

} // namespace lanescope::charts
