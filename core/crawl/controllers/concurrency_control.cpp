// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/controllers/concurrency_control.h"

#include <algorithm>
#include <cmath>

namespace lanescope::crawl {

void ConcurrencyLimit::ended(const SlotObservation& seen, ConcurrencyControl control, double tolerance)
{
    if (seen.latencyS > 0 && !seen.overload)
        m_latency.add(seen.latencyS);
    if (control == ConcurrencyControl::Aimd)
        additive(seen, std::max(tolerance, 1.0));
    else if (control == ConcurrencyControl::Gradient)
        gradient(seen, std::max(tolerance, 1.0));
    m_limit = std::clamp(m_limit, 1.0, kMost);
}

ControlReading ConcurrencyLimit::reading(ConcurrencyControl control, double tolerance) const
{
    const double mostMs = m_latency.bestS() * std::max(tolerance, 1.0) * 1e3;
    return {control == ConcurrencyControl::Aimd ? Controller::Aimd : Controller::Gradient, mostMs,
            m_latency.smoothS() * 1e3 - mostMs, m_limit};
}

void ConcurrencyLimit::additive(const SlotObservation& seen, double tolerance)
{
    if (!seen.overload && m_latency.ratio() <= tolerance) {
        m_limit += inUse(seen) ? 1.0 / m_limit : 0.0;
        return;
    }
    // What was out when it was halved knows nothing of that yet.
    if (seen.startedNs < m_cutNs)
        return;
    m_limit /= 2;
    m_cutNs = seen.endedNs;
}

void ConcurrencyLimit::gradient(const SlotObservation& seen, double tolerance)
{
    constexpr double kSmoothing = 0.2;
    const double slope = seen.overload ? 0.5 : std::clamp(tolerance / m_latency.ratio(), 0.5, 1.0);
    if (slope >= 1.0 && !inUse(seen))
        return;
    const double room = seen.overload ? 0.0 : std::sqrt(m_limit);
    const double wanted = m_limit * slope + room;
    // Each answer moves it by its share of a round.
    m_limit += (wanted - m_limit) * kSmoothing / std::max(1.0, std::sqrt(m_limit));
}

} // namespace lanescope::crawl
