// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/model/gate_clock.h"

#include "core/trace/gate_words.h"

#include <algorithm>
#include <numeric>

namespace lanescope::crawl {

const char* gateWord(RequestGate gate)
{
    return trace::gateWord(gate).data(); // a literal, so it ends with a zero
}

GateTimes& GateTimes::operator+=(const GateTimes& other)
{
    for (std::size_t gate = 0; gate < kGates; ++gate)
        ns[gate] += other.ns[gate];
    return *this;
}

GateTimes& GateTimes::operator-=(const GateTimes& other)
{
    for (std::size_t gate = 0; gate < kGates; ++gate)
        ns[gate] -= other.ns[gate];
    return *this;
}

std::int64_t GateTimes::totalNs() const
{
    return std::accumulate(ns.begin(), ns.end(), std::int64_t{0});
}

RequestGate GateTimes::longest() const
{
    return static_cast<RequestGate>(std::ranges::max_element(ns) - ns.begin());
}

GateTimes GateClock::read(std::int64_t nowNs, const GateTimes& above) const
{
    GateTimes times = m_total;
    if (m_gate) {
        times[*m_gate] += nowNs - m_sinceNs;
    } else {
        times += above;
        times -= m_above;
    }
    return times;
}

void GateClock::set(std::optional<RequestGate> gate, std::int64_t nowNs, const GateTimes& above)
{
    m_total = read(nowNs, above);
    m_above = above;
    m_sinceNs = nowNs;
    m_gate = gate;
}

void GateClock::moveUnder(std::int64_t nowNs, const GateTimes& above, const GateTimes& newAbove)
{
    set(m_gate, nowNs, above);
    m_above = newAbove;
}

} // namespace lanescope::crawl
