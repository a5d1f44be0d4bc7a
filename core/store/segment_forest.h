// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>

namespace lanescope::store {

/// Positions in an append-only index over leaves 0, 1, 2 …: leaf i stands at 2i, and a node of height h that
/// sums the leaves [m·2^h, (m+1)·2^h) stands between its two halves. A value once written is never written
/// again, so readers that know how many leaves there are may read while the writer appends.
/// Append is amortised O(1), a range O(log n). (An implicit segment forest: Perfetto's trace processor uses
/// one of the same family; the in-order numbering is the one of binary-indexed interval trees.)
struct SegmentForest {
    static constexpr std::size_t nodesFor(std::size_t leaves) { return leaves == 0 ? 0 : 2 * leaves - 1; }
    static constexpr std::size_t position(std::size_t firstLeaf, unsigned height)
    {
        return 2 * firstLeaf + (std::size_t{1} << height) - 1;
    }

    /// Writes leaf `index` and every node it completes. `nodes` has room for nodesFor(index + 1).
    template <class Node>
    static void append(Node* nodes, std::size_t index, const Node& leaf)
    {
        nodes[2 * index] = leaf;
        const auto completed = static_cast<unsigned>(std::countr_zero(index + 1));
        for (unsigned height = 1; height <= completed; ++height) {
            const std::size_t first = index + 1 - (std::size_t{1} << height);
            const std::size_t here = position(first, height);
            const std::size_t half = std::size_t{1} << (height - 1);
            nodes[here] = nodes[here - half];
            nodes[here].add(nodes[here + half]);
        }
    }

    /// Calls visit(node) for the fewest nodes that together cover the leaves [first, last), in order.
    template <class Node, class Visit>
    static void cover(const Node* nodes, std::size_t first, std::size_t last, Visit&& visit)
    {
        while (first < last) {
            auto height = static_cast<unsigned>(first == 0 ? 63 : std::countr_zero(first));
            while (height > 0 && (std::size_t{1} << height) > last - first)
                --height;
            visit(nodes[position(first, height)]);
            first += std::size_t{1} << height;
        }
    }
};

} // namespace lanescope::store
