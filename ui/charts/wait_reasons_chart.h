// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/record.h"
#include "ui/charts/series_pool.h"
#include "ui/charts/time_chart.h"

namespace lanescope::charts {

/// Where the waiting of a crawl went: how many requests waited for each reason, stacked over time. Reads the counters
/// "waiting: slot cap" and so on; several crawls in one run are added up. Threads: GUI.
class WaitReasonsChart : public TimeChart {
    Q_OBJECT

public:
    explicit WaitReasonsChart(QObject* parent = nullptr);
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
    AreaPool m_areas;
    std::vector<trace::RequestGate> m_gates; ///< of the curves
};

/// The gate whose counter this is; nothing for other names.
std::optional<trace::RequestGate> gateOfCounter(std::string_view name);

} // namespace lanescope::charts
