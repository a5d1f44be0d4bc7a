// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_catalogue.h"

#include "ui/charts/latency_chart.h"
#include "ui/charts/lock_times_chart.h"
#include "ui/charts/lock_wait_chart.h"
#include "ui/charts/queue_depth_chart.h"
#include "ui/charts/throughput_chart.h"
#include "ui/charts/utilisation_chart.h"
#include "ui/charts/wait_reasons_chart.h"

#include <QCoreApplication>

namespace lanescope::charts {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(lanescope::charts::ChartKind)
};

} // namespace

std::unique_ptr<Chart> makeChart(ChartKind kind)
{
    switch (kind) {
    case ChartKind::Utilisation:
        return std::make_unique<UtilisationChart>();
    case ChartKind::Throughput:
        return std::make_unique<ThroughputChart>();
    case ChartKind::QueueDepth:
        return std::make_unique<QueueDepthChart>();
    case ChartKind::LockWait:
        return std::make_unique<LockWaitChart>();
    case ChartKind::LockTimes:
        return std::make_unique<LockTimesChart>();
    case ChartKind::WaitReasons:
        return std::make_unique<WaitReasonsChart>();
    case ChartKind::Latency:
        break;
    }
    return std::make_unique<LatencyChart>();
}

QString chartName(ChartKind kind)
{
    switch (kind) {
    case ChartKind::Utilisation:
        return Texts::tr("Utilisation");
    case ChartKind::Throughput:
        return Texts::tr("Throughput");
    case ChartKind::QueueDepth:
        return Texts::tr("Queue depth");
    case ChartKind::LockWait:
        return Texts::tr("Lock wait");
    case ChartKind::LockTimes:
        return Texts::tr("Wait and hold times");
    case ChartKind::WaitReasons:
        return Texts::tr("Where the waiting went");
    case ChartKind::Latency:
        break;
    }
    return Texts::tr("Latency");
}

} // namespace lanescope::charts
