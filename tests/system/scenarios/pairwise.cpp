// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/scenarios/pairwise.h"

#include <cstddef>
#include <set>
#include <tuple>

namespace lanescope::testing {
namespace {

constexpr int kOpen = -1; // a factor that has no level yet

// Factor, level, a later factor, its level.
using Pair = std::tuple<std::size_t, int, std::size_t, int>;

Pair pairOf(std::size_t a, int levelOfA, std::size_t b, int levelOfB)
{
    return a < b ? Pair{a, levelOfA, b, levelOfB} : Pair{b, levelOfB, a, levelOfA};
}

std::set<Pair> allPairs(const std::vector<int>& levels)
{
    std::set<Pair> pairs;
    for (std::size_t a = 0; a < levels.size(); ++a) {
        for (std::size_t b = a + 1; b < levels.size(); ++b) {
            for (int i = 0; i < levels[a]; ++i) {
                for (int j = 0; j < levels[b]; ++j)
                    pairs.insert({a, i, b, j});
            }
        }
    }
    return pairs;
}

int newPairs(const std::vector<int>& row, std::size_t factor, int level, const std::set<Pair>& missing)
{
    int count = 0;
    for (std::size_t other = 0; other < row.size(); ++other)
        count += other != factor && row[other] != kOpen && missing.contains(pairOf(factor, level, other, row[other]))
                     ? 1
                     : 0;
    return count;
}

// The level that makes most of the missing pairs; of equals the first.
int bestLevel(const std::vector<int>& row, std::size_t factor, int levels, const std::set<Pair>& missing)
{
    int best = 0;
    for (int level = 1; level < levels; ++level) {
        if (newPairs(row, factor, level, missing) > newPairs(row, factor, best, missing))
            best = level;
    }
    return best;
}

} // namespace

std::vector<std::vector<int>> pairwise(const std::vector<int>& levels)
{
    std::vector<std::vector<int>> rows;
    std::set<Pair> missing = allPairs(levels);
    while (!missing.empty()) {
        std::vector<int> row(levels.size(), kOpen);
        const auto [a, levelOfA, b, levelOfB] = *missing.begin();
        row[a] = levelOfA;
        row[b] = levelOfB;
        for (std::size_t factor = 0; factor < levels.size(); ++factor) {
            if (row[factor] == kOpen)
                row[factor] = bestLevel(row, factor, levels[factor], missing);
        }
        for (std::size_t i = 0; i < row.size(); ++i) {
            for (std::size_t j = i + 1; j < row.size(); ++j)
                missing.erase({i, row[i], j, row[j]});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace lanescope::testing
