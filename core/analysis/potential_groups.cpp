// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/potential_groups.h"

#include <algorithm>

namespace lanescope::analysis {
namespace {

bool shareStep(const PotentialDeadlock& a, const PotentialDeadlock& b)
{
    return std::ranges::any_of(a.sides, [&](const PotentialSide& one) {
        return std::ranges::any_of(b.sides, [&](const PotentialSide& other) {
            return one.held == other.held && one.acquired == other.acquired;
        });
    });
}

} // namespace

const PotentialDeadlock& PotentialGroup::simplest() const
{
    return *std::ranges::min_element(cycles, {}, [](const PotentialDeadlock& cycle) { return cycle.sides.size(); });
}

void PotentialGroups::add(const std::vector<PotentialDeadlock>& found)
{
    for (const PotentialDeadlock& cycle : found) {
        if (m_known.size() >= kMostCycles || !m_known.insert(cycle.identity).second)
            continue;
        const auto group = std::ranges::find_if(m_groups, [&](const PotentialGroup& one) {
            return std::ranges::any_of(one.cycles,
                                       [&](const PotentialDeadlock& other) { return shareStep(cycle, other); });
        });
        if (group != m_groups.end())
            group->cycles.push_back(cycle);
        else
            m_groups.push_back({{cycle}});
    }
}

} // namespace lanescope::analysis
