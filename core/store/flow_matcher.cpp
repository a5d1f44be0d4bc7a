// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/flow_matcher.h"

namespace lanescope::store {
namespace {

constexpr std::size_t kMostOpenFlows = 100'000;

} // namespace

std::optional<FlowMatcher::Half> FlowMatcher::take(Halves& halves, std::uint64_t id)
{
    const auto found = halves.find(id);
    if (found == halves.end())
        return std::nullopt;
    const Half half = found->second;
    halves.erase(found);
    return half;
}

void FlowMatcher::keep(Halves& halves, std::uint64_t id, Half half)
{
    if (halves.size() >= kMostOpenFlows)
        halves.clear();
    halves[id] = half;
}

std::optional<Flow> FlowMatcher::out(std::uint64_t id, std::int64_t timeNs, ThreadIndex from)
{
    if (const auto received = take(m_received, id))
        return Flow{timeNs, received->timeNs, from, received->thread};
    keep(m_sent, id, {timeNs, from});
    return std::nullopt;
}

std::optional<Flow> FlowMatcher::in(std::uint64_t id, std::int64_t timeNs, ThreadIndex to)
{
    if (const auto sent = take(m_sent, id))
        return Flow{sent->timeNs, timeNs, sent->thread, to};
    keep(m_received, id, {timeNs, to});
    return std::nullopt;
}

} // namespace lanescope::store
