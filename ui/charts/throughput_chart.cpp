// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/throughput_chart.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace lanescope::charts {
namespace {

constexpr std::size_t kMostLines = 8;
constexpr double kNotYet = std::numeric_limits<double>::quiet_NaN();

} // namespace

ThroughputChart::ThroughputChart(QObject* parent)
    : TimeChart(parent)
    , m_lines([this](QAbstractSeries* series) { addSeries(series); })
{
}

QString ThroughputChart::id() const
{
    return QStringLiteral("throughput");
}

QString ThroughputChart::title() const
{
    return tr("Throughput");
}

QStringList ThroughputChart::choices() const
{
    QStringList names;
    for (const Group group : m_groups)
        names << (group == Group::Requests ? tr("Requests finished")
                  : group == Group::Queues ? tr("Queue puts and gets")
                                           : tr("Lock acquisitions"));
    return names;
}

ThroughputChart::Group ThroughputChart::groupOf(const session::RateSource& source)
{
    switch (source.kind) {
    case session::RateSource::Kind::RequestsFinished:
        return Group::Requests;
    case session::RateSource::Kind::QueuePuts:
    case session::RateSource::Kind::QueueGets:
        return Group::Queues;
    case session::RateSource::Kind::LockAcquisitions:
        break;
    }
    return Group::Locks;
}

void ThroughputChart::chooseSources(const store::Snapshot& snapshot)
{
    std::vector<session::RateSource> sources = session::rateSources(snapshot);
    m_groups.clear();
    for (const session::RateSource& source : sources) {
        if (m_groups.empty() || m_groups.back() != groupOf(source))
            m_groups.push_back(groupOf(source));
    }
    if (m_groups.empty()) {
        m_sources.clear();
        return;
    }
    const Group shown =
        m_groups[static_cast<std::size_t>(std::clamp<int>(choice(), 0, static_cast<int>(m_groups.size()) - 1))];
    std::erase_if(sources, [shown](const session::RateSource& source) { return groupOf(source) != shown; });
    // Sources of one group only ever come behind those known before, so what is cached keeps its meaning.
    if (!std::equal(m_sources.begin(), m_sources.end(), sources.begin(),
                    sources.begin() + static_cast<std::ptrdiff_t>(std::min(sources.size(), m_sources.size()))))
        m_cache.clear();
    m_sources = std::move(sources);
}

bool ThroughputChart::compute(const store::Snapshot& snapshot, const session::BucketGrid& grid,
                              const QDeadlineTimer& deadline)
{
    chooseSources(snapshot);
    const auto measure = [&](std::int64_t fromNs, std::int64_t toNs, std::vector<double>& values) {
        for (const session::RateSource& source : m_sources)
            values.push_back(session::countOf(snapshot, source, fromNs, toNs));
    };
    const bool complete = m_cache.fill(snapshot, grid, measure, deadline);
    std::vector<double> sums(m_sources.size());
    std::vector<Curve> all;
    for (std::size_t source = 0; source < m_sources.size(); ++source) {
        Curve curve{QString::fromStdString(session::rateName(snapshot, m_sources[source])), {}};
        for (std::size_t i = 0; i < points().xs.size(); ++i) {
            const std::vector<double>* values = m_cache.at(grid.first + static_cast<std::int64_t>(i));
            const double count = values == nullptr ? kNotYet : source < values->size() ? (*values)[source] : 0;
            curve.values.push_back(count / (points().coveredNs[i] / 1e9));
            sums[source] += values == nullptr ? 0 : count;
        }
        all.push_back(std::move(curve));
    }
    m_drawn.resize(all.size());
    std::iota(m_drawn.begin(), m_drawn.end(), std::size_t{0});
    std::erase_if(m_drawn, [&sums](std::size_t source) { return sums[source] <= 0; });
    std::stable_sort(m_drawn.begin(), m_drawn.end(),
                     [&sums](std::size_t a, std::size_t b) { return sums[a] > sums[b]; });
    m_drawn.resize(std::min(m_drawn.size(), kMostLines));
    std::sort(m_drawn.begin(), m_drawn.end()); // by age, so that lines keep their colours
    std::vector<Curve> curves;
    for (const std::size_t source : m_drawn)
        curves.push_back(std::move(all[source]));
    setCurves(std::move(curves));
    return complete;
}

void ThroughputChart::draw(const store::Snapshot&)
{
    setUnit(tr("per second"));
    setAxisY(valueTicks(highest(), 4));
    for (std::size_t i = 0; i < curves().size(); ++i)
        m_lines.draw(i, xs(), curves()[i].values);
    m_lines.hideFrom(curves().size());
    restyle();
}

void ThroughputChart::restyle()
{
    for (std::size_t i = 0; i < m_drawn.size(); ++i)
        m_lines.setPen(i, style().seriesPen(m_drawn[i]));
}

QString ThroughputChart::nothing(const store::Snapshot&) const
{
    return m_sources.empty() ? tr("This run has no requests, queues or locks to count.")
                             : tr("Nothing was finished in the visible range.");
}

LegendItem ThroughputChart::legendItem(std::size_t curve) const
{
    return {LegendItem::Shape::Line, curves()[curve].name, {}, {}, style().seriesPen(m_drawn[curve])};
}

QString ThroughputChart::valueText(double value) const
{
    return tr("%1/s").arg(shortNumber(value));
}

} // namespace lanescope::charts
