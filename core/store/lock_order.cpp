// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/lock_order.h"

#include "core/store/held_kinds.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lanescope::store {
namespace {

std::uint64_t edgeKey(ObjectIndex from, ObjectIndex to)
{
    return static_cast<std::uint64_t>(from) << 32 | static_cast<std::uint64_t>(to);
}

// What both occurrences were guarded by.
std::vector<ObjectIndex> common(const std::vector<ObjectIndex>& a, const std::vector<ObjectIndex>& b)
{
    std::vector<ObjectIndex> both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    return both;
}

// The clock is too coarse to tell in which order two locks were taken that were free: then neither was seen inside the
// other. Most likely the one that is kept longer is the outer one, which is good enough for what guards both.
bool isSurelyInside(const OrderedHold& inner, const OrderedHold& outer)
{
    return inner.startNs > outer.startNs && inner.startNs - outer.startNs >= outer.unclearNs;
}
bool isLikelyOuter(const OrderedHold& a, const OrderedHold& b)
{
    return a.startNs != b.startNs ? a.startNs < b.startNs : a.endNs > b.endNs;
}

OrderSite siteOf(ThreadIndex thread, const OrderedHold& inner, const OrderedHold& outer,
                 const std::vector<const OrderedHold*>& around)
{
    OrderSite site;
    site.thread = thread;
    site.heldSinceNs = outer.startNs;
    site.firstNs = site.lastNs = inner.startNs;
    site.outerShared = outer.shared;
    site.innerShared = inner.shared;
    site.count = 1;
    for (const OrderedHold* guard : around) {
        if (guard != &outer && !guard->shared && guard->object != inner.object &&
            site.guards.size() < LockOrder::kMostGuards)
            site.guards.push_back(guard->object);
    }
    std::ranges::sort(site.guards);
    return site;
}

} // namespace

bool hasOrder(const Object& object)
{
    return isHeld(object.kind) && (object.kind != trace::ObjectKind::Semaphore || object.capacity == 1);
}

void LockOrder::add(ThreadIndex thread, const OrderedHold& hold)
{
    m_tracks[thread].ended.push_back(hold);
}

void LockOrder::beginReading()
{
    for (auto& [thread, track] : m_tracks)
        track.open.clear();
}

void LockOrder::noteOpen(ThreadIndex thread, const OrderedHold& hold)
{
    m_tracks[thread].open.push_back(hold);
}

void LockOrder::advance(std::int64_t untilNs)
{
    for (auto entry = m_tracks.begin(); entry != m_tracks.end();) {
        settle(entry->first, entry->second, untilNs);
        const bool isOver = entry->second.ended.empty() && entry->second.open.empty();
        entry = isOver ? m_tracks.erase(entry) : std::next(entry);
    }
}

void LockOrder::settle(ThreadIndex thread, Track& track, std::int64_t untilNs)
{
    if (track.ended.empty())
        return;
    const std::size_t settled = track.gatherSettled(untilNs);
    track.forgetToldOfOpen(settled, untilNs);
    lookAt(thread, track, settled);
    track.forgetLookedAt(settled);
}

// Puts those that can be looked at now behind those that have been; returns how many both are.
std::size_t LockOrder::Track::gatherSettled(std::int64_t untilNs)
{
    const auto isUnclear = [&](const OrderedHold& hold) {
        return std::ranges::any_of(open, [&](const OrderedHold& other) {
            return other.object != hold.object && hold.startNs >= other.startNs &&
                   hold.startNs < other.startNs + other.unclearNs;
        });
    };
    const auto fresh =
        std::partition(ended.begin() + static_cast<std::ptrdiff_t>(lookedAt), ended.end(),
                       [&](const OrderedHold& hold) { return hold.endNs <= untilNs && !isUnclear(hold); });
    return static_cast<std::size_t>(fresh - ended.begin());
}

// One that went on when the words were read may have told of its end since: it is the same hold.
void LockOrder::Track::forgetToldOfOpen(std::size_t settled, std::int64_t untilNs)
{
    std::erase_if(open, [&](const OrderedHold& hold) {
        return std::any_of(ended.begin() + static_cast<std::ptrdiff_t>(settled), ended.end(),
                           [&](const OrderedHold& told) {
                               return told.object == hold.object && told.endNs > untilNs &&
                                      told.startNs + hold.unclearNs > hold.startNs;
                           });
    });
}

