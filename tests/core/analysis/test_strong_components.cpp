// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/strong_components.h"
#include "tests/core/check.h"

#include <algorithm>

using namespace lanescope;
using namespace lanescope::analysis;

namespace {

using Components = std::vector<std::vector<std::uint32_t>>;

// Two nodes belong together when each can be reached from the other.
Components byReachability(const Adjacency& edges)
{
    const std::size_t count = edges.size();
    std::vector<std::vector<bool>> reaches(count, std::vector<bool>(count));
    for (std::size_t from = 0; from < count; ++from) {
        for (const std::uint32_t to : edges[from])
            reaches[from][to] = true;
    }
    for (std::size_t via = 0; via < count; ++via) {
        for (std::size_t from = 0; from < count; ++from) {
            for (std::size_t to = 0; to < count; ++to)
                reaches[from][to] = reaches[from][to] || (reaches[from][via] && reaches[via][to]);
        }
    }
    Components components;
    std::vector<bool> done(count);
    for (std::uint32_t node = 0; node < count; ++node) {
        if (done[node] || !reaches[node][node])
            continue;
        std::vector<std::uint32_t> component;
        for (std::uint32_t other = node; other < count; ++other) {
            if (reaches[node][other] && reaches[other][node]) {
                component.push_back(other);
                done[other] = true;
            }
        }
        components.push_back(component);
    }
    return components;
}

} // namespace

TEST_CASE(componentsAreThoseOfReachability)
{
    std::mt19937_64 random(check::seed());
    for (int round = 0; round < 300; ++round) {
        Adjacency edges(1 + random() % 12);
        const std::size_t count = random() % (2 * edges.size() + 1);
        for (std::size_t i = 0; i < count; ++i)
            edges[random() % edges.size()].push_back(static_cast<std::uint32_t>(random() % edges.size()));
        if (!CHECK(strongComponents(edges) == byReachability(edges)))
            return;
    }
}

TEST_CASE(longRingNeedsNoDeepStack)
{
    constexpr std::uint32_t kCount = 200'000;
    Adjacency edges(kCount);
    for (std::uint32_t i = 0; i < kCount; ++i)
        edges[i].push_back((i + 1) % kCount);
    const Components components = strongComponents(edges);
    CHECK(components.size() == 1 && components[0].size() == kCount);
    edges[kCount - 1].clear();
    CHECK(strongComponents(edges).empty());
}
