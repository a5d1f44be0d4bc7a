// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/flow.h"

#include <atomic>
#include <unistd.h>

namespace lanescope::sync {

// A forked child counts on from where its parent was: its pid is another one.
std::uint64_t nextFlow()
{
    static std::atomic<std::uint32_t> count{0};
    return (static_cast<std::uint64_t>(::getpid()) << 32) | (count.fetch_add(1, std::memory_order_relaxed) + 1);
}

} // namespace lanescope::sync