void LockOrder::lookAt(ThreadIndex thread, const Track& track, std::size_t settled)
{
    struct Placed {
        const OrderedHold* hold;
        bool isNew;
    };
    std::vector<Placed> byStart;
    for (std::size_t i = 0; i < track.ended.size(); ++i)
        byStart.push_back({&track.ended[i], i >= track.lookedAt && i < settled});
    for (const OrderedHold& hold : track.open)
        byStart.push_back({&hold, false});
    std::ranges::sort(byStart, [](const Placed& a, const Placed& b) { return isLikelyOuter(*a.hold, *b.hold); });
    std::vector<const OrderedHold*> around;
    for (const auto& [hold, isNew] : byStart) {
        std::erase_if(around, [inner = hold](const OrderedHold* outer) { return outer->endNs <= inner->startNs; });
        if (isNew && !around.empty())
            acquiredInside(thread, *hold, around);
        around.push_back(hold);
    }
}

// One that has ended still matters to those that began while it lasted and have not been looked at.
void LockOrder::Track::forgetLookedAt(std::size_t settled)
{
    const auto fresh = ended.begin() + static_cast<std::ptrdiff_t>(settled);
    const auto mayBeAround = [&](const OrderedHold& hold) {
        const auto beganInside = [&](const OrderedHold& later) {
            return later.startNs > hold.startNs && later.startNs < hold.endNs;
        };
        return std::any_of(fresh, ended.end(), beganInside) || std::ranges::any_of(open, beganInside);
    };
    const auto kept = std::partition(ended.begin(), fresh, mayBeAround);
    lookedAt = static_cast<std::size_t>(kept - ended.begin());
    ended.erase(kept, fresh);
}

void LockOrder::acquiredInside(ThreadIndex thread, const OrderedHold& inner,
                               const std::vector<const OrderedHold*>& around)
{
    if (inner.tried) // it would have given up
        return;
    for (const OrderedHold* outer : around) {
        if (outer->object == inner.object || !isSurelyInside(inner, *outer))
            continue;
        if (OrderEdge* edge = edgeOf(outer->object, inner.object))
            note(*edge, siteOf(thread, inner, *outer, around));
    }
}

// nullptr when there is no room for one more.
OrderEdge* LockOrder::edgeOf(ObjectIndex outer, ObjectIndex inner)
{
    const std::uint64_t key = edgeKey(outer, inner);
    if (const auto known = m_edgeOf.find(key); known != m_edgeOf.end())
        return &m_edges[known->second];
    if (m_edges.size() >= kMostEdges) {
        ++m_leftOut;
        return nullptr;
    }
    m_edgeOf.emplace(key, m_edges.size());
    m_changed = true;
    return &m_edges.emplace_back(OrderEdge{outer, inner, {}});
}

void LockOrder::note(OrderEdge& edge, OrderSite site)
{
    const auto isLike = [&](const OrderSite& known) {
        return known.thread == site.thread && known.outerShared == site.outerShared &&
               known.innerShared == site.innerShared;
    };
    auto known =
        std::ranges::find_if(edge.sites, [&](const OrderSite& s) { return isLike(s) && s.guards == site.guards; });
    if (known == edge.sites.end() && edge.sites.size() < kMostSites) {
        edge.sites.push_back(std::move(site));
        m_changed = true;
        return;
    }
    // No room: the nearest one takes it in, guarded by what both are, so that no danger is hidden.
    if (known == edge.sites.end())
        known = std::ranges::find_if(edge.sites, isLike);
    if (known == edge.sites.end()) {
        ++m_leftOut;
        return;
    }
    if (known->guards != site.guards) {
        known->guards = common(known->guards, site.guards);
        m_changed = true;
    }
    known->lastNs = std::max(known->lastNs, site.lastNs);
    ++known->count;
}

Table<OrderEdge> LockOrder::takeChanged()
{
    if (m_edges.empty() || !std::exchange(m_changed, false))
        return nullptr;
    return std::make_shared<std::vector<OrderEdge>>(m_edges);
}

} // namespace lanescope::store
