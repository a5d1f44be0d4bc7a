// SPDX-License-Identifier: GPL-3.0-or-later
// Frontier: how origins belong to slots, what counts as active, and how the slots stand.
#include "core/crawl/frontier/frontier.h"

#include "core/crawl/frontier/manners.h"

#include <algorithm>

namespace lanescope::crawl {

GateTimes Frontier::slotTimes(const FrontierSlot& slot, std::int64_t nowNs) const
{
    return slot.clock.read(nowNs, m_gates.times(nowNs));
}

GateTimes Frontier::originTimes(const FrontierOrigin& origin, std::int64_t nowNs) const
{
    return origin.clock.read(nowNs, slotTimes(at(origin.slot), nowNs));
}

/// What holds a request that its slot has not been asked for yet, is what holds everybody.
GateTimes Frontier::queueTimes(const FrontierOrigin& origin, std::int64_t nowNs) const
{
    return countsAsScrapy() ? m_gates.times(nowNs) : originTimes(origin, nowNs);
}

SlotId Frontier::slotOf(const QByteArray& key)
{
    if (const auto known = m_slotIds.constFind(key); known != m_slotIds.constEnd())
        return *known;
    const SlotId id = m_limiter.addSlot();
    m_tables.slots.emplace_back().key = key;
    m_slotIds.insert(key, id);
    return id;
}

/// Until its address is known, a host is in a slot of its own and held there. `timesBefore`: of the slot it was in.
void Frontier::placeInSlot(OriginId id, const GateTimes& timesBefore, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(id);
    const std::optional<QByteArray> key = m_keys.keyOf(origin.host);
    origin.slot = slotOf(key.value_or(origin.host));
    FrontierSlot& slot = at(origin.slot);
    slot.origins.push_back(id);
    origin.clock.moveUnder(nowNs, timesBefore, slotTimes(slot, nowNs));
    m_limiter.moveInto(origin.slot, origin.inFlight);
    slot.meter.entered(origin.inFlight, origin.inFlightSinceS);
    slot.meter.onTheWireChanged(m_limiter.inFlight(origin.slot), nowNs);
    guard(id);
    const bool unresolved = !key.has_value();
    if (unresolved && std::ranges::find(m_unresolved, origin.host) == m_unresolved.end())
        m_unresolved.push_back(origin.host);
    const RequestGate free = unresolved ? RequestGate::None : RequestGate::Resolve;
    if (origin.gate != free)
        return; // as it should be, or held by something else
    origin.gate = unresolved ? RequestGate::Resolve : RequestGate::None;
    origin.gateUntilNs = FrontierOrigin::kUntilTold;
    origin.clock.set(unresolved ? std::optional(RequestGate::Resolve) : std::nullopt, nowNs, slotTimes(slot, nowNs));
}

/// One guarded host holds its slot to what it is owed.
void Frontier::guard(OriginId id)
{
    FrontierOrigin& origin = at(id);
    const std::string_view host(origin.host.constData(), static_cast<std::size_t>(origin.host.size()));
    origin.isGuarded = isGuarded(host, m_settings);
    if (!origin.isGuarded)
        return;
    at(origin.slot).pace.keepLeast(kPoliteSpacingNs);
    if (mostPerSecondToOneHost(m_settings) > kPoliteRequestsPerS && !m_everGuarded.contains(origin.host)) {
        m_everGuarded.insert(origin.host);
        m_guarded.push_back(origin.host);
    }
}

void Frontier::guardAll()
{
    for (FrontierSlot& slot : m_tables.slots)
        slot.pace.keepLeast(0);
    for (std::size_t index = 0; index < m_tables.origins.size(); ++index)
        guard(static_cast<OriginId>(index));
}

/// Takes an origin out of its slot, with all that it has there, and places it anew.
void Frontier::moveOrigin(OriginId id, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(id);
    const SlotId before = origin.slot;
    FrontierSlot& old = at(before);
    countWaiting(origin, -static_cast<std::ptrdiff_t>(waitingAt(origin)));
    std::erase(old.origins, id);
    m_limiter.moveInto(before, -origin.inFlight);
    old.meter.entered(-origin.inFlight, -origin.inFlightSinceS);
    old.meter.onTheWireChanged(m_limiter.inFlight(before), nowNs);
    placeInSlot(id, slotTimes(old, nowNs), nowNs);
    FrontierSlot& slot = at(origin.slot);
    slot.pace.join(old.pace);
    const auto moved = std::ranges::stable_partition(
        old.admitted, [id](const AdmittedRequest& waiting) { return waiting.origin != id; });
    // By way of a list of its own: a host without an address stays in the slot that it had.
    std::vector<AdmittedRequest> admitted(std::make_move_iterator(moved.begin()), std::make_move_iterator(moved.end()));
    old.admitted.erase(moved.begin(), moved.end());
    std::ranges::move(admitted, std::back_inserter(slot.admitted));
    countWaiting(origin, static_cast<std::ptrdiff_t>(waitingAt(origin)));
    settle(before, nowNs);
    settle(origin.slot, nowNs);
}

/// Slots have other keys now. What is in flight counts in the new slots, and their distances and pauses are
/// the strictest of the old ones that went into them.
void Frontier::remakeSlots(std::int64_t nowNs)
{
    std::deque<FrontierSlot> old = std::exchange(m_tables.slots, {});
    m_slotIds.clear();
    m_turns.clear();
    m_wakes = {};
    m_limiter.forgetSlots();
    for (std::size_t index = 0; index < m_tables.origins.size(); ++index) {
        const auto id = static_cast<OriginId>(index);
        const auto before = static_cast<std::size_t>(at(id).slot);
        placeInSlot(id, slotTimes(old[before], nowNs), nowNs);
        at(at(id).slot).pace.join(old[before].pace);
    }
    for (FrontierSlot& slot : old) {
        for (AdmittedRequest& waiting : slot.admitted)
            at(at(waiting.origin).slot).admitted.push_back(std::move(waiting));
        for (RobotsErrand& errand : slot.errands)
            at(at(originOf(errand.url, nowNs)).slot).errands.push_back(std::move(errand));
    }
}

/// Where the settings do not have its gate any more.
void Frontier::openIfUnwanted(FrontierOrigin& origin, std::int64_t nowNs)
{
    const bool hasBreaker = m_settings.breakerFailures > 0;
    origin.isTrial = origin.isTrial && hasBreaker;
    if (!(origin.gate == RequestGate::Robots && !m_obeyRobots) && !(origin.gate == RequestGate::Breaker && !hasBreaker))
        return;
    origin.gate = RequestGate::None;
    origin.clock.set(std::nullopt, nowNs, slotTimes(at(origin.slot), nowNs));
}

/// Of hosts that are left alone now, too.
void Frontier::setBreakerPause(int seconds)
{
    for (FrontierOrigin& origin : m_tables.origins) {
        if (origin.gate == RequestGate::Breaker && origin.gateUntilNs != FrontierOrigin::kUntilTold)
            origin.gateUntilNs =
                std::max(origin.breakerOpenedNs + std::int64_t{seconds} * 1'000'000'000, origin.robotsAgainNs);
    }
}

/// Counts everything anew, after settings changed.
void Frontier::recount(std::int64_t nowNs)
{
    m_waiting = {};
    m_waiting[RequestGate::Backoff] = m_backoffs.size();
    m_unadmitted = 0;
    m_wakes = {};
    for (std::size_t index = 0; index < m_tables.slots.size(); ++index) {
        const auto id = static_cast<SlotId>(index);
        at(id).open = 0;
        at(id).wakeNs = 0;
        m_limiter.setOwnLimit(id, m_control == ConcurrencyControl::Fixed ? 0 : at(id).limit.limit());
    }
    for (std::size_t index = 0; index < m_tables.origins.size(); ++index) {
        FrontierOrigin& origin = m_tables.origins[index];
        const auto id = static_cast<OriginId>(index);
        openIfUnwanted(origin, nowNs);
        countWaiting(origin, static_cast<std::ptrdiff_t>(waitingAt(origin)));
        m_unadmitted += countsAsScrapy() ? origin.queue.size() : 0;
        if (origin.gate != RequestGate::None && origin.gateUntilNs != FrontierOrigin::kUntilTold)
            m_wakes.push({origin.gateUntilNs, true, static_cast<std::uint32_t>(id)});
    }
    for (std::size_t index = 0; index < m_tables.slots.size(); ++index)
        settle(static_cast<SlotId>(index), nowNs);
    settleGlobal(nowNs);
}

void Frontier::setAddress(const QByteArray& host, const QByteArray& address, std::int64_t nowNs)
{
    if (!m_keys.setAddress(host, address) || !m_keys.byAddress())
        return;
    for (std::size_t index = 0; index < m_tables.origins.size(); ++index) {
        if (m_tables.origins[index].host == host)
            moveOrigin(static_cast<OriginId>(index), nowNs);
    }
}

// --- As Scrapy counts ---

void Frontier::admitAll(std::int64_t nowNs)
{
    while (m_globalCap == 0 || active() < m_globalCap) {
        const std::optional<OriginId> id = m_turns.originToAdmit(m_tables, m_limiter);
        if (!id)
            return;
        FrontierOrigin& origin = at(*id);
        AdmittedRequest taken = takeQueued(*id, nowNs);
        taken.reading = originTimes(origin, nowNs);
        at(origin.slot).admitted.push_back(std::move(taken));
        ++origin.admitted;
        ++m_admitted;
        --m_unadmitted;
        countWaiting(origin, 1);
        settle(origin.slot, nowNs);
    }
}

// --- How it stands ---

WaitCounts Frontier::waiting(std::int64_t nowNs) const
{
    WaitCounts counts = m_waiting;
    const RequestGate global = m_gates.gate(nowNs);
    const std::size_t ready = std::exchange(counts[RequestGate::None], 0);
    // One that is admitted has its global token already.
    const bool hasToken = countsAsScrapy() && global == RequestGate::GlobalCap && !m_limiter.globalFull();
    counts[hasToken ? RequestGate::None : global] += ready;
    counts[global] += m_unadmitted;
    return counts;
}

void Frontier::stepMeters(std::int64_t nowNs)
{
    for (FrontierSlot& slot : m_tables.slots)
        slot.meter.step(nowNs);
}

std::vector<SlotStatus> Frontier::slotStatus(std::size_t most, std::int64_t nowNs) const
{
    return busiestSlots({m_tables, m_limiter, m_pace, m_gates.gate(nowNs)}, most, nowNs);
}

std::size_t Frontier::memoryBytes() const
{
    return sizeof(*this) + crawl::memoryBytes(m_tables);
}

} // namespace lanescope::crawl
