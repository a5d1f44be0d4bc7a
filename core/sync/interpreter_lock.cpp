// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/interpreter_lock.h"

namespace lanescope::sync {

InterpreterLock::InterpreterLock(const char* name, Interval switchInterval)
    : m_object(trace::ObjectKind::Mutex, name, 0, &m_mutex)
    , m_interval(switchInterval.count())
{
}

void InterpreterLock::take()
{
    const trace::Ticks tried = m_object.trying();
    if (takeIfFree()) {
        m_heldSince = m_object.acquired(m_object.tookAtOnce(tried));
        m_contended = false;
        return;
    }
    m_object.waiterArrived();
    trace::Wait wait(trace::WaitKind::Lock, m_object.id());
    waitAndTake();
    const trace::Ticks now = wait.end(m_object.lastReleaser());
    m_object.waiterLeft();
    m_heldSince = m_object.acquired(now);
    m_contended = true;
}

void InterpreterLock::drop()
{
    m_object.released(m_heldSince, m_contended);
    letGo();
}

void InterpreterLock::yieldIfRequested()
{
    if (!dropRequested())
        return;
    m_object.released(m_heldSince, m_contended);
    m_object.waiterArrived();
    trace::Wait wait(trace::WaitKind::Lock, m_object.id()); // from here on: a forced switch is a wait for it, too
    letGo();
    waitAndTake();
    const trace::Ticks now = wait.end(m_object.lastReleaser());
    m_object.waiterLeft();
    m_heldSince = m_object.acquired(now);
    m_contended = true;
}

std::uint64_t InterpreterLock::switches() const
{
    const std::lock_guard guard(m_mutex);
    return m_switches;
}

bool InterpreterLock::takeIfFree()
{
    const std::lock_guard guard(m_mutex);
    if (m_locked)
        return false;
    markTaken();
    return true;
}

void InterpreterLock::waitAndTake()
{
    std::unique_lock guard(m_mutex);
    while (m_locked) {
        const std::uint64_t before = m_switches;
        const auto woken = m_free.wait_for(guard, Interval(m_interval.load(std::memory_order_relaxed)));
        // Only who saw nobody get it for a whole interval asks: with many waiters one request is enough.
        if (woken == std::cv_status::timeout && m_locked && m_switches == before) {
            m_dropRequested.store(true, std::memory_order_relaxed);
            m_requests.fetch_add(1, std::memory_order_relaxed);
        }
    }
    markTaken();
}

// Called with m_mutex locked. The switch mutex is taken too, so that nobody who waits for the switch misses it.
void InterpreterLock::markTaken()
{
    const std::lock_guard guard(m_switchMutex);
    m_locked = true;
    if (m_lastHolder != std::this_thread::get_id()) {
        m_lastHolder = std::this_thread::get_id();
        ++m_switches;
    }
    m_dropRequested.store(false, std::memory_order_relaxed);
    m_switched.notify_one();
}

void InterpreterLock::letGo()
{
    {
        const std::lock_guard guard(m_mutex);
        m_locked = false;
        m_free.notify_one();
    }
    // Without this the thread would often have it again before the one that asked has woken up.
    if (!dropRequested())
        return;
    std::unique_lock guard(m_switchMutex);
    if (m_lastHolder != std::this_thread::get_id())
        return;
    m_dropRequested.store(false, std::memory_order_relaxed);
    m_switched.wait(guard, [this] { return m_lastHolder != std::this_thread::get_id(); });
}

} // namespace lanescope::sync
