// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/concurrency_gate.h"

#include <QtGlobal>

namespace lanescope::site {

bool ConcurrencyGate::enter(ConnectionId id)
{
    if (m_waiting.empty() && hasRoom()) {
        ++m_inside;
        return true;
    }
    m_waiting.push_back(id);
    return false;
}

void ConcurrencyGate::leave()
{
    Q_ASSERT(m_inside > 0);
    --m_inside;
    admitWaiting();
}

void ConcurrencyGate::setLimit(int limit)
{
    m_limit = limit;
    admitWaiting();
}

void ConcurrencyGate::admitWaiting()
{
    // An admitted request without delay is answered, and leaves, inside m_admit: a loop, not a recursion as
    // deep as the queue is long.
    if (m_admitting) {
        return;
    }
    m_admitting = true;
    while (!m_waiting.empty() && hasRoom()) {
        const ConnectionId next = m_waiting.front();
        m_waiting.pop_front();
        ++m_inside;
        if (!m_admit(next)) {
            --m_inside;
        }
    }
    m_admitting = false;
}

} // namespace lanescope::site
