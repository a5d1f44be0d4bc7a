// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/latency_chart.h"

namespace lanescope::charts {

QString LatencyChart::id() const
{
    return QStringLiteral("latency");
}

QString LatencyChart::title() const
{
    return tr("Request latency");
}

std::vector<HistogramChart::Layer> LatencyChart::layers(const store::Snapshot& snapshot)
{
    return {{tr("requests"), snapshot.requests->latency, 0}};
}

QString LatencyChart::nothing(const store::Snapshot&) const
{
    return tr("No request was finished yet.\nCrawls and pools that fetch show their latency here.");
}

QString LatencyChart::unit() const
{
    return tr("share of all requests, by duration; whole run");
}

} // namespace lanescope::charts
