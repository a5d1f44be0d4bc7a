// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/series_pool.h"

#include <QAreaSeries>
#include <QLineSeries>

namespace lanescope::charts {
namespace {

QList<QPointF> pointsOf(const std::vector<double>& xs, const std::vector<double>& ys)
{
    QList<QPointF> points;
    points.reserve(static_cast<qsizetype>(xs.size()));
    for (std::size_t i = 0; i < xs.size(); ++i)
        points << QPointF(xs[i], ys[i]);
    return points;
}

} // namespace

QAreaSeries& AreaPool::at(std::size_t index)
{
    while (m_areas.size() <= index) {
        auto* area = new QAreaSeries;
        area->setUpperSeries(new QLineSeries(area));
        area->setLowerSeries(new QLineSeries(area));
        m_add(area);
        m_areas.push_back(area);
    }
    return *m_areas[index];
}

void AreaPool::drawBand(std::size_t index, const std::vector<double>& xs, const std::vector<double>& lower,
                        const std::vector<double>& upper)
{
    QAreaSeries& area = at(index);
    area.lowerSeries()->replace(pointsOf(xs, lower));
    area.upperSeries()->replace(pointsOf(xs, upper));
    area.show();
}

void AreaPool::drawStack(const std::vector<double>& xs, const std::vector<Curve>& curves)
{
    std::vector<double> lower(xs.size(), 0.0);
    std::vector<double> upper(xs.size(), 0.0);
    for (std::size_t i = 0; i < curves.size(); ++i) {
        for (std::size_t point = 0; point < xs.size(); ++point)
            upper[point] = lower[point] + curves[i].values[point];
        drawBand(i, xs, lower, upper);
        lower = upper;
    }
    hideFrom(curves.size());
}

void AreaPool::hideFrom(std::size_t index)
{
    for (std::size_t i = index; i < m_areas.size(); ++i)
        m_areas[i]->hide();
}

void AreaPool::setStyle(std::size_t index, const QBrush& brush, const QPen& pen)
{
    at(index).setBrush(brush);
    at(index).setPen(pen);
}

QLineSeries& LinePool::at(std::size_t index)
{
    while (m_lines.size() <= index) {
        m_lines.push_back(new QLineSeries);
        m_add(m_lines.back());
    }
    return *m_lines[index];
}

void LinePool::draw(std::size_t index, const std::vector<double>& xs, const std::vector<double>& ys)
{
    QLineSeries& line = at(index);
    line.replace(pointsOf(xs, ys));
    line.show();
}

void LinePool::hide(std::size_t index)
{
    at(index).hide();
}

void LinePool::hideFrom(std::size_t index)
{
    for (std::size_t i = index; i < m_lines.size(); ++i)
        m_lines[i]->hide();
}

void LinePool::setPen(std::size_t index, const QPen& pen)
{
    at(index).setPen(pen);
}

} // namespace lanescope::charts
