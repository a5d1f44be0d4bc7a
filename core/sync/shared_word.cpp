// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/shared_word.h"

#include <climits>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace lanescope::sync {
namespace {

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

std::int64_t nowNs()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

} // namespace

void SharedWord::store(std::uint32_t value)
{
    m_value.store(value, std::memory_order_release);
    wakeAll();
}

std::uint32_t SharedWord::increment()
{
    const std::uint32_t value = m_value.fetch_add(1, std::memory_order_acq_rel) + 1;
    wakeAll();
    return value;
}

void SharedWord::wakeAll()
{
    // Not FUTEX_PRIVATE_FLAG: the waiters may be of other processes.
    ::syscall(SYS_futex, &m_value, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

void SharedWord::waitWhile(std::uint32_t old, int timeoutMs) const
{
    const std::int64_t endNs = nowNs() + static_cast<std::int64_t>(timeoutMs) * 1'000'000;
    while (load() == old) {
        timespec left{};
        const std::int64_t leftNs = endNs - nowNs();
        if (timeoutMs >= 0 && leftNs <= 0)
            return;
        left.tv_sec = leftNs / 1'000'000'000;
        left.tv_nsec = leftNs % 1'000'000'000;
        ::syscall(SYS_futex, &m_value, FUTEX_WAIT, old, timeoutMs < 0 ? nullptr : &left, nullptr, 0);
    }
}

} // namespace lanescope::sync
