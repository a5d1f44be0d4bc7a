// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/waits/wait_graph_crowds.h"

#include <algorithm>
#include <set>

namespace lanescope::panels {
namespace {

using store::ThreadIndex;

std::set<ThreadIndex> threadsOfRings(const analysis::WaitForGraph& found)
{
    std::set<ThreadIndex> threads;
    for (const analysis::Deadlock& deadlock : found.deadlocks) {
        for (const analysis::DeadlockSide& side : deadlock.sides) {
            if (deadlock.shape != analysis::DeadlockShape::Pool)
                threads.insert(side.thread);
        }
    }
    return threads;
}

// By thread; without those that stay alone.
std::map<ThreadIndex, GraphKey> likenesses(const analysis::WaitForGraph& found)
{
    constexpr GraphKey kNeither{GraphKey::Kind::Crowd, GraphKey::kNothing, GraphKey::kNothing};
    std::set<ThreadIndex> alone = threadsOfRings(found);
    std::map<ThreadIndex, GraphKey> likeness;
    for (const analysis::WaitEdge& wait : found.waits)
        likeness.try_emplace(wait.thread, kNeither).first->second.index = static_cast<std::uint32_t>(wait.object);
    for (const analysis::HoldEdge& hold : found.holds) {
        GraphKey& key = likeness.try_emplace(hold.thread, kNeither).first->second;
        if (key.held != GraphKey::kNothing)
            alone.insert(hold.thread);
        key.held = static_cast<std::uint32_t>(hold.object);
    }
    std::erase_if(likeness, [&alone](const auto& entry) { return alone.contains(entry.first); });
    return likeness;
}

} // namespace

GraphCrowds::GraphCrowds(const analysis::WaitForGraph& found, const WaitGraph& before)
    : m_crowds(likenesses(found))
{
    for (const auto& [thread, crowd] : m_crowds)
        m_members[crowd].push_back(thread);
    std::erase_if(m_members, [&before](const auto& entry) {
        const bool was = std::ranges::find(before.nodes, entry.first, &GraphNode::key) != before.nodes.end();
        return entry.second.size() < (was ? kFewestTogether : kMostAlone + 1);
    });
    std::erase_if(m_crowds, [this](const auto& entry) { return !m_members.contains(entry.second); });
}

GraphKey GraphCrowds::keyOf(ThreadIndex thread) const
{
    const auto crowd = m_crowds.find(thread);
    return crowd != m_crowds.end() ? crowd->second
                                   : GraphKey{GraphKey::Kind::Thread, static_cast<std::uint32_t>(thread)};
}

} // namespace lanescope::panels
