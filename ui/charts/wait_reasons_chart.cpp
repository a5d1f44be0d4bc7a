// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/wait_reasons_chart.h"

#include "ui/theme/gate_style.h"

#include <algorithm>
#include <array>

namespace lanescope::charts {
namespace {

using trace::RequestGate;

constexpr std::string_view kPrefix = "waiting: ";

/// The mean of a counter in a bucket; 0 before its first sample.
double meanIn(const store::Row& row, std::int64_t fromNs, std::int64_t toNs)
{
    const auto sum = row.sampled(fromNs, toNs);
    if (!sum)
        return 0;
    const auto length = static_cast<double>(sum->lastNs - sum->firstNs);
    return length > 0 ? sum->area / length : sum->last;
}

} // namespace

std::optional<RequestGate> gateOfCounter(std::string_view name)
{
    const std::size_t at = name.find(kPrefix);
    return at == std::string_view::npos ? std::nullopt : theme::gateOfWord(name.substr(at + kPrefix.size()));
}

WaitReasonsChart::WaitReasonsChart(QObject* parent)
    : TimeChart(parent)
    , m_areas([this](QAbstractSeries* series) { addSeries(series); })
{
}

QString WaitReasonsChart::id() const
{
    return QStringLiteral("wait-reasons");
}

QString WaitReasonsChart::title() const
{
    return tr("Where the waiting went");
}

bool WaitReasonsChart::compute(const store::Snapshot& snapshot, const session::BucketGrid& grid, const QDeadlineTimer&)
{
    std::array<std::vector<double>, theme::kGateCount> sums;
    for (const store::Object& object : *snapshot.objects) {
        const auto gate = object.row ? gateOfCounter(object.name) : std::nullopt;
        if (!gate || !snapshot.row(*object.row).isCounter())
            continue;
        auto& values = sums[static_cast<std::size_t>(*gate)];
        values.resize(static_cast<std::size_t>(grid.count));
        for (std::int64_t i = 0; i < grid.count; ++i) {
            const std::int64_t from = grid.startNs(grid.first + i);
            values[static_cast<std::size_t>(i)] += meanIn(snapshot.row(*object.row), from, from + grid.widthNs);
        }
    }
    std::vector<Curve> curves;
    m_gates.clear();
    for (std::size_t gate = 0; gate < sums.size(); ++gate) {
        if (std::none_of(sums[gate].begin(), sums[gate].end(), [](double value) { return value > 0; }))
            continue;
        m_gates.push_back(static_cast<RequestGate>(gate));
        curves.push_back({theme::gateName(m_gates.back()), std::move(sums[gate])});
    }
    setCurves(std::move(curves));
    return true;
}

void WaitReasonsChart::draw(const store::Snapshot&)
{
    setUnit(tr("requests, by reason"));
    setAxisY(valueTicks(highestSum(), 4));
    m_areas.drawStack(xs(), curves());
    restyle();
}

void WaitReasonsChart::restyle()
{
    for (std::size_t i = 0; i < m_gates.size(); ++i)
        m_areas.setStyle(i, style().gateBrush(m_gates[i]), QPen(Qt::NoPen));
}

QString WaitReasonsChart::nothing(const store::Snapshot& snapshot) const
{
    const bool any = std::any_of(snapshot.objects->begin(), snapshot.objects->end(),
                                 [](const store::Object& object) { return gateOfCounter(object.name).has_value(); });
    return any ? tr("No request waited in the visible range.")
               : tr("No request has waited yet.\nOnly crawls have requests that wait.");
}

LegendItem WaitReasonsChart::legendItem(std::size_t curve) const
{
    return {LegendItem::Shape::Area, curves()[curve].name, {}, style().gateBrush(m_gates[curve]), {}};
}

QString WaitReasonsChart::valueText(double value) const
{
    return shortNumber(value);
}

} // namespace lanescope::charts
