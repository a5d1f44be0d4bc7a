// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/wait_for_graph.h"
#include "ui/panels/waits/wait_graph.h"

#include <map>
#include <vector>

namespace lanescope::panels {

/// Which threads the wait-for graph shows as one: more than kMostAlone that wait for the same object, or for nothing, and have
/// the same one, or nothing. A crowd stays one until fewer than kFewestTogether are left, so that the picture does
/// not change with each that comes or goes. Threads of a ring stay alone, each has its neighbours there; not so those of a pool
/// that is stuck, which are all alike. Pure.
class GraphCrowds {
public:
    static constexpr std::size_t kMostAlone = 8;
    static constexpr std::size_t kFewestTogether = 4;

    GraphCrowds() = default;
    GraphCrowds(const analysis::WaitForGraph& found, const WaitGraph& before);

    /// What stands for the thread: itself, or its crowd.
    GraphKey keyOf(store::ThreadIndex thread) const;
    const std::vector<store::ThreadIndex>& members(const GraphKey& crowd) const { return m_members.at(crowd); }

private:
    std::map<GraphKey, std::vector<store::ThreadIndex>> m_members;
    std::map<store::ThreadIndex, GraphKey> m_crowds;
};

} // namespace lanescope::panels
