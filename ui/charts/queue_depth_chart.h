// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/series_pool.h"
#include "ui/charts/time_chart.h"

namespace lanescope::charts {

/// The depth of every queue: its mean as a line, from its least to its greatest depth as a band, its
/// capacity as a dashed line where that is near. Every bucket is asked of the index anew, O(log n).
/// Threads: GUI.
class QueueDepthChart : public TimeChart {
    Q_OBJECT

public:
    explicit QueueDepthChart(QObject* parent = nullptr);
    QString id() const override;
    QString title() const override;

protected:
    bool compute(const store::Snapshot& snapshot, const session::BucketGrid& grid,
                 const QDeadlineTimer& deadline) override;
    void draw(const store::Snapshot& snapshot) override;
    void restyle() override;
    QString nothing(const store::Snapshot& snapshot) const override;
    LegendItem legendItem(std::size_t curve) const override;
    QString valueText(double value) const override;

private:
    struct Queue {
        std::size_t number = 0; ///< among the queues of the run: its colour
        double capacity = 0;
        std::vector<double> least;
        std::vector<double> greatest;
    };
    bool capacityIsNear(const Queue& queue) const;

    AreaPool m_bands;
    LinePool m_lines;
    LinePool m_capacities;
    std::vector<Queue> m_queues; ///< of the curves
};

} // namespace lanescope::charts
