// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/free_lanes.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <sys/resource.h>

namespace lanescope::crawl {

namespace {
/// Descriptors that are not connections: files, pipes, the recorder, libraries.
constexpr std::int64_t kOtherDescriptors = 128;
constexpr std::int64_t kMostLanes = 4096;
} // namespace

int FreeLanes::capacityOfThisProcess()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return static_cast<int>(kMostLanes);
    const auto open = static_cast<std::int64_t>(std::min<rlim_t>(limit.rlim_cur, 1U << 20));
    return static_cast<int>(std::clamp<std::int64_t>(open - kOtherDescriptors, 16, kMostLanes));
}

int FreeLanes::take()
{
    if (m_free.empty())
        return m_next++;
    std::ranges::pop_heap(m_free, std::greater<>());
    const int lane = m_free.back();
    m_free.pop_back();
    return lane;
}

void FreeLanes::giveBack(int lane)
{
    m_free.push_back(lane);
    std::ranges::push_heap(m_free, std::greater<>());
}

} // namespace lanescope::crawl
