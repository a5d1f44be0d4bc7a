// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/number_text.h"

#include <QList>
#include <QLocale>
#include <QString>

#include <cstdint>

namespace lanescope::charts {

/// A grid line and what stands beside it.
struct Tick {
    double value = 0;
    QString label;
    bool operator==(const Tick&) const = default;
};

/// Ticks from 0 in steps of 1, 2 or 5 times a power of ten; the last one is at or above `highest`.
/// At least two, about `wanted`. `suffix` stands behind each number: "", " %".
QList<Tick> valueTicks(double highest, int wanted, const QString& suffix = {}, const QLocale& locale = {});

/// Moments of the run within [fromNs, toNs), values in seconds since `beginNs`; labels as on the timeline.
QList<Tick> timeTicks(std::int64_t fromNs, std::int64_t toNs, std::int64_t beginNs, int wanted,
                      const QLocale& locale = {});

/// Durations between two values, which are log10 of nanoseconds: 3 is "1 µs". Powers of ten; where `roomPx` is enough 2
/// and 5 times as much too, and where it is not enough only some powers.
QList<Tick> durationTicks(double lowest, double highest, double roomPx, const QLocale& locale = {});

using timeline::shortNumber;

} // namespace lanescope::charts
