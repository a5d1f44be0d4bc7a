// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

#include <cstdint>

namespace lanescope::timeline {

/// A length of time with three figures, in the unit that suits it: "812 ns", "3.42 ms", "14.2 s", "2 min 5
/// s".
QString durationText(std::int64_t durationNs, const QLocale& locale = {});

/// A moment of the run as a tick of the axis is labelled, exact to `stepNs`: "12.2 s", "340 ms", "0.5 µs".
/// `largestNs` is the latest moment on the axis: all ticks of one axis share the unit that suits it.
QString tickText(std::int64_t sinceBeginNs, std::int64_t stepNs, std::int64_t largestNs, const QLocale& locale = {});

/// A moment of the run, precise enough to tell it from its neighbours at this zoom: "14.0312 s".
QString momentText(std::int64_t sinceBeginNs, double nsPerPx, const QLocale& locale = {});

/// "61 %", "0.2 %", "< 0.1 %", "0 %".
QString percentText(double share, const QLocale& locale = {});

} // namespace lanescope::timeline
