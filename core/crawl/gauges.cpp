// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/gauges.h"

namespace lanescope::crawl {

using trace::Recorder;

Gauges::Gauges()
    : m_onTheWire(Recorder::intern("on the wire"))
    , m_pagesPerSecond(Recorder::intern("pages/s"))
    , m_waitGlobal(Recorder::intern("waiting: global cap"))
    , m_waitSlot(Recorder::intern("waiting: slot cap"))
    , m_waitDelay(Recorder::intern("waiting: delay"))
    , m_waitBacklog(Recorder::intern("waiting: parse backlog")) {
    restart();
}

void Gauges::restart() {
    m_sampledNs = trace::monotonicNs();
    m_pagesThen = 0;
}

void Gauges::onTheWire(int count) {
    if (count == m_lastOnTheWire)
        return;
    m_lastOnTheWire = count;
    trace::counter(m_onTheWire, count);
}

void Gauges::sample(const Progress& progress, bool backlogged) {
    const std::int64_t now = trace::monotonicNs();
    const quint64 pages = progress.statistics.pages();
    if (now > m_sampledNs)
        trace::counter(m_pagesPerSecond, static_cast<double>(pages - m_pagesThen) * 1e9 /
                                             static_cast<double>(now - m_sampledNs));
    m_sampledNs = now;
    m_pagesThen = pages;
    const WaitCounts& waiting = progress.waiting;
    trace::counter(m_waitGlobal, static_cast<double>(waiting.globalCap));
    trace::counter(m_waitSlot, static_cast<double>(waiting.slotCap));
    trace::counter(m_waitDelay, static_cast<double>(waiting.delay));
    trace::counter(m_waitBacklog, backlogged ? static_cast<double>(waiting.none) : 0.0);
}

} // namespace lanescope::crawl
