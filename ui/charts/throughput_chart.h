// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/series_pool.h"
#include "ui/charts/time_chart.h"

namespace lanescope::charts {

/// How often something happened, per second: requests finished, items put into and taken out of queues, locks
/// acquired. Numbers of these kinds lie orders of magnitude apart, so one kind is shown at a time; by itself
/// the first that the run has. Threads: GUI.
class ThroughputChart : public TimeChart {
    Q_OBJECT

public:
    explicit ThroughputChart(QObject* parent = nullptr);
    QString id() const override;
    QString title() const override;
    QStringList choices() const override;

protected:
    bool compute(const store::Snapshot& snapshot, const session::BucketGrid& grid,
                 const QDeadlineTimer& deadline) override;
    void draw(const store::Snapshot& snapshot) override;
    void restyle() override;
    QString nothing(const store::Snapshot& snapshot) const override;
    LegendItem legendItem(std::size_t curve) const override;
    QString valueText(double value) const override;

private:
    enum class Group { Requests, Queues, Locks };
    static Group groupOf(const session::RateSource& source);
    void chooseSources(const store::Snapshot& snapshot);

    BucketCache m_cache; ///< one value for each of m_sources
    LinePool m_lines;
    std::vector<Group> m_groups; ///< that this run has
    std::vector<session::RateSource> m_sources;
    std::vector<std::size_t> m_drawn; ///< of the curves: index into m_sources
};

} // namespace lanescope::charts
