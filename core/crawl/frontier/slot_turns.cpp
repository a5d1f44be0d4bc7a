// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/slot_turns.h"

#include <algorithm>
#include <cassert>

namespace lanescope::crawl {

namespace {

constexpr RequestQueue::Place kLast{INT32_MAX, INT64_MAX};

bool maySend(const FrontierSlot& slot)
{
    return slot.standing == RequestGate::None && slot.hasWork();
}

} // namespace

void SlotTurns::configure(const Settings& settings)
{
    m_ranking = Ranking::of(settings);
    m_fairness = settings.fairness;
}

void SlotTurns::join(SlotId id, FrontierSlot& slot)
{
    if (!maySend(slot) || slot.inLine)
        return;
    slot.inLine = true;
    m_line.push_back(id);
}

std::optional<SlotId> SlotTurns::takeNext(FrontierTables& tables)
{
    if (m_fairness == Fairness::Strict)
        return firstInOrder(tables);
    while (!m_line.empty()) {
        const SlotId id = m_line.front();
        m_line.pop_front();
        tables.at(id).inLine = false;
        if (maySend(tables.at(id)))
            return id;
    }
    return std::nullopt;
}

RequestQueue::Place SlotTurns::firstPlace(const FrontierTables& tables, const FrontierSlot& slot) const
{
    RequestQueue::Place first = kLast;
    // Errands, and what is admitted already, come before everything that is not.
    if (!slot.errands.empty() || !slot.admitted.empty())
        return {INT32_MIN, INT64_MIN};
    for (const OriginId id : slot.origins) {
        const FrontierOrigin& origin = tables.at(id);
        if (origin.gate == RequestGate::None && !origin.queue.isEmpty())
            first = std::min(first, origin.queue.firstPlace(m_ranking));
    }
    return first;
}

std::optional<SlotId> SlotTurns::firstInOrder(const FrontierTables& tables) const
{
    std::optional<SlotId> first;
    RequestQueue::Place place = kLast;
    for (std::size_t index = 0; index < tables.slots.size(); ++index) {
        const FrontierSlot& slot = tables.slots[index];
        if (!maySend(slot))
            continue;
        if (const RequestQueue::Place here = firstPlace(tables, slot); !first || here < place) {
            first = static_cast<SlotId>(index);
            place = here;
        }
    }
    return first;
}

OriginId SlotTurns::originToServe(const FrontierTables& tables, const FrontierSlot& slot) const
{
    if (slot.origins.size() == 1)
        return slot.origins.front();
    std::optional<OriginId> first;
    RequestQueue::Place place = kLast;
    for (const OriginId id : slot.origins) {
        const FrontierOrigin& origin = tables.at(id);
        if (origin.gate != RequestGate::None || origin.queue.isEmpty())
            continue;
        if (const RequestQueue::Place here = origin.queue.firstPlace(m_ranking); !first || here < place) {
            first = id;
            place = here;
        }
    }
    assert(first);
    return *first;
}

std::optional<OriginId> SlotTurns::originToAdmit(const FrontierTables& tables, const Limiter& limiter) const
{
    std::optional<OriginId> first;
    int active = 0;
    RequestQueue::Place place{};
    for (std::size_t index = 0; index < tables.origins.size(); ++index) {
        const FrontierOrigin& origin = tables.origins[index];
        if (origin.queue.isEmpty())
            continue;
        const int here = m_fairness == Fairness::Strict
                             ? 0
                             : limiter.inFlight(origin.slot) + static_cast<int>(tables.at(origin.slot).admitted.size());
        const RequestQueue::Place at = origin.queue.firstPlace(m_ranking);
        if (first && (here > active || (here == active && place < at)))
            continue;
        first = static_cast<OriginId>(index);
        active = here;
        place = at;
    }
    return first;
}

} // namespace lanescope::crawl
