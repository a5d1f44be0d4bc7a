// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/segment_forest.h"

#include "tests/core/check.h"

using lanescope::store::SegmentForest;

namespace {

// Knows exactly which leaves it sums up, so that a gap, an overlap or a wrong order shows.
struct Range {
    std::size_t first = 0;
    std::size_t last = 0;
    void add(const Range& next)
    {
        CHECK_EQ(last, next.first);
        last = next.last;
    }
};

std::vector<Range> forestOf(std::size_t leaves)
{
    std::vector<Range> nodes(SegmentForest::nodesFor(leaves));
    for (std::size_t leaf = 0; leaf < leaves; ++leaf)
        SegmentForest::append(nodes.data(), leaf, Range{leaf, leaf + 1});
    return nodes;
}

} // namespace

TEST_CASE(everyRangeIsCoveredInOrderWithoutGap)
{
    constexpr std::size_t kLeaves = 70;
    for (std::size_t leaves = 1; leaves <= kLeaves; ++leaves) {
        const std::vector<Range> nodes = forestOf(leaves);
        for (std::size_t first = 0; first <= leaves; ++first)
            for (std::size_t last = first; last <= leaves; ++last) {
                std::size_t reached = first;
                SegmentForest::cover(nodes.data(), first, last, [&](const Range& node) {
                    CHECK_EQ(node.first, reached);
                    reached = node.last;
                });
                if (!CHECK_EQ(reached, last))
                    return;
            }
    }
}

TEST_CASE(rangesTouchFewNodes)
{
    constexpr std::size_t kLeaves = 1U << 16;
    const std::vector<Range> nodes = forestOf(kLeaves);
    std::mt19937_64 random(lanescope::check::seed());
    for (int i = 0; i < 10'000; ++i) {
        const std::size_t a = random() % (kLeaves + 1);
        const std::size_t b = random() % (kLeaves + 1);
        std::size_t touched = 0;
        SegmentForest::cover(nodes.data(), std::min(a, b), std::max(a, b), [&](const Range&) { ++touched; });
        if (!CHECK(touched <= 2 * 16))
            return;
    }
}

// A node that readers may be using is never written a second time.
TEST_CASE(appendNeverRewritesANode)
{
    std::vector<Range> nodes(SegmentForest::nodesFor(512), Range{1, 0});
    for (std::size_t leaf = 0; leaf < 512; ++leaf) {
        const std::vector<Range> before = nodes;
        SegmentForest::append(nodes.data(), leaf, Range{leaf, leaf + 1});
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if (before[i].first <= before[i].last && !CHECK(before[i].last == nodes[i].last))
                return;
    }
}
