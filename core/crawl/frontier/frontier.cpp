// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/frontier.h"

#include "core/trace/clock.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <numeric>

namespace lanescope::crawl {

namespace {

double inSeconds(std::int64_t ns)
{
    return static_cast<double>(ns) * 1e-9;
}

/// A table of requests has one line an id, however many crawls this process makes.
std::uint32_t nextRequestId()
{
    static std::atomic<std::uint32_t> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

} // namespace

std::size_t WaitCounts::total() const
{
    return std::accumulate(count.begin(), count.end(), std::size_t{0});
}

Frontier::Frontier() = default;

void Frontier::configure(const Settings& settings, std::int64_t nowNs)
{
    const bool keysChange = m_keys.configure(settings);
    m_turns.configure(settings);
    const AutoThrottle::Bounds bounds = std::exchange(m_pace, PaceRules::of(settings)).bounds;
    if (bounds != m_pace.bounds)
        std::ranges::for_each(m_tables.slots, [this](FrontierSlot& slot) { slot.pace.keepWithin(m_pace.bounds); });
    if (settings.backoffMs <= 0)
        m_backoffs.makeDue(nowNs);
    // The readings of one way of counting mean nothing in the other.
    if (std::exchange(m_countWaiting, settings.countWaiting) != settings.countWaiting)
        std::ranges::for_each(m_tables.origins, [](FrontierOrigin& origin) { origin.history.clear(); });
    m_control = settings.control;
    m_tolerance = settings.controlTolerance;
    m_globalCap = std::max(settings.concurrentRequests, 0);
    m_obeyRobots = settings.obeyRobots;
    if (m_sequence == 0)
        m_random.seed(settings.seed);
    m_gates.configure(settings, nowNs);
    m_limiter.setCaps(lowerCap(m_globalCap, m_capacity), settings.perIp > 0 ? settings.perIp : settings.perDomain);
    if (m_settings.breakerPauseS != settings.breakerPauseS)
        setBreakerPause(settings.breakerPauseS);
    m_settings = settings;
    if (keysChange)
        remakeSlots(nowNs);
    guardAll();
    recount(nowNs);
}

void Frontier::setBacklogged(bool backlogged, std::int64_t nowNs)
{
    m_gates.setBacklogged(backlogged);
    m_gates.settle(nowNs);
}

// --- Requests go ---

std::optional<Request> Frontier::next(std::int64_t nowNs)
{
    wake(nowNs);
    if (countsAsScrapy())
        admitAll(nowNs);
    settleGlobal(nowNs);
    const RequestGate gate = m_gates.gate(nowNs);
    if (gate != RequestGate::None && !(countsAsScrapy() && gate == RequestGate::GlobalCap))
        return std::nullopt;
    if (m_limiter.globalFull())
        return std::nullopt;
    const std::optional<SlotId> slot = m_turns.takeNext(m_tables);
    if (!slot)
        return std::nullopt;
    return take(*slot, nowNs);
}

bool Frontier::needsRobots(const FrontierOrigin& origin, std::int64_t nowNs) const
{
    return m_obeyRobots && origin.robotsKnownUntilNs <= nowNs;
}

/// Takes the tokens of an origin's request.
Request Frontier::start(OriginId id, RequestKind kind, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(id);
    FrontierSlot& slot = at(origin.slot);
    m_paceBefore = slot.pace;
    m_gatesBefore = m_gates;
    m_limiter.acquire(origin.slot);
    ++origin.inFlight;
    origin.inFlightSinceS += inSeconds(nowNs);
    slot.meter.entered(1, inSeconds(nowNs));
    slot.meter.onTheWireChanged(m_limiter.inFlight(origin.slot), nowNs);
    slot.pace.started(nowNs, m_pace, m_random);
    m_gates.started(nowNs);
    Request request;
    request.id = nextRequestId();
    request.kind = kind;
    request.origin = id;
    request.slot = origin.slot;
    request.takenNs = nowNs;
    return request;
}

Request Frontier::takeErrand(SlotId id, std::int64_t nowNs)
{
    FrontierSlot& slot = at(id);
    const RobotsErrand errand = std::move(slot.errands.front());
    slot.errands.pop_front();
    --m_errands;
    // The pages of another origin wait for it, but it goes on the wire here.
    Request request = startRobots(originOf(errand.url, nowNs), errand.url, nowNs);
    request.tag.redirects = errand.redirects;
    request.robotsFor = errand.origin;
    return request;
}

Request Frontier::startRobots(OriginId id, const Url& url, std::int64_t nowNs)
{
    Request request = start(id, RequestKind::Robots, nowNs);
    request.tag.discovered = trace::readClock();
    request.url = url;
    request.robotsFor = id;
    return request;
}

AdmittedRequest Frontier::takeQueued(OriginId id, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(id);
    AdmittedRequest taken{id, origin.queue.takeFirst(m_turns.ranking()), {}, {}};
    taken.waited = queueTimes(origin, nowNs);
    taken.waited -= origin.history.at(taken.entry.sequence);
    taken.waited[RequestGate::Backoff] += std::int64_t{taken.entry.tag.backoffMs} * 1'000'000;
    if (origin.queue.isEmpty())
        origin.history.clear();
    return taken;
}

Request Frontier::takePage(AdmittedRequest taken, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(taken.origin);
    --m_size;
    Request request = start(taken.origin, RequestKind::Page, nowNs);
    request.tag = taken.entry.tag;
    request.waited = taken.waited;
    request.url = Url::fromParts(origin.text, taken.entry.target);
    if (std::exchange(origin.isTrial, false))
        setGate(taken.origin, RequestGate::Breaker, FrontierOrigin::kUntilTold, nowNs);
    return request;
}

Request Frontier::takeWaiting(SlotId id, std::int64_t nowNs)
{
    FrontierSlot& slot = at(id);
    const auto admitted = std::ranges::find_if(
        slot.admitted, [this](const AdmittedRequest& waiting) { return at(waiting.origin).gate == RequestGate::None; });
    const bool isAdmitted = admitted != slot.admitted.end();
    const OriginId origin = isAdmitted ? admitted->origin : m_turns.originToServe(m_tables, slot);
    if (needsRobots(at(origin), nowNs)) {
        Request robots = startRobots(origin, Url::fromParts(at(origin).text, "/robots.txt"), nowNs);
        setGate(origin, RequestGate::Robots, FrontierOrigin::kUntilTold, nowNs);
        return robots;
    }
    AdmittedRequest taken;
    if (isAdmitted) {
        taken = std::move(*admitted);
        slot.admitted.erase(admitted);
        --at(origin).admitted;
        --m_admitted;
        taken.waited += originTimes(at(origin), nowNs);
        taken.waited -= taken.reading;
    } else {
        taken = takeQueued(origin, nowNs);
    }
    countWaiting(at(origin), -1);
    return takePage(std::move(taken), nowNs);
}

Request Frontier::take(SlotId id, std::int64_t nowNs)
{
    Request request = at(id).errands.empty() ? takeWaiting(id, nowNs) : takeErrand(id, nowNs);
    settle(id, nowNs);
    settleGlobal(nowNs);
    return request;
}

/// Gives its tokens back.
void Frontier::leave(FrontierOrigin& origin, const Request& request)
{
    --origin.inFlight;
    origin.inFlightSinceS = origin.inFlight == 0 ? 0 : origin.inFlightSinceS - inSeconds(request.takenNs);
    m_limiter.release(origin.slot);
}

void Frontier::giveBack(const Request& request, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(request.origin);
    FrontierSlot& slot = at(origin.slot);
    leave(origin, request);
    slot.meter.entered(-1, -inSeconds(request.takenNs));
    slot.meter.onTheWireChanged(m_limiter.inFlight(origin.slot), nowNs);
    slot.pace = m_paceBefore;
    m_gates = m_gatesBefore;
    if (origin.gate == RequestGate::Breaker && origin.gateUntilNs == FrontierOrigin::kUntilTold) {
        setGate(request.origin, RequestGate::None, 0, nowNs);
        origin.isTrial = true; // another one may try
    }
    settle(origin.slot, nowNs);
    settleGlobal(nowNs);
}

void Frontier::finished(const Request& request, SlotObservation seen, qint64 bytes, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(request.origin);
    FrontierSlot& slot = at(origin.slot);
    seen.onTheWire = m_limiter.inFlight(origin.slot);
    leave(origin, request);
    slot.meter.onTheWireChanged(m_limiter.inFlight(origin.slot), nowNs);
    slot.meter.ended(request.takenNs, seen.endedNs, inSeconds(seen.endedNs - seen.startedNs));
    if (seen.latencyS > 0)
        slot.pace.answered(seen.latencyS, seen.status, m_pace);
    if (m_control != ConcurrencyControl::Fixed) {
        slot.limit.ended(seen, m_control, m_tolerance);
        m_limiter.setOwnLimit(origin.slot, slot.limit.limit());
    }
    noteControl(slot, seen);
    m_gates.received(bytes, nowNs);
    settle(origin.slot, nowNs);
    settleGlobal(nowNs);
}

std::int64_t Frontier::received(qint64 bytes, std::int64_t nowNs)
{
    m_gates.received(bytes, nowNs);
    m_gates.settle(nowNs);
    return m_gates.bytesDueNs();
}

/// A slot with both is told of by its cap: AutoThrottle's delay stands in its status anyway.
void Frontier::noteControl(FrontierSlot& slot, const SlotObservation& seen)
{
    if (m_control != ConcurrencyControl::Fixed)
        slot.control = slot.limit.reading(m_control, m_tolerance);
    else if (!m_pace.autoThrottle)
        slot.control.reset();
    else if (seen.latencyS > 0)
        slot.control = slot.pace.reading(seen.latencyS, m_pace);
}

const std::optional<ControlReading>& Frontier::controlOf(const Request& request) const
{
    return at(at(request.origin).slot).control;
}

const QByteArray& Frontier::slotKeyOf(const Request& request) const
{
    return at(at(request.origin).slot).key;
}

} // namespace lanescope::crawl
