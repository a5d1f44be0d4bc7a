// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/time_axis.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace lanescope::panels {

/// A counter over time, as SmallCurve draws it. Plain data.
struct CurveShape {
    struct Bucket {
        double mean = 0;
        double max = 0;
        bool isKnown = false;
    };
    timeline::TimeRange range;
    std::int64_t beginNs = 0; ///< of the run
    std::int64_t firstNs = 0; ///< of the first bucket
    std::int64_t widthNs = 1; ///< of each
    std::vector<Bucket> buckets;
    std::vector<std::int64_t> knobs; ///< when one was turned
    double capacity = 0;             ///< 0: none
    double highest = 0;
    double mean = 0; ///< over the range
};

/// Reads the samples of `row` in the range, in buckets with fixed edges, so that the picture moves instead of shimmering.
/// Pure. O(buckets · log n)
CurveShape curveOf(const store::Snapshot& snapshot, std::optional<store::RowIndex> row, timeline::TimeRange range,
                   double capacity = 0);

/// A small chart of a counter: its mean as an area, its maximum as a line, the capacity dashed where it is near, and a thin
/// line for each turn of a knob. Threads: GUI.
class SmallCurve : public QWidget {
    Q_OBJECT

public:
    explicit SmallCurve(const QString& title, QWidget* parent = nullptr);

    void show(CurveShape shape, store::State colour);
    const CurveShape& shape() const { return m_shape; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QRect plot() const;
    int xOf(std::int64_t timeNs) const;
    double top() const;
    void paintPlot(QPainter& painter) const;
    void paintWords(QPainter& painter) const;

    QString m_title;
    CurveShape m_shape;
    store::State m_colour = store::State::LockWait;
};

} // namespace lanescope::panels
