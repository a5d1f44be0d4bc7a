// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/gauges.h"

namespace lanescope::crawl {

using trace::Recorder;

Gauges::Gauges(const std::string& prefix)
    : m_onTheWire(Recorder::intern(prefix + "on the wire"))
    , m_pagesPerSecond(Recorder::intern(prefix + "pages/s"))
    , m_p95(Recorder::intern(prefix + "p95 ms"))
    , m_loopLag(Recorder::intern(prefix + "loop lag ms"))
    , m_errors(Recorder::intern(prefix + "errors"))
{
    for (std::size_t gate = 0; gate < kGates; ++gate)
        m_waiting[gate] = Recorder::intern(prefix + "waiting: " + gateWord(static_cast<RequestGate>(gate)));
    restart();
}

void Gauges::restart()
{
    m_sampledNs = trace::monotonicNs();
    m_pagesThen = 0;
}

void Gauges::onTheWire(int count)
{
    if (count == m_lastOnTheWire)
        return;
    m_lastOnTheWire = count;
    trace::counter(m_onTheWire, count);
}

void Gauges::sample(const Progress& progress, double p95Ms, double loopLagMs)
{
    const std::int64_t now = trace::monotonicNs();
    const quint64 pages = progress.statistics.pages();
    if (now > m_sampledNs)
        trace::counter(m_pagesPerSecond,
                       static_cast<double>(pages - m_pagesThen) * 1e9 / static_cast<double>(now - m_sampledNs));
    trace::counter(m_p95, p95Ms);
    trace::counter(m_loopLag, loopLagMs);
    trace::counter(m_errors, static_cast<double>(progress.statistics.errors()));
    m_sampledNs = now;
    m_pagesThen = pages;
    for (std::size_t gate = 0; gate < kGates; ++gate)
        trace::counter(m_waiting[gate], static_cast<double>(progress.waiting.count[gate]));
}

} // namespace lanescope::crawl
