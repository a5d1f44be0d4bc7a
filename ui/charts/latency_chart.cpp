// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/latency_chart.h"

namespace lanescope::charts {

QString LatencyChart::id() const
{
    return QStringLiteral("latency");
}

QString LatencyChart::title() const
{
    if (m_lateness.count() == 0)
        return tr("Request latency");
    return m_hasRequests ? tr("Latency") : tr("Timer lateness");
}

bool LatencyChart::refresh(const store::Snapshot& snapshot, const TimeRange& visible, const QDeadlineTimer& deadline)
{
    const bool allTaken = m_lateness.takeIn(snapshot, deadline);
    return HistogramChart::refresh(snapshot, visible, deadline) && allTaken;
}

std::vector<HistogramChart::Layer> LatencyChart::layers(const store::Snapshot& snapshot)
{
    m_hasRequests = snapshot.requests->latency.count() > 0;
    constexpr std::size_t kBlue = 0;
    constexpr std::size_t kOrange = 5;
    constexpr std::size_t kViolet = 4;
    return {{tr("requests"), snapshot.requests->latency, kBlue},
            {tr("timers, late by"), m_lateness.late(), kOrange},
            {tr("timers, early by"), m_lateness.early(), kViolet}};
}

QString LatencyChart::nothing(const store::Snapshot&) const
{
    return tr("No request was finished yet, and no timer fired.\nCrawls and pools that fetch show their latency here, "
              "timers how late they fired.");
}

QString LatencyChart::unit() const
{
    if (m_lateness.count() == 0)
        return tr("share of all requests, by duration; whole run");
    if (m_hasRequests)
        return tr("share of all requests and of all firings, by duration; whole run");
    return m_lateness.early().count() == 0
               ? tr("share of all firings, by how late they came; whole run")
               : tr("share of the firings that came late, and of those that came early; whole run");
}

} // namespace lanescope::charts
