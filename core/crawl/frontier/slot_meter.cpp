// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/slot_meter.h"

#include <algorithm>
#include <cmath>

namespace lanescope::crawl {

double SlotFlow::littlesLawError() const
{
    const double larger = std::max(onTheWire, stays);
    return larger <= 0 ? 0.0 : std::abs(onTheWire - stays) / larger;
}

SlotMeter::Sums SlotMeter::sumsAt(std::int64_t nowNs) const
{
    Sums sums = m_now;
    if (sums.atNs != 0)
        sums.areaS += m_onTheWire * static_cast<double>(nowNs - sums.atNs) * 1e-9;
    sums.staysS = m_endedStaysS + m_out * (static_cast<double>(nowNs) * 1e-9) - m_outSinceS;
    sums.atNs = nowNs;
    return sums;
}

void SlotMeter::onTheWireChanged(int count, std::int64_t nowNs)
{
    m_now = sumsAt(nowNs);
    m_onTheWire = count;
    // The first window begins with the first request.
    if (m_then[m_next].atNs == 0)
        m_then.fill(m_now);
}

void SlotMeter::entered(int count, double sinceS)
{
    m_out += count;
    m_outSinceS = m_out == 0 ? 0 : m_outSinceS + sinceS; // nothing is left of what was rounded
}

void SlotMeter::ended(std::int64_t enteredNs, std::int64_t endedNs, double latencyS)
{
    entered(-1, static_cast<double>(enteredNs) * -1e-9);
    m_endedStaysS += static_cast<double>(endedNs - enteredNs) * 1e-9;
    ++m_now.ended;
    m_now.latencyS += latencyS;
}

void SlotMeter::step(std::int64_t nowNs)
{
    if (m_now.atNs == 0)
        return;
    m_now = sumsAt(nowNs);
    const Sums& last = m_then[(m_next + kSteps - 1) % kSteps];
    if (m_now.atNs > last.atNs)
        m_meanOfLastStep = (m_now.areaS - last.areaS) * 1e9 / static_cast<double>(m_now.atNs - last.atNs);
    m_then[m_next] = m_now;
    m_next = (m_next + 1) % kSteps;
}

SlotFlow SlotMeter::flow(std::int64_t nowNs) const
{
    const Sums now = sumsAt(nowNs);
    const Sums& then = m_then[m_next];
    const double spanS = static_cast<double>(now.atNs - then.atNs) * 1e-9;
    if (then.atNs == 0 || spanS <= 0)
        return {};
    const auto ended = static_cast<double>(now.ended - then.ended);
    return {(now.areaS - then.areaS) / spanS, ended / spanS, ended > 0 ? (now.latencyS - then.latencyS) / ended : 0.0,
            (now.staysS - then.staysS) / spanS};
}

} // namespace lanescope::crawl
