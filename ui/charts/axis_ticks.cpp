// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/axis_ticks.h"

#include "ui/timeline/time_axis.h"
#include "ui/timeline/time_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lanescope::charts {
namespace {

double niceStep(double atLeast)
{
    const double power = std::pow(10.0, std::floor(std::log10(atLeast)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (power * factor >= atLeast * 0.999)
            return power * factor;
    }
    return power * 10;
}

} // namespace

QList<Tick> valueTicks(double highest, int wanted, const QString& suffix, const QLocale& locale)
{
    const double top = std::isfinite(highest) && highest > 0 ? std::min(highest, 1e15) : 1;
    const double step = niceStep(top / std::max(wanted, 1));
    QList<Tick> ticks;
    for (int i = 0; i == 0 || ticks.last().value < top * 0.999; ++i)
        ticks << Tick{i * step, shortNumber(i * step, locale) + suffix};
    return ticks;
}

QList<Tick> timeTicks(std::int64_t fromNs, std::int64_t toNs, std::int64_t beginNs, int wanted, const QLocale& locale)
{
    QList<Tick> ticks;
    if (toNs <= fromNs)
        return ticks;
    const std::int64_t step =
        timeline::niceStepNs(static_cast<double>(toNs - fromNs) / static_cast<double>(std::max(wanted, 1)));
    std::int64_t at = timeline::floorTo(fromNs - beginNs, step);
    if (at < fromNs - beginNs)
        at += step;
    for (; at < toNs - beginNs; at += step)
        ticks << Tick{static_cast<double>(at) / 1e9, timeline::tickText(at, step, toNs - beginNs, locale)};
    return ticks;
}

QList<Tick> durationTicks(double lowest, double highest, double roomPx, const QLocale& locale)
{
    constexpr double kLabelPx = 60; // "100 ms" and the air that Qt Charts wants about it
    constexpr double kSlack = 1e-9;
    const double powerPx = std::max(roomPx, 1.0) / std::max(highest - lowest, kSlack);
    const bool roomForMore = powerPx * std::log10(2.0) >= kLabelPx;
    const int step = std::clamp(static_cast<int>(std::ceil(kLabelPx / powerPx)), 1, 18);
    QList<Tick> ticks;
    for (int power = std::max(static_cast<int>(std::floor(lowest)), 0); power <= highest && power < 18; ++power) {
        if (power % step != 0)
            continue;
        for (const int factor : {1, 2, 5}) {
            const auto ns = static_cast<std::int64_t>(std::llround(factor * std::pow(10.0, power)));
            const double value = std::log10(static_cast<double>(ns));
            const bool wanted = factor == 1 || roomForMore;
            if (wanted && value >= lowest - kSlack && value <= highest + kSlack)
                ticks << Tick{value, timeline::tickText(ns, ns, ns, locale)};
        }
    }
    return ticks;
}

} // namespace lanescope::charts
