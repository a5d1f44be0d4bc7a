// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart.h"

#include <array>
#include <memory>

namespace lanescope::charts {

enum class ChartKind { Utilisation, Throughput, QueueDepth, LockWait, LockTimes, Latency, WaitReasons };
inline constexpr std::array kAllCharts{ChartKind::Utilisation, ChartKind::Throughput, ChartKind::QueueDepth,
                                       ChartKind::LockWait,    ChartKind::LockTimes,  ChartKind::Latency,
                                       ChartKind::WaitReasons};

/// A new chart of that kind. Threads: GUI.
std::unique_ptr<Chart> makeChart(ChartKind kind);

/// As a list names it; the title of a chart may say more.
QString chartName(ChartKind kind);

} // namespace lanescope::charts
