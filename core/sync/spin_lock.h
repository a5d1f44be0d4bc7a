// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/traced_lock.h"

#include <atomic>

namespace lanescope::sync {

/// Spins with a pause, giving up the CPU now and then: with more spinners than cores a pure spin would wait
/// for a thread that cannot run.
class BareSpinLock {
public:
    void lock();
    bool try_lock() { return !m_taken.exchange(true, std::memory_order_acquire); }
    // release: pairs with the acquire in try_lock().
    void unlock() { m_taken.store(false, std::memory_order_release); }

private:
    std::atomic<bool> m_taken{false};
};

/// First come, first served: threads are served in the order of their tickets.
class BareTicketLock {
public:
    void lock();
    bool try_lock();
    // release: pairs with the acquire in lock().
    void unlock() { m_serving.store(m_serving.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

private:
    std::atomic<unsigned> m_next{0};
    std::atomic<unsigned> m_serving{0};
};

using SpinLock = TracedLock<BareSpinLock, trace::ObjectKind::SpinLock>;
using TicketLock = TracedLock<BareTicketLock, trace::ObjectKind::TicketLock>;

} // namespace lanescope::sync
