// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/recursive_mutex.h"

namespace lanescope::sync {

RecursiveMutex::RecursiveMutex(const char* name)
    : m_object(trace::ObjectKind::RecursiveMutex, name, 0, &m_mutex)
{
}

void RecursiveMutex::lock()
{
    if (tryToTake(trace::Acquired::AtOnce))
        return;
    waitToTake(trace::Acquired::AfterWait, [this] { return m_mutex.lock(), true; });
}

bool RecursiveMutex::try_lock()
{
    return tryToTake(trace::Acquired::Tried);
}

bool RecursiveMutex::tryToTake(trace::Acquired how)
{
    const trace::Ticks tried = m_object.trying();
    if (!m_mutex.try_lock())
        return false;
    // Taking again what one has costs less, and nothing that another thread could change.
    taken(m_depth == 0 ? m_object.tookAtOnce(tried) : 0, how);
    return true;
}

void RecursiveMutex::taken(trace::Ticks since, trace::Acquired how)
{
    if (m_depth++ == 0) {
        m_heldSince = m_object.acquired(since);
        m_acquired = how;
        m_deepest = 0;
    }
    m_deepest = std::max(m_deepest, m_depth);
}

void RecursiveMutex::unlock()
{
    if (--m_depth == 0)
        m_object.released(m_heldSince, m_acquired, trace::HoldKind::Exclusive, static_cast<std::uint16_t>(m_deepest));
    m_mutex.unlock();
}

} // namespace lanescope::sync
