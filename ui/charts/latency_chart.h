// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/histogram_chart.h"

namespace lanescope::charts {

/// How long requests took, from their first phase to their last. Threads: GUI.
class LatencyChart : public HistogramChart {
    Q_OBJECT

public:
    using HistogramChart::HistogramChart;
    QString id() const override;
    QString title() const override;

protected:
    std::vector<Layer> layers(const store::Snapshot& snapshot) override;
    QString nothing(const store::Snapshot& snapshot) const override;
    QString unit() const override;
};

} // namespace lanescope::charts
