// SPDX-License-Identifier: GPL-3.0-or-later
// Frontier: its gates, how they shut and how they open.
#include "core/crawl/frontier/frontier.h"

#include <algorithm>

namespace lanescope::crawl {

/// Brings a slot's standing up to date.
void Frontier::settle(SlotId id, std::int64_t nowNs)
{
    FrontierSlot& slot = at(id);
    const RequestGate standing = standingOf(id, nowNs);
    if (standing != slot.standing) {
        m_waiting[slot.standing] -= slot.open;
        m_waiting[standing] += slot.open;
        slot.standing = standing;
        const bool passes = standing == RequestGate::None;
        slot.clock.set(passes ? std::nullopt : std::optional(standing), nowNs, m_gates.times(nowNs));
    }
    m_turns.join(id, slot);
    const std::int64_t wakeNs = slot.hasWork() ? slot.pace.dueNs(standing, m_pace) : 0;
    if (wakeNs != 0 && wakeNs != slot.wakeNs)
        m_wakes.push({wakeNs, false, static_cast<std::uint32_t>(id)});
    slot.wakeNs = wakeNs;
}

RequestGate Frontier::standingOf(SlotId id, std::int64_t nowNs)
{
    FrontierSlot& slot = at(id);
    if (!slot.hasWork())
        return RequestGate::None;
    const RequestGate pace = slot.pace.gate(nowNs, m_pace, m_random);
    return pace != RequestGate::RetryAfter && m_limiter.slotFull(id) ? RequestGate::SlotCap : pace;
}

void Frontier::settleGlobal(std::int64_t nowNs)
{
    const int counted = countsAsScrapy() ? active() : m_limiter.inFlight();
    m_gates.setCapReached((m_globalCap > 0 && counted >= m_globalCap) || m_limiter.globalFull());
    m_gates.settle(nowNs);
}

std::size_t Frontier::waitingAt(const FrontierOrigin& origin) const
{
    return origin.admitted + (countsAsScrapy() ? 0 : origin.queue.size());
}

void Frontier::countWaiting(const FrontierOrigin& origin, std::ptrdiff_t change)
{
    const auto add = static_cast<std::size_t>(change); // wraps when it is negative, and back
    if (origin.gate != RequestGate::None) {
        m_waiting[origin.gate] += add;
        return;
    }
    FrontierSlot& slot = at(origin.slot);
    slot.open += add;
    m_waiting[slot.standing] += add;
}

void Frontier::setGate(OriginId id, RequestGate gate, std::int64_t untilNs, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(id);
    const auto waiting = static_cast<std::ptrdiff_t>(waitingAt(origin));
    countWaiting(origin, -waiting);
    origin.clock.set(gate == RequestGate::None ? std::nullopt : std::optional(gate), nowNs,
                     slotTimes(at(origin.slot), nowNs));
    origin.gate = gate;
    origin.gateUntilNs = untilNs;
    countWaiting(origin, waiting);
    if (gate != RequestGate::None && untilNs != FrontierOrigin::kUntilTold)
        m_wakes.push({untilNs, true, static_cast<std::uint32_t>(id)});
    settle(origin.slot, nowNs);
}

void Frontier::holdOrigin(OriginId id, RequestGate gate, std::int64_t untilNs, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(id);
    if (gate == RequestGate::Robots)
        origin.robotsAgainNs = untilNs;
    if (gate == RequestGate::Breaker) {
        origin.isTrial = true;
        origin.breakerOpenedNs = nowNs;
    } else if (origin.gate == RequestGate::Breaker) {
        if (origin.gateUntilNs >= untilNs)
            return;
        gate = RequestGate::Breaker;
    }
    setGate(id, gate, untilNs, nowNs);
}

void Frontier::openOrigin(OriginId id, RequestGate gate, std::int64_t nowNs)
{
    if (gate == RequestGate::Breaker)
        at(id).isTrial = false;
    if (at(id).gate == gate)
        setGate(id, RequestGate::None, 0, nowNs);
}

void Frontier::robotsRead(OriginId id, std::int64_t validUntilNs, std::int64_t crawlDelayNs, std::int64_t nowNs)
{
    at(id).robotsKnownUntilNs = validUntilNs;
    at(at(id).slot).pace.askFor(crawlDelayNs);
    openOrigin(id, RequestGate::Robots, nowNs);
}

bool Frontier::pauseSlot(OriginId id, std::int64_t untilNs, std::int64_t startedNs, std::int64_t nowNs)
{
    const SlotId slot = at(id).slot;
    const bool begins = at(slot).pace.pause(untilNs, nowNs, startedNs);
    settle(slot, nowNs);
    return begins;
}

bool Frontier::isCurrent(const Wake& wake) const
{
    if (wake.isOrigin) {
        const FrontierOrigin& origin = m_tables.origins[wake.index];
        return origin.gate != RequestGate::None && origin.gateUntilNs == wake.atNs;
    }
    return wake.index < m_tables.slots.size() && m_tables.slots[wake.index].wakeNs == wake.atNs;
}

void Frontier::wake(std::int64_t nowNs)
{
    wakePostponed(nowNs);
    while (!m_wakes.empty() && m_wakes.top().atNs <= nowNs) {
        const Wake wake = m_wakes.top();
        m_wakes.pop();
        if (!isCurrent(wake))
            continue;
        if (wake.isOrigin) {
            setGate(static_cast<OriginId>(wake.index), RequestGate::None, 0, nowNs);
        } else {
            m_tables.slots[wake.index].wakeNs = 0;
            settle(static_cast<SlotId>(wake.index), nowNs);
        }
    }
}

void Frontier::wakePostponed(std::int64_t nowNs)
{
    while (const auto due = m_backoffs.takeDue(nowNs)) {
        --m_waiting[RequestGate::Backoff];
        enqueue(due->origin, due->target, due->tag, nowNs);
    }
}

std::optional<std::int64_t> Frontier::nextWakeNs(std::int64_t nowNs)
{
    wake(nowNs); // what is due needs no waking, and nobody may be asking for the next request meanwhile
    while (!m_wakes.empty() && !isCurrent(m_wakes.top()))
        m_wakes.pop();
    std::optional<std::int64_t> next;
    const auto consider = [&next](std::int64_t atNs) { next = std::min(next.value_or(atNs), atNs); };
    if (!m_wakes.empty())
        consider(m_wakes.top().atNs);
    if (const auto due = m_backoffs.nextNs())
        consider(*due);
    if (m_gates.gate(nowNs) == RequestGate::RateCap && !m_turns.isEmpty())
        consider(m_gates.dueNs());
    return next;
}

} // namespace lanescope::crawl
