// SPDX-License-Identifier: GPL-3.0-or-later
// Scheduler: how the crawl stands, and whether it is over.
#include "core/crawl/frontier/scheduler.h"

#include <mutex>

namespace lanescope::crawl {

using Lock = std::lock_guard<sync::Mutex>;

void Scheduler::tellWaiting() const
{
    if (!m_onUnasked)
        return;
    const Lock lock(m_mutex);
    m_frontier.forEachWaiting(m_onUnasked, trace::monotonicNs());
}

StopConditions::Spent Scheduler::spent() const
{
    return {m_earlier.pages + m_statistics.received(), m_earlier.errors + m_statistics.errors(),
            m_earlier.seconds + elapsedS()};
}

const char* Scheduler::conditionMet() const
{
    return m_stop.metBy(spent());
}

QString Scheduler::stopReason() const
{
    const Lock lock(m_mutex);
    return QString::fromLatin1(conditionMet());
}

double Scheduler::elapsedS() const
{
    return static_cast<double>(trace::monotonicNs() - m_startedNs) * 1e-9;
}

void Scheduler::finish(const QString& reason)
{
    const Lock lock(m_mutex);
    m_statistics.setElapsed(elapsedS());
    m_statistics.setFinishReason(reason);
    m_running = false;
}

Outlook Scheduler::outlook()
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    return outlookAt(now);
}

Outlook Scheduler::outlookAt(std::int64_t nowNs)
{
    Outlook result;
    result.idle = idle();
    result.exhausted = (m_frontier.size() == 0 && !m_frontier.hasErrands()) || conditionMet() != nullptr;
    if (!result.exhausted && !m_frontier.limiter().globalFull())
        result.wakeNs = m_frontier.nextWakeNs(nowNs);
    return result;
}

bool Scheduler::withinCaps() const
{
    const Lock lock(m_mutex);
    return m_frontier.limiter().withinCaps();
}

Progress Scheduler::progress() const
{
    const Lock lock(m_mutex);
    Progress now{m_statistics,
                 m_frontier.waiting(trace::monotonicNs()),
                 m_frontier.bindingRate(),
                 m_frontier.limiter().inFlight(),
                 m_capacity,
                 m_robotsOnTheWire,
                 m_parsing};
    if (m_running)
        now.statistics.setElapsed(elapsedS());
    return now;
}

std::vector<SlotStatus> Scheduler::slotStatus(std::size_t most) const
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    return m_frontier.slotStatus(most, now);
}

void Scheduler::stepMeters()
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    m_frontier.stepMeters(now);
}

} // namespace lanescope::crawl
