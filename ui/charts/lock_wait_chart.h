// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/series_pool.h"
#include "ui/charts/time_chart.h"

namespace lanescope::charts {

/// The share of all thread time that was spent waiting for locks, stacked by lock: the most waited-for ones
/// by name, the others together. Threads: GUI.
class LockWaitChart : public TimeChart {
    Q_OBJECT

public:
    explicit LockWaitChart(QObject* parent = nullptr);
    QString id() const override;
    QString title() const override;
    /// How many buckets were ever added up interval by interval; for tests.
    std::uint64_t bucketsComputed() const { return m_cache.computed(); }

protected:
    bool compute(const store::Snapshot& snapshot, const session::BucketGrid& grid,
                 const QDeadlineTimer& deadline) override;
    void draw(const store::Snapshot& snapshot) override;
    void restyle() override;
    QString nothing(const store::Snapshot& snapshot) const override;
    LegendItem legendItem(std::size_t curve) const override;
    QString valueText(double value) const override;

private:
    std::vector<std::size_t> mostWaitedFor(const session::BucketGrid& grid) const;
    QString slotName(const store::Snapshot& snapshot, std::size_t slot) const;
    QColor colourOf(std::size_t curve) const;

    BucketCache m_cache; ///< [0] all thread time, [1] waits for nothing named, [2 + ObjectIndex] waits
    AreaPool m_areas;
    std::vector<std::size_t> m_slots; ///< of the curves: index into the cached values, kOthers for the rest
};

} // namespace lanescope::charts
