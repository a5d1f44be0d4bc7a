// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/histogram.h"
#include "ui/charts/chart.h"
#include "ui/charts/series_pool.h"

#include <vector>

namespace lanescope::charts {

/// Durations by how often they occurred, over the whole run, as a share of all. x: log10 of nanoseconds; four bars to
/// each doubling; the median and the 99th percentile marked. Threads: GUI.
class HistogramChart : public Chart {
    Q_OBJECT

public:
    explicit HistogramChart(QObject* parent = nullptr);

    /// The outline of a histogram: two points for each bar that is not empty, and down to 0 between bars.
    struct Outline {
        std::vector<double> xs;
        std::vector<double> ys;
    };
    static Outline outlineOf(const store::Histogram& histogram);

protected:
    struct Layer {
        QString name;
        store::Histogram histogram;
        std::size_t colour = 0; ///< of ChartStyle::seriesColour()
    };
    /// The whole run: its histograms know no moments.
    TimeRange covered(const store::Snapshot& snapshot, const TimeRange&) const override
    {
        return {snapshot.beginNs, snapshot.endNs};
    }
    bool refresh(const store::Snapshot& snapshot, const TimeRange& visible, const QDeadlineTimer& deadline) override;
    void restyle() override;

    /// Layers that hold nothing are left out.
    virtual std::vector<Layer> layers(const store::Snapshot& snapshot) = 0;
    virtual QString nothing(const store::Snapshot& snapshot) const = 0;
    virtual QString unit() const = 0;

private:
    void drawLayers();
    void describeLayers();

    std::vector<Layer> m_layers;
    AreaPool m_areas;
};

} // namespace lanescope::charts
