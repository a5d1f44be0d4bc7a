// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/wait_graph_layout.h"

#include <algorithm>

namespace lanescope::panels {

void WaitGraphLayout::update(const WaitGraph& graph, std::int64_t nowMs)
{
    for (const GraphNode& node : graph.nodes) {
        if (const auto known = m_places.find(node.key); known != m_places.end())
            known->second.seenMs = nowMs;
    }
    forget(graph, nowMs);
    for (const GraphNode& node : graph.nodes) {
        if (!node.key.isObject())
            place(node.key, std::nullopt, nowMs);
    }
    for (const GraphEdge& edge : graph.edges) {
        if (edge.kind == GraphEdge::Kind::Holds)
            place(edge.from, rowOf(edge.to), nowMs);
    }
    for (const GraphNode& node : graph.nodes)
        place(node.key, std::nullopt, nowMs);
}

void WaitGraphLayout::forget(const WaitGraph& graph, std::int64_t nowMs)
{
    const bool isCrowded =
        std::ranges::any_of(graph.nodes, [](const GraphNode& node) { return node.key.kind == GraphKey::Kind::Crowd; });
    std::erase_if(m_places, [&](const auto& entry) {
        const bool keeps = entry.first.kind != GraphKey::Kind::Thread || !isCrowded;
        return nowMs - entry.second.seenMs > (keeps ? kKeepMs : 0);
    });
}

bool WaitGraphLayout::isFree(const GraphKey& key, int row) const
{
    return std::none_of(m_places.begin(), m_places.end(), [&key, row](const auto& entry) {
        return entry.first.isObject() == key.isObject() && entry.second.row == row;
    });
}

void WaitGraphLayout::place(const GraphKey& key, std::optional<int> wanted, std::int64_t nowMs)
{
    if (m_places.contains(key))
        return;
    int row = 0;
    if (wanted && isFree(key, *wanted)) {
        row = *wanted;
    } else {
        while (!isFree(key, row))
            ++row;
    }
    m_places[key] = {row, nowMs};
}

std::optional<int> WaitGraphLayout::rowOf(const GraphKey& key) const
{
    const auto found = m_places.find(key);
    return found == m_places.end() ? std::nullopt : std::optional<int>(found->second.row);
}

int WaitGraphLayout::rows() const
{
    int count = 0;
    for (const auto& [key, place] : m_places)
        count = std::max(count, place.row + 1);
    return count;
}

} // namespace lanescope::panels
