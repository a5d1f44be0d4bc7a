// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/utilisation_chart.h"

#include "ui/theme/state_style.h"

#include <limits>

namespace lanescope::charts {

using store::State;

UtilisationChart::UtilisationChart(QObject* parent)
    : TimeChart(parent)
    , m_areas([this](QAbstractSeries* series) { addSeries(series); })
{
}

QString UtilisationChart::id() const
{
    return QStringLiteral("utilisation");
}

QString UtilisationChart::title() const
{
    return tr("Utilisation");
}

bool UtilisationChart::compute(const store::Snapshot& snapshot, const session::BucketGrid& grid,
                               const QDeadlineTimer& deadline)
{
    const auto measure = [&snapshot](std::int64_t fromNs, std::int64_t toNs, std::vector<double>& values) {
        const auto times = session::stateTimes(snapshot, fromNs, toNs);
        values.assign(times.begin(), times.end());
    };
    const bool complete = m_cache.fill(snapshot, grid, measure, deadline);
    std::vector<Curve> curves;
    m_states.clear();
    for (std::size_t state = 0; state < store::kThreadStateCount; ++state) {
        Curve curve{theme::stateName(static_cast<State>(state)), {}};
        double sum = 0;
        for (std::size_t i = 0; i < points().xs.size(); ++i) {
            const std::vector<double>* values = m_cache.at(grid.first + static_cast<std::int64_t>(i));
            const double ns = values == nullptr ? std::numeric_limits<double>::quiet_NaN() : (*values)[state];
            curve.values.push_back(ns / points().coveredNs[i]);
            sum += values == nullptr ? 0 : ns;
        }
        if (sum <= 0)
            continue;
        curves.push_back(std::move(curve));
        m_states.push_back(static_cast<State>(state));
    }
    setCurves(std::move(curves));
    return complete;
}

void UtilisationChart::draw(const store::Snapshot&)
{
    setUnit(tr("threads in each state"));
    setAxisY(valueTicks(highestSum(), 4));
    m_areas.drawStack(xs(), curves());
    restyle();
}

void UtilisationChart::restyle()
{
    for (std::size_t i = 0; i < m_states.size(); ++i)
        m_areas.setStyle(i, style().stateBrush(m_states[i]), QPen(Qt::NoPen));
}

QString UtilisationChart::nothing(const store::Snapshot&) const
{
    return tr("No thread was recorded in the visible range.");
}

LegendItem UtilisationChart::legendItem(std::size_t curve) const
{
    return {LegendItem::Shape::Area, curves()[curve].name, {}, style().stateBrush(m_states[curve]), {}};
}

QString UtilisationChart::valueText(double value) const
{
    return QLocale().toString(value, 'f', 1);
}

} // namespace lanescope::charts
