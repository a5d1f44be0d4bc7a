// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/series_pool.h"
#include "ui/charts/time_chart.h"

namespace lanescope::charts {

/// How many threads were in each state at a time, stacked: running, ready, waiting by kind, asleep.
/// Threads: GUI.
class UtilisationChart : public TimeChart {
    Q_OBJECT

public:
    explicit UtilisationChart(QObject* parent = nullptr);
    QString id() const override;
    QString title() const override;

protected:
    bool goesByCpus() const override { return true; }
    bool compute(const store::Snapshot& snapshot, const session::BucketGrid& grid,
                 const QDeadlineTimer& deadline) override;
    void draw(const store::Snapshot& snapshot) override;
    void restyle() override;
    QString nothing(const store::Snapshot& snapshot) const override;
    LegendItem legendItem(std::size_t curve) const override;
    QString valueText(double value) const override;

private:
    BucketCache m_cache;
    AreaPool m_areas;
    std::vector<store::State> m_states; ///< of the curves
};

} // namespace lanescope::charts
