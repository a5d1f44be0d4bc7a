// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/recursive_mutex.h"

namespace lanescope::sync {

RecursiveMutex::RecursiveMutex(const char* name)
    : m_object(trace::ObjectKind::RecursiveMutex, name)
{
}

void RecursiveMutex::lock()
{
    if (try_lock())
        return;
    m_object.waiterArrived();
    trace::Wait wait(trace::WaitKind::Lock, m_object.id());
    m_mutex.lock();
    const trace::Ticks now = wait.end(m_object.lastReleaser());
    m_object.waiterLeft();
    taken(now, true);
}

bool RecursiveMutex::try_lock()
{
    if (!m_mutex.try_lock())
        return false;
    taken(0, false);
    return true;
}

void RecursiveMutex::taken(trace::Ticks since, bool contended)
{
    if (m_depth++ == 0) {
        m_heldSince = m_object.acquired(since);
        m_contended = contended;
        m_deepest = 0;
    }
    m_deepest = std::max(m_deepest, m_depth);
}

void RecursiveMutex::unlock()
{
    if (--m_depth == 0)
        m_object.released(m_heldSince, m_contended, trace::HoldKind::Exclusive,
                          static_cast<std::uint16_t>(m_deepest));
    m_mutex.unlock();
}

} // namespace lanescope::sync
