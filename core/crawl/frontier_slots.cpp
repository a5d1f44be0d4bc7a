// SPDX-License-Identifier: GPL-3.0-or-later
// Frontier: how origins belong to slots, what counts as active, and how the slots stand.
#include "core/crawl/frontier.h"

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
    m_slots.emplace_back().key = key;
    m_slotIds.insert(key, id);
    return id;
}

/// Until its address is known, a host is in a slot of its own and held there.
void Frontier::placeInSlot(OriginId id, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(id);
    const std::optional<QByteArray> key = m_keys.keyOf(origin.host);
    origin.slot = slotOf(key.value_or(origin.host));
    FrontierSlot& slot = at(origin.slot);
    slot.origins.push_back(id);
    m_limiter.moveInto(origin.slot, origin.inFlight);
    slot.meter.onTheWireChanged(m_limiter.inFlight(origin.slot), nowNs);
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

/// Takes an origin out of its slot, with all that it has there, and places it anew.
void Frontier::moveOrigin(OriginId id, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(id);
    const SlotId before = origin.slot;
    FrontierSlot& old = at(before);
    countWaiting(origin, -static_cast<std::ptrdiff_t>(waitingAt(origin)));
    std::erase(old.origins, id);
    m_limiter.moveInto(before, -origin.inFlight);
    old.meter.onTheWireChanged(m_limiter.inFlight(before), nowNs);
    placeInSlot(id, nowNs);
    FrontierSlot& slot = at(origin.slot);
    slot.pace.join(old.pace);
    const auto moved = std::ranges::stable_partition(
        old.admitted, [id](const AdmittedRequest& waiting) { return waiting.origin != id; });
    std::ranges::move(moved, std::back_inserter(slot.admitted));
    old.admitted.erase(moved.begin(), moved.end());
    countWaiting(origin, static_cast<std::ptrdiff_t>(waitingAt(origin)));
    settle(before, nowNs);
    settle(origin.slot, nowNs);
}

/// Slots have other keys now. What is in flight counts in the new slots, and their distances and pauses are
/// the strictest of the old ones that went into them.
void Frontier::remakeSlots(std::int64_t nowNs)
{
    std::deque<FrontierSlot> old = std::exchange(m_slots, {});
    m_slotIds.clear();
    m_line.clear();
    m_wakes = {};
    m_limiter.forgetSlots();
    for (std::size_t index = 0; index < m_origins.size(); ++index) {
        const auto id = static_cast<OriginId>(index);
        const auto before = static_cast<std::size_t>(at(id).slot);
        placeInSlot(id, nowNs);
        at(at(id).slot).pace.join(old[before].pace);
    }
    for (FrontierSlot& slot : old) {
        for (AdmittedRequest& waiting : slot.admitted)
            at(at(waiting.origin).slot).admitted.push_back(std::move(waiting));
        for (RobotsErrand& errand : slot.errands)
            at(at(originOf(errand.url, nowNs)).slot).errands.push_back(std::move(errand));
    }
}

/// Counts everything anew, after settings changed.
void Frontier::recount(std::int64_t nowNs)
{
    m_waiting = {};
    m_waiting[RequestGate::Backoff] = m_postponed.size();
    m_unadmitted = 0;
    m_wakes = {};
    for (std::size_t index = 0; index < m_slots.size(); ++index) {
        const auto id = static_cast<SlotId>(index);
        at(id).open = 0;
        at(id).wakeNs = 0;
        m_limiter.setOwnLimit(id, m_control == ConcurrencyControl::Fixed ? 0 : at(id).limit.limit());
    }
    for (std::size_t index = 0; index < m_origins.size(); ++index) {
        FrontierOrigin& origin = m_origins[index];
        const auto id = static_cast<OriginId>(index);
        if (origin.gate == RequestGate::Robots && !m_obeyRobots) {
            origin.gate = RequestGate::None;
            origin.clock.set(std::nullopt, nowNs, slotTimes(at(origin.slot), nowNs));
        }
        countWaiting(origin, static_cast<std::ptrdiff_t>(waitingAt(origin)));
        m_unadmitted += countsAsScrapy() ? origin.queue.size() : 0;
        if (origin.gate != RequestGate::None && origin.gateUntilNs != FrontierOrigin::kUntilTold)
            m_wakes.push({origin.gateUntilNs, true, static_cast<std::uint32_t>(id)});
    }
    for (std::size_t index = 0; index < m_slots.size(); ++index)
        settle(static_cast<SlotId>(index), nowNs);
    settleGlobal(nowNs);
}

void Frontier::setAddress(const QByteArray& host, const QByteArray& address, std::int64_t nowNs)
{
    if (!m_keys.setAddress(host, address) || !m_keys.byAddress())
        return;
    for (std::size_t index = 0; index < m_origins.size(); ++index) {
        if (m_origins[index].host == host)
            moveOrigin(static_cast<OriginId>(index), nowNs);
    }
}

std::size_t Frontier::giveUp(OriginId id, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(id);
    origin.givenUp = true;
    FrontierSlot& slot = at(origin.slot);
    std::erase_if(slot.admitted, [id](const AdmittedRequest& waiting) { return waiting.origin == id; });
    std::vector<Postponed> others;
    std::size_t dropped = origin.queue.size() + origin.admitted;
    for (; !m_postponed.empty(); m_postponed.pop()) {
        if (m_postponed.top().origin != id)
            others.push_back(m_postponed.top());
    }
    dropped += m_waiting[RequestGate::Backoff] - others.size();
    m_postponed = Heap<Postponed>(std::greater<>(), std::move(others));
    m_admitted -= std::exchange(origin.admitted, 0);
    origin.queue = {};
    m_size -= dropped;
    recount(nowNs);
    return dropped;
}

// --- As Scrapy counts ---

std::optional<OriginId> Frontier::originToAdmit() const
{
    std::optional<OriginId> first;
    int active = 0;
    RequestQueue::Place place{};
    for (std::size_t index = 0; index < m_origins.size(); ++index) {
        const FrontierOrigin& origin = m_origins[index];
        if (origin.queue.isEmpty())
            continue;
        const FrontierSlot& slot = at(origin.slot);
        const int here = m_fairness == Fairness::Strict
                             ? 0
                             : m_limiter.inFlight(origin.slot) + static_cast<int>(slot.admitted.size());
        const RequestQueue::Place at = origin.queue.firstPlace(m_ranking);
        if (first && (here > active || (here == active && place < at)))
            continue;
        first = static_cast<OriginId>(index);
        active = here;
        place = at;
    }
    return first;
}

void Frontier::admitAll(std::int64_t nowNs)
{
    while (m_globalCap == 0 || active() < m_globalCap) {
        const std::optional<OriginId> id = originToAdmit();
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
    counts[countsAsScrapy() && global == RequestGate::GlobalCap ? RequestGate::None : global] += ready;
    counts[global] += m_unadmitted;
    return counts;
}

void Frontier::stepMeters(std::int64_t nowNs)
{
    for (FrontierSlot& slot : m_slots)
        slot.meter.step(nowNs);
}

namespace {

/// The gate with the most requests behind it, of an origin or of its slot.
struct Heaviest {
    RequestGate gate = RequestGate::None;
    std::size_t count = 0;
    std::int64_t untilNs = 0;

    void consider(RequestGate other, std::size_t itsCount, std::int64_t itsUntilNs)
    {
        if (itsCount > count)
            *this = {other, itsCount, itsUntilNs};
    }
};

} // namespace

SlotStatus Frontier::statusOf(SlotId id, std::int64_t nowNs) const
{
    const FrontierSlot& slot = at(id);
    SlotStatus status;
    status.key = slot.key;
    status.onTheWire = m_limiter.inFlight(id);
    status.cap = m_limiter.capOf(id);
    status.delayS = static_cast<double>(slot.pace.delayNs(m_pace)) * 1e-9;
    status.flow = slot.meter.flow(nowNs);
    status.control = slot.control;
    Heaviest heaviest;
    const RequestGate standing = slot.standing == RequestGate::None ? m_gates.gate(nowNs) : slot.standing;
    heaviest.consider(standing, slot.open, slot.wakeNs);
    for (const OriginId origin : slot.origins) {
        const std::size_t waiting = at(origin).queue.size() + at(origin).admitted;
        status.waiting += waiting;
        if (at(origin).gate != RequestGate::None)
            heaviest.consider(at(origin).gate, waiting, at(origin).gateUntilNs);
    }
    status.gate = heaviest.gate;
    if (heaviest.untilNs > nowNs && heaviest.untilNs != FrontierOrigin::kUntilTold)
        status.gateS = static_cast<double>(heaviest.untilNs - nowNs) * 1e-9;
    return status;
}

std::vector<SlotStatus> Frontier::slotStatus(std::size_t most, std::int64_t nowNs) const
{
    std::vector<std::pair<std::size_t, SlotId>> busy;
    for (std::size_t index = 0; index < m_slots.size(); ++index) {
        const auto id = static_cast<SlotId>(index);
        std::size_t weight = static_cast<std::size_t>(m_limiter.inFlight(id));
        for (const OriginId origin : at(id).origins)
            weight += at(origin).queue.size() + at(origin).admitted;
        busy.emplace_back(weight, id);
    }
    const std::size_t count = std::min(most, busy.size());
    std::ranges::partial_sort(busy, busy.begin() + static_cast<std::ptrdiff_t>(count), [](auto a, auto b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::vector<SlotStatus> result;
    for (std::size_t index = 0; index < count; ++index)
        result.push_back(statusOf(busy[index].second, nowNs));
    return result;
}

std::size_t Frontier::memoryBytes() const
{
    // Hash nodes: key header, value and bucket share, as measured with QHash 6.4.
    constexpr std::size_t kHashNode = 40;
    std::size_t total = sizeof(*this) + m_slots.size() * (sizeof(FrontierSlot) + kHashNode) +
                        m_origins.size() * (sizeof(FrontierOrigin) + kHashNode);
    for (const FrontierOrigin& origin : m_origins) {
        total += static_cast<std::size_t>(origin.text.capacity() + origin.host.capacity());
        total += origin.queue.memoryBytes() + origin.history.memoryBytes();
    }
    for (const FrontierSlot& slot : m_slots) {
        total += slot.origins.capacity() * sizeof(OriginId) + slot.admitted.size() * sizeof(AdmittedRequest);
    }
    return total;
}

} // namespace lanescope::crawl
