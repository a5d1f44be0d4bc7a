// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/time_chart.h"

#include "core/analysis/pauses.h"
#include "ui/timeline/time_text.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lanescope::charts {
namespace {

constexpr int kMostBuckets = 200;
constexpr int kMostTimeTicks = 7;
constexpr double kTickPx = 60; // "10:30" and the air that Qt Charts wants about it; where it lacks, it cuts the text
constexpr double kNearestMarksPx = 5;

bool isKnown(const std::vector<Curve>& curves, std::size_t point)
{
    return std::all_of(curves.begin(), curves.end(),
                       [point](const Curve& curve) { return std::isfinite(curve.values[point]); });
}

TimeRange clipped(const store::Snapshot& snapshot, const TimeRange& visible)
{
    if (visible.isEmpty())
        return {snapshot.beginNs, snapshot.endNs};
    return {std::max(visible.fromNs, snapshot.beginNs), std::min(visible.toNs, snapshot.endNs)};
}

} // namespace

std::optional<std::int64_t> TimeChart::timeAt(double xPx) const
{
    const std::optional<double> x = xAt(xPx);
    return x ? std::optional(m_beginNs + static_cast<std::int64_t>(*x * 1e9)) : std::nullopt;
}

void TimeChart::placePoints(const store::Snapshot& snapshot, const session::BucketGrid& grid, const TimeRange& range)
{
    m_points = {};
    for (std::int64_t i = 0; i < grid.count; ++i) {
        const std::int64_t start = grid.startNs(grid.first + i);
        const std::int64_t end = std::min(start + grid.widthNs, snapshot.endNs);
        m_points.coveredNs.push_back(static_cast<double>(std::max<std::int64_t>(end - start, 1)));
        const double middle = (snapshot.seconds(start) + snapshot.seconds(end)) / 2;
        m_points.xs.push_back(std::clamp(middle, snapshot.seconds(range.fromNs), snapshot.seconds(range.toNs)));
    }
    if (m_points.xs.size() > 1) { // areas reach the edges of the plot
        m_points.xs.front() = snapshot.seconds(range.fromNs);
        m_points.xs.back() =
            std::max(m_points.xs.back(),
                     std::min(snapshot.seconds(range.toNs), snapshot.seconds(grid.startNs(grid.first + grid.count))));
    }
}

bool TimeChart::refresh(const store::Snapshot& snapshot, const TimeRange& visible, const QDeadlineTimer& deadline)
{
    m_beginNs = snapshot.beginNs;
    m_range = visible.isEmpty() ? TimeRange{snapshot.beginNs, snapshot.endNs} : visible;
    const TimeRange range = clipped(snapshot, visible);
    m_curves.clear();
    m_xs.clear();
    if (range.isEmpty()) {
        setEmpty(snapshot.endNs <= snapshot.beginNs ? tr("Nothing is recorded yet.\nStart a scenario to see it here.")
                                                    : tr("There is nothing recorded in the visible range."));
        return true;
    }
    session::BucketGrid grid = session::bucketGrid(snapshot, range.fromNs, range.toNs, kMostBuckets);
    // A bucket that has just begun would make the newest point jump about.
    if (snapshot.live && grid.count > 2 &&
        snapshot.endNs - grid.startNs(grid.first + grid.count - 1) < grid.widthNs / 2)
        --grid.count;
    placePoints(snapshot, grid, range);
    const bool complete = compute(snapshot, grid, deadline);
    std::size_t first = 0; // the oldest buckets are computed last
    while (first < m_points.xs.size() && !isKnown(m_curves, first))
        ++first;
    m_xs.assign(m_points.xs.begin() + static_cast<std::ptrdiff_t>(first), m_points.xs.end());
    for (Curve& curve : m_curves)
        curve.values.erase(curve.values.begin(), curve.values.begin() + static_cast<std::ptrdiff_t>(first));
    if (m_curves.empty() || m_xs.empty()) {
        setEmpty(complete ? nothing(snapshot) : tr("Adding up …"));
        return complete;
    }
    setEmpty({});
    setAxisX(snapshot.seconds(m_range.fromNs), snapshot.seconds(m_range.toNs),
             timeTicks(m_range.fromNs, m_range.toNs, snapshot.beginNs,
                       std::clamp(static_cast<int>(roomPx() / kTickPx), 2, kMostTimeTicks)));
    draw(snapshot);
    showMarks(snapshot, m_range);
    showPauses(snapshot, m_range);
    updateLegend();
    return complete;
}

void TimeChart::showMarks(const store::Snapshot& snapshot, const TimeRange& range)
{
    const auto& marks = *snapshot.marks;
    const double pxPerNs = roomPx() / static_cast<double>(range.spanNs());
    const std::vector<timeline::KnobMove> moves = timeline::knobMoves(snapshot, range);
    QList<Marker> markers;
    for (std::size_t i = 0; i < moves.size(); ++i) {
        const store::Mark& mark = marks[moves[i].last];
        // Of moves of one knob that nobody could tell apart, the last counts.
        const bool isCovered = std::any_of(
            moves.begin() + static_cast<std::ptrdiff_t>(i) + 1, moves.end(), [&](const timeline::KnobMove& later) {
                const store::Mark& next = marks[later.last];
                return next.subject == mark.subject &&
                       static_cast<double>(next.timeNs - mark.timeNs) * pxPerNs < kNearestMarksPx;
            });
        if (isCovered)
            continue;
        Marker marker{snapshot.seconds(mark.timeNs), timeline::moveText(snapshot, moves[i], startValues()),
                      style().colours().accent, Qt::DashLine};
        marker.shortLabel = timeline::valuesText(snapshot, moves[i], startValues());
        markers << marker;
    }
    setMarkers(markers);
}

void TimeChart::showPauses(const store::Snapshot& snapshot, const TimeRange& range)
{
    QList<Pause> pauses;
    for (const analysis::Range& pause : analysis::pauses(snapshot)) {
        if (pause.fromNs < range.toNs && pause.toNs > range.fromNs)
            pauses << Pause{snapshot.seconds(pause.fromNs), snapshot.seconds(pause.toNs),
                            tr("paused %1").arg(timeline::durationText(pause.toNs - pause.fromNs))};
    }
    setPauses(pauses);
}

void TimeChart::updateLegend()
{
    if (m_xs.empty())
        return;
    std::size_t point = m_xs.size() - 1;
    if (const std::optional<double> x = cursorX()) {
        const auto after = std::lower_bound(m_xs.begin(), m_xs.end(), *x);
        point = std::min(static_cast<std::size_t>(after - m_xs.begin()), m_xs.size() - 1);
        if (point > 0 && *x - m_xs[point - 1] < m_xs[point] - *x)
            --point;
    }
    QList<LegendItem> items;
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        LegendItem item = legendItem(i);
        item.value = valueText(m_curves[i].values[point]);
        item.weight = std::accumulate(m_curves[i].values.begin(), m_curves[i].values.end(), 0.0);
        items << item;
    }
    setLegend(items);
}

double TimeChart::highest() const
{
    double top = 0;
    for (const Curve& curve : m_curves) {
        for (const double value : curve.values)
            top = std::max(top, value);
    }
    return top;
}

double TimeChart::highestSum() const
{
    double top = 0;
    for (std::size_t i = 0; i < m_xs.size(); ++i) {
        double sum = 0;
        for (const Curve& curve : m_curves)
            sum += curve.values[i];
        top = std::max(top, sum);
    }
    return top;
}

} // namespace lanescope::charts
