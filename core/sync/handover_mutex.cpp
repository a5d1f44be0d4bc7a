// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/handover_mutex.h"

namespace lanescope::sync {

void BareHandoverMutex::lock()
{
    std::unique_lock guard(m_mutex);
    if (mayTake()) {
        m_taken = true;
        return;
    }
    Waiter me;
    m_waiters.push_back(&me);
    me.wake.wait(guard, [&] { return me.given || (!m_taken && m_waiters.front() == &me); });
    if (me.given)
        return;
    m_waiters.pop_front();
    m_taken = true;
}

bool BareHandoverMutex::try_lock()
{
    const std::lock_guard guard(m_mutex);
    if (!mayTake())
        return false;
    m_taken = true;
    return true;
}

void BareHandoverMutex::unlock()
{
    const std::lock_guard guard(m_mutex);
    if (m_waiters.empty()) {
        m_taken = false;
        return;
    }
    Waiter* next = m_waiters.front();
    if (m_handover == Handover::Strict) {
        next->given = true;
        m_waiters.pop_front();
    } else {
        m_taken = false;
    }
    next->wake.notify_one(); // with m_mutex held: a waiter that is through takes its condition with it
}

void BareHandoverMutex::setHandover(Handover handover)
{
    const std::lock_guard guard(m_mutex);
    m_handover = handover;
}

} // namespace lanescope::sync
