// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/waits/wait_graph_layout.h"

#include <algorithm>
#include <set>

namespace lanescope::panels {
namespace {

using Edge = GraphEdge::Kind;
using Ways = std::map<GraphKey, std::vector<GraphKey>>;

/// From each object of a ring to those that come after it: what its owner waits for, or what is taken while it is held.
Ways waysRound(const WaitGraph& graph)
{
    std::map<GraphKey, GraphKey> wanted; // by thread
    for (const GraphEdge& edge : graph.edges) {
        if (edge.inCycle && edge.kind == Edge::Waits)
            wanted.emplace(edge.from, edge.to);
    }
    Ways ways;
    for (const GraphEdge& edge : graph.edges) {
        if (!edge.inCycle || (graph.isDeadlock && edge.kind == Edge::Order))
            continue;
        if (edge.kind == Edge::Order)
            ways[edge.from].push_back(edge.to);
        else if (edge.kind == Edge::Holds && wanted.contains(edge.to))
            ways[edge.from].push_back(wanted.at(edge.to));
    }
    return ways;
}

// Begins at the smallest key, so that the same ring is always written in the same way.
std::vector<GraphKey> ringOf(const WaitGraph& graph)
{
    Ways ways = waysRound(graph);
    std::vector<GraphKey> ring;
    std::set<GraphKey> seen;
    for (auto& [start, after] : ways) {
        std::optional<GraphKey> at = start;
        while (at && seen.insert(*at).second) {
            ring.push_back(*at);
            std::ranges::sort(ways[*at]);
            const auto next = std::ranges::find_if(ways[*at], [&](const GraphKey& key) { return !seen.contains(key); });
            at = next == ways[*at].end() ? std::nullopt : std::optional(*next);
        }
    }
    return ring;
}

} // namespace

void WaitGraphLayout::update(const WaitGraph& graph, std::int64_t nowMs)
{
    for (const GraphNode& node : graph.nodes) {
        if (const auto known = m_places.find(node.key); known != m_places.end())
            known->second.seenMs = nowMs;
    }
    forget(graph, nowMs);
    std::vector<GraphKey> ring = ringOf(graph);
    if (ring != m_ring || graph.isDeadlock != m_isDeadlock || hasNewCrowd(graph)) {
        m_ring = std::move(ring);
        m_isDeadlock = graph.isDeadlock;
        placeRing(nowMs);
    }
    placeBlocks(graph, nowMs);
    for (const GraphNode& node : graph.nodes)
        place(node.key, std::nullopt, nowMs);
}

void WaitGraphLayout::clear()
{
    m_places.clear();
    m_ring.clear();
    m_isDeadlock = false;
}

bool WaitGraphLayout::hasNewCrowd(const WaitGraph& graph) const
{
    return std::ranges::any_of(graph.nodes, [this](const GraphNode& node) {
        return node.key.kind == GraphKey::Kind::Crowd && !m_places.contains(node.key);
    });
}

void WaitGraphLayout::placeRing(std::int64_t nowMs)
{
    m_places.clear();
    for (std::size_t row = 0; row < m_ring.size(); ++row)
        m_places[m_ring[row]] = {static_cast<int>(row), nowMs};
}

// First who has what is placed already, so that nobody who waits takes that row.
void WaitGraphLayout::placeBlocks(const WaitGraph& graph, std::int64_t nowMs)
{
    std::map<GraphKey, std::vector<GraphKey>> holders;
    std::map<GraphKey, std::vector<GraphKey>> waiters;
    for (const GraphEdge& edge : graph.edges) {
        if (edge.kind == Edge::Holds)
            holders[edge.from].push_back(edge.to);
        else if (edge.kind == Edge::Waits)
            waiters[edge.to].push_back(edge.from);
    }
    for (const auto& [object, threads] : holders) {
        for (const GraphKey& thread : threads) {
            if (rowOf(object))
                place(thread, rowOf(object), nowMs);
        }
    }
    for (const GraphNode& node : graph.nodes) {
        if (!node.key.isObject())
            continue;
        const std::vector<GraphKey>& has = holders[node.key];
        const auto placed = std::ranges::find_if(has, [this](const GraphKey& key) { return m_places.contains(key); });
        place(node.key, placed != has.end() ? rowOf(*placed) : freeRow(), nowMs);
        for (const auto* threads : {&has, &std::as_const(waiters[node.key])}) {
            for (const GraphKey& thread : *threads)
                place(thread, rowOf(node.key), nowMs);
        }
    }
}

// The topmost where nobody stands at either side.
int WaitGraphLayout::freeRow() const
{
    std::set<int> taken;
    for (const auto& [key, place] : m_places)
        taken.insert(place.row);
    int row = 0;
    while (taken.contains(row))
        ++row;
    return row;
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
    const int near = wanted.value_or(0);
    int apart = 0;
    while (!isFree(key, near + apart) && (near < apart || !isFree(key, near - apart)))
        ++apart;
    m_places[key] = {isFree(key, near + apart) ? near + apart : near - apart, nowMs};
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
