// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/global_gates.h"

#include <algorithm>

namespace lanescope::crawl {

void GlobalGates::configure(const Settings& settings, std::int64_t nowNs)
{
    m_paused = settings.paused;
    m_requests.setRate(std::max(settings.maxRequestsPerMinute, 0) / 60.0, nowNs);
    m_bytes.setRate(std::max(settings.maxKbPerS, 0) * 1024.0, nowNs);
}

std::int64_t GlobalGates::dueNs() const
{
    return std::max(m_requests.dueNs(), m_bytes.dueNs());
}

void GlobalGates::started(std::int64_t nowNs)
{
    m_heldLast = m_bytes.dueNs() > m_requests.dueNs() ? RateLimit::Bytes : RateLimit::Requests;
    m_requests.spend(1, nowNs);
}

RateLimit GlobalGates::bindingRate() const
{
    if (!m_requests.isOn() || !m_bytes.isOn())
        return m_bytes.isOn() ? RateLimit::Bytes : RateLimit::Requests;
    return m_bytes.dueNs() > m_requests.dueNs() ? RateLimit::Bytes : m_heldLast;
}

RequestGate GlobalGates::gate(std::int64_t nowNs) const
{
    if (m_paused)
        return RequestGate::Paused;
    if (m_backlogged)
        return RequestGate::ParseBacklog;
    if (dueNs() > nowNs)
        return RequestGate::RateCap;
    return m_capReached ? RequestGate::GlobalCap : RequestGate::None;
}

void GlobalGates::settle(std::int64_t nowNs)
{
    const RequestGate now = gate(nowNs);
    if (now == m_settled)
        return;
    m_settled = now;
    m_clock.set(now, nowNs, {});
}

} // namespace lanescope::crawl
