// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/time_chart.h"

#include <QBrush>
#include <QPen>

#include <functional>
#include <vector>

QT_BEGIN_NAMESPACE
class QAbstractSeries;
class QAreaSeries;
class QLineSeries;
QT_END_NAMESPACE

namespace lanescope::charts {

/// Areas on top of each other, or bands between two curves. Makes Qt Charts series when they are first needed and
/// hides them when they are not. Threads: GUI. Lifetime: the series belong to the chart they were added to.
class AreaPool {
public:
    using Add = std::function<void(QAbstractSeries* series)>;
    explicit AreaPool(Add add)
        : m_add(std::move(add))
    {
    }
    /// Curve after curve, each on top of the sum of those before.
    void drawStack(const std::vector<double>& xs, const std::vector<Curve>& curves);
    void drawBand(std::size_t index, const std::vector<double>& xs, const std::vector<double>& lower,
                  const std::vector<double>& upper);
    /// Hides all from this one on.
    void hideFrom(std::size_t index);
    void setStyle(std::size_t index, const QBrush& brush, const QPen& pen);

private:
    QAreaSeries& at(std::size_t index);

    Add m_add;
    std::vector<QAreaSeries*> m_areas;
};

/// Lines, in the same way.
class LinePool {
public:
    using Add = AreaPool::Add;
    explicit LinePool(Add add)
        : m_add(std::move(add))
    {
    }
    void draw(std::size_t index, const std::vector<double>& xs, const std::vector<double>& ys);
    void hide(std::size_t index);
    void hideFrom(std::size_t index);
    void setPen(std::size_t index, const QPen& pen);

private:
    QLineSeries& at(std::size_t index);

    Add m_add;
    std::vector<QLineSeries*> m_lines;
};

} // namespace lanescope::charts
