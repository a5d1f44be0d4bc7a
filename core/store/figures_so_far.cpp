// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/figures_so_far.h"

#include "core/store/held_kinds.h"

#include <algorithm>

namespace lanescope::store {
namespace {

void addUnfinished(Histogram& lengths, const LockTimeline::OpenMap& unfinished, std::int64_t untilNs)
{
    for (const auto& [key, one] : unfinished)
        lengths.add(one.endNs.value_or(untilNs) - one.startNs);
}

} // namespace

LockFigures soFar(const LockFigures& recorded, const LockTimeline& lock, trace::ObjectKind kind, std::int64_t untilNs)
{
    LockFigures figures = recorded;
    figures.maxWaiters = lock.maxWaiters();
    figures.ownerChanges = lock.ownerChanges();
    addUnfinished(figures.wait, lock.openWaits(), untilNs);
    addUnfinished(figures.wait, lock.leftWaits(), untilNs);
    if (!isHeld(kind))
        return figures;
    figures.contended += lock.openWaits().size() + lock.leftWaits().size();
    if (kind == trace::ObjectKind::Semaphore)
        return figures;
    figures.acquisitions += lock.openHolds().size() + lock.leftHolds().size();
    addUnfinished(figures.hold, lock.openHolds(), untilNs);
    addUnfinished(figures.hold, lock.leftHolds(), untilNs);
    return figures;
}

QueueFigures soFar(const QueueFigures& recorded, const LockTimeline& getters, const LockTimeline* putters,
                   std::int64_t untilNs)
{
    QueueFigures figures = recorded;
    addUnfinished(figures.getWait, getters.openWaits(), untilNs);
    addUnfinished(figures.getWait, getters.leftWaits(), untilNs);
    if (putters != nullptr) {
        addUnfinished(figures.putWait, putters->openWaits(), untilNs);
        addUnfinished(figures.putWait, putters->leftWaits(), untilNs);
    }
    return figures;
}

bool hasGrown(const LockTimeline& timeline, std::int64_t figuresNs, std::int64_t untilNs)
{
    constexpr std::int64_t kPart = 64;
    const auto has = [&](const LockTimeline::OpenMap& open) {
        return std::ranges::any_of(
            open, [&](const auto& entry) { return (untilNs - figuresNs) * kPart >= untilNs - entry.second.startNs; });
    };
    return has(timeline.openHolds()) || has(timeline.openWaits());
}

} // namespace lanescope::store
