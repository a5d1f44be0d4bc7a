// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/potential_finding.h"

#include "core/analysis/words.h"

#include <algorithm>

namespace lanescope::analysis {
namespace {

using namespace store;

template <class T>
void addOnce(std::vector<T>& all, T one)
{
    if (std::ranges::find(all, one) == all.end())
        all.push_back(one);
}

void addSides(const PotentialDeadlock& potential, Finding& finding)
{
    for (const PotentialSide& side : potential.sides) {
        addOnce(finding.objects, side.held);
        addOnce(finding.threads, side.site.thread);
        finding.fromNs = std::min(finding.fromNs, side.site.heldSinceNs);
    }
}

std::string moreText(std::size_t count)
{
    if (count == 0)
        return {};
    return count == 1 ? " One more cycle shares a step with it."
                      : " " + countText(count) + " more cycles share steps with it.";
}

} // namespace

Finding potentialFinding(const Snapshot& snapshot, const PotentialGroup& group)
{
    const PotentialDeadlock& simplest = group.simplest();
    Finding finding;
    finding.kind = FindingKind::PotentialDeadlock;
    finding.text = sentence(snapshot, simplest) + moreText(group.cycles.size() - 1);
    finding.identity = group.identity();
    finding.fromNs = snapshot.endNs;
    finding.toNs = snapshot.endNs;
    addSides(simplest, finding);
    for (const PotentialDeadlock& other : group.cycles) {
        if (&other == &simplest)
            continue;
        addSides(other, finding);
        finding.alike.push_back(ringText(snapshot, other));
    }
    return finding;
}

Finding markedApproximate(Finding potential)
{
    potential.isApproximate = true;
    potential.text +=
        " Records were dropped meanwhile, so this is approximate: another lock that was held around these every "
        "time makes it impossible, and may not have been seen.";
    return potential;
}

} // namespace lanescope::analysis
