// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/measures.h"
#include "ui/charts/bucket_cache.h"
#include "ui/charts/chart.h"

#include <vector>

namespace lanescope::charts {

/// One thing drawn over time: a line, or an area on top of the ones before it.
struct Curve {
    QString name;
    std::vector<double> values; ///< one for each point of the axis
};

/// A chart over time: cuts what is visible into buckets, draws knob changes as vertical lines and pauses washed out, and shows the
/// values at the cursor in the legend. x: seconds since the start of the run.
class TimeChart : public Chart {
    Q_OBJECT

public:
    using Chart::Chart;

    std::optional<std::int64_t> timeAt(double xPx) const override;
    /// What is drawn now, for tests and tools: x and, for each curve, its value there.
    const std::vector<double>& xs() const { return m_xs; }
    const std::vector<Curve>& curves() const { return m_curves; }

protected:
    bool refresh(const store::Snapshot& snapshot, const TimeRange& visible, const QDeadlineTimer& deadline) override;
    void updateLegend() override;

    /// Gives the curves for the buckets of `grid` in points(); false if the deadline came first.
    virtual bool compute(const store::Snapshot& snapshot, const session::BucketGrid& grid,
                         const QDeadlineTimer& deadline) = 0;
    /// Draws xs() and curves(); called when there is something to draw.
    virtual void draw(const store::Snapshot& snapshot) = 0;
    /// What to say when there are no curves.
    virtual QString nothing(const store::Snapshot& snapshot) const = 0;
    virtual LegendItem legendItem(std::size_t curve) const = 0;
    virtual QString valueText(double value) const = 0;

    /// One point in the middle of each bucket; ns of each that lie within the run, for rates and shares.
    struct Points {
        std::vector<double> xs;
        std::vector<double> coveredNs;
    };
    const Points& points() const { return m_points; }
    void setCurves(std::vector<Curve> curves) { m_curves = std::move(curves); }
    double highest() const;
    double highestSum() const;

private:
    void placePoints(const store::Snapshot& snapshot, const session::BucketGrid& grid, const TimeRange& range);
    void showMarks(const store::Snapshot& snapshot, const TimeRange& range);
    void showPauses(const store::Snapshot& snapshot, const TimeRange& range);

    Points m_points;
    std::vector<double> m_xs;
    std::vector<Curve> m_curves;
    std::int64_t m_beginNs = 0;
    TimeRange m_range;
};

} // namespace lanescope::charts
