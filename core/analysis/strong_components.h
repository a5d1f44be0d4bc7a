// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace lanescope::analysis {

/// A directed graph: for each node the nodes that its edges lead to.
using Adjacency = std::vector<std::vector<std::uint32_t>>;

/// The sets of nodes that can all reach each other, and that go round: a single node only if it has an edge to
/// itself. Each in ascending order, and the sets by their first node. O(nodes + edges).
/// (R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Computing 1 (1972).)
std::vector<std::vector<std::uint32_t>> strongComponents(const Adjacency& edges);

} // namespace lanescope::analysis
