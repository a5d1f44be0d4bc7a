// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/lock_wait_chart.h"

#include "ui/timeline/time_text.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace lanescope::charts {
namespace {

constexpr std::size_t kMostLocks = 5;
constexpr std::size_t kOthers = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kUnnamed = 1; // before the objects: their number grows while older buckets stay
constexpr std::size_t kFirstObject = 2;
constexpr double kNotYet = std::numeric_limits<double>::quiet_NaN();

} // namespace

LockWaitChart::LockWaitChart(QObject* parent)
    : TimeChart(parent)
    , m_areas([this](QAbstractSeries* series) { addSeries(series); })
{
}

QString LockWaitChart::id() const
{
    return QStringLiteral("lock-wait");
}

QString LockWaitChart::title() const
{
    return tr("Lock wait");
}

std::vector<std::size_t> LockWaitChart::mostWaitedFor(const session::BucketGrid& grid) const
{
    std::vector<double> sums;
    for (std::int64_t i = 0; i < grid.count; ++i) {
        const std::vector<double>* values = m_cache.at(grid.first + i);
        if (values == nullptr)
            continue;
        sums.resize(std::max(sums.size(), values->size()));
        for (std::size_t slot = kUnnamed; slot < values->size(); ++slot)
            sums[slot] += (*values)[slot];
    }
    std::vector<std::size_t> order;
    for (std::size_t slot = kUnnamed; slot < sums.size(); ++slot) {
        if (sums[slot] > 0)
            order.push_back(slot);
    }
    std::stable_sort(order.begin(), order.end(), [&sums](std::size_t a, std::size_t b) { return sums[a] > sums[b]; });
    if (order.size() > kMostLocks) {
        order.resize(kMostLocks);
        order.push_back(kOthers);
    }
    return order;
}

QString LockWaitChart::slotName(const store::Snapshot& snapshot, std::size_t slot) const
{
    if (slot == kOthers)
        return tr("other locks");
    if (slot == kUnnamed || slot - kFirstObject >= snapshot.objects->size())
        return tr("locks without a name");
    return QString::fromStdString((*snapshot.objects)[slot - kFirstObject].name);
}

bool LockWaitChart::compute(const store::Snapshot& snapshot, const session::BucketGrid& grid,
                            const QDeadlineTimer& deadline)
{
    const auto measure = [&snapshot](std::int64_t fromNs, std::int64_t toNs, std::vector<double>& values) {
        const auto times = session::stateTimes(snapshot, fromNs, toNs);
        std::vector<double> waits(snapshot.objects->size() + 1);
        session::addLockWaits(snapshot, fromNs, toNs, waits);
        values = {std::accumulate(times.begin(), times.end(), 0.0), waits.back()};
        values.insert(values.end(), waits.begin(), waits.end() - 1);
    };
    const bool complete = m_cache.fill(snapshot, grid, measure, deadline);
    m_slots = mostWaitedFor(grid);
    std::vector<Curve> curves;
    for (const std::size_t slot : m_slots)
        curves.push_back({slotName(snapshot, slot), {}});
    for (std::int64_t i = 0; i < grid.count; ++i) {
        const std::vector<double>* values = m_cache.at(grid.first + i);
        double rest = values == nullptr ? 0 : std::accumulate(values->begin() + 1, values->end(), 0.0);
        for (std::size_t c = 0; c < curves.size(); ++c) {
            const bool known = values != nullptr && (m_slots[c] == kOthers || m_slots[c] < values->size());
            const double ns = !known ? 0 : m_slots[c] == kOthers ? rest : (*values)[m_slots[c]];
            rest -= ns;
            const double all = values == nullptr ? 0 : (*values)[0];
            curves[c].values.push_back(values == nullptr ? kNotYet : all > 0 ? 100 * std::max(ns, 0.0) / all : 0);
        }
    }
    setCurves(std::move(curves));
    return complete;
}

void LockWaitChart::draw(const store::Snapshot&)
{
    setUnit(tr("share of all thread time spent waiting for each lock"));
    setAxisY(valueTicks(highestSum(), 4, QStringLiteral(" %")));
    m_areas.drawStack(xs(), curves());
    restyle();
}

QColor LockWaitChart::colourOf(std::size_t curve) const
{
    // The first one has the colour of lock waits everywhere else.
    constexpr std::array<std::size_t, kMostLocks> kColours{5, 1, 2, 4, 0};
    return m_slots[curve] == kOthers ? style().seriesColour(7) : style().seriesColour(kColours[curve % kMostLocks]);
}

void LockWaitChart::restyle()
{
    for (std::size_t i = 0; i < m_slots.size(); ++i)
        m_areas.setStyle(i, colourOf(i), QPen(Qt::NoPen));
}

QString LockWaitChart::nothing(const store::Snapshot& snapshot) const
{
    const bool any = std::any_of(snapshot.objects->begin(), snapshot.objects->end(),
                                 [&](const store::Object& object) { return session::isLock(snapshot, object); });
    return any ? tr("No thread waited for a lock in the visible range.")
               : tr("This run has no locks.\nLocks appear here when the scenario uses them.");
}

LegendItem LockWaitChart::legendItem(std::size_t curve) const
{
    return {LegendItem::Shape::Area, curves()[curve].name, {}, colourOf(curve), {}};
}

QString LockWaitChart::valueText(double value) const
{
    return timeline::percentText(value / 100);
}

} // namespace lanescope::charts
