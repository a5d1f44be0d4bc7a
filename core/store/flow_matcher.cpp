// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/flow_matcher.h"

namespace lanescope::store {
namespace {

constexpr std::size_t kMostOpenFlows = 100'000;

} // namespace

void FlowMatcher::out(std::uint64_t id, std::int64_t timeNs, ThreadIndex from)
{
    if (m_open.size() >= kMostOpenFlows)
        m_open.clear();
    m_open[id] = {timeNs, from};
}

std::optional<Flow> FlowMatcher::in(std::uint64_t id, std::int64_t timeNs, ThreadIndex to)
{
    const auto found = m_open.find(id);
    if (found == m_open.end())
        return std::nullopt;
    const Flow flow{found->second.first, timeNs, found->second.second, to};
    m_open.erase(found);
    return flow;
}

} // namespace lanescope::store
