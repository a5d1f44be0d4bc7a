// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/histogram_chart.h"
#include "ui/charts/lateness_tally.h"

namespace lanescope::charts {

/// How long requests took, from their first phase to their last; and how late timers fired. Threads: GUI.
class LatencyChart : public HistogramChart {
    Q_OBJECT

public:
    using HistogramChart::HistogramChart;
    QString id() const override;
    QString title() const override;

protected:
    bool refresh(const store::Snapshot& snapshot, const TimeRange& visible, const QDeadlineTimer& deadline) override;
    std::vector<Layer> layers(const store::Snapshot& snapshot) override;
    QString nothing(const store::Snapshot& snapshot) const override;
    QString unit() const override;

private:
    LatenessTally m_lateness;
    bool m_hasRequests = false;
};

} // namespace lanescope::charts
