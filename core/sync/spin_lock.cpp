// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/spin_lock.h"

#include <thread>

namespace lanescope::sync {
namespace {

constexpr int kSpinsBeforeYield = 128;

void relax(int& spins)
{
    if (++spins % kSpinsBeforeYield == 0) {
        std::this_thread::yield();
        return;
    }
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

} // namespace

void BareSpinLock::lock()
{
    for (int spins = 0; !try_lock();) {
        while (m_taken.load(std::memory_order_relaxed))
            relax(spins);
    }
}

void BareTicketLock::lock()
{
    const unsigned mine = m_next.fetch_add(1, std::memory_order_relaxed);
    for (int spins = 0; m_serving.load(std::memory_order_acquire) != mine;)
        relax(spins);
}

bool BareTicketLock::try_lock()
{
    unsigned serving = m_serving.load(std::memory_order_acquire);
    return m_next.compare_exchange_strong(serving, serving + 1, std::memory_order_acquire, std::memory_order_relaxed);
}

} // namespace lanescope::sync
