// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/traced_lock.h"

#include <condition_variable>
#include <deque>

namespace lanescope::sync {

/// Who gets a lock that is let go while others wait. Strict: the one that waits longest, at once, even though it sleeps
/// and has to be woken first. Barging: it is woken, and may find that somebody else was faster.
enum class Handover { Strict, Barging };

/// A sleeping lock whose hand-over may be changed at any time. Threads: any. Complexity: O(1).
class BareHandoverMutex {
public:
    void lock();
    bool try_lock();
    void unlock();
    void setHandover(Handover handover);

private:
    struct Waiter {
        std::condition_variable wake;
        bool given = false;
    };
    bool mayTake() const { return !m_taken && (m_handover == Handover::Barging || m_waiters.empty()); }

    std::mutex m_mutex; // guards all below, never held for long
    std::deque<Waiter*> m_waiters;
    Handover m_handover = Handover::Strict;
    bool m_taken = false;
};

using HandoverMutex = TracedLock<BareHandoverMutex, trace::ObjectKind::Mutex>;

} // namespace lanescope::sync
