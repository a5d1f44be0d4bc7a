// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/waits/wait_graph.h"

namespace lanescope::panels {

inline GraphKey threadKey(std::uint32_t index)
{
    return {GraphKey::Kind::Thread, index};
}
inline GraphKey lockKey(std::uint32_t index)
{
    return {GraphKey::Kind::Object, index};
}
inline GraphEdge waits(GraphKey from, GraphKey to)
{
    return {GraphEdge::Kind::Waits, from, to, QStringLiteral("3.4 s"), QStringLiteral("waits"), false};
}
inline GraphEdge holds(GraphKey from, GraphKey to)
{
    return {GraphEdge::Kind::Holds, from, to, {}, QStringLiteral("held"), false};
}

/// `count` threads round a table: each has its lock and waits for the next one's.
inline WaitGraph ring(std::uint32_t count)
{
    WaitGraph graph;
    for (std::uint32_t i = 0; i < count; ++i) {
        graph.nodes.push_back({threadKey(i), QStringLiteral("thread %1").arg(i), {}, true});
        graph.nodes.push_back({lockKey(i), QStringLiteral("lock %1").arg(i), {}, true});
        graph.edges.push_back(holds(lockKey(i), threadKey(i)));
        graph.edges.push_back(waits(threadKey(i), lockKey((i + 1) % count)));
    }
    for (GraphEdge& edge : graph.edges)
        edge.inCycle = true;
    graph.isDeadlock = true;
    return graph;
}

} // namespace lanescope::panels
