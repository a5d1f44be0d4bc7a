// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier.h"

#include "core/trace/clock.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <numeric>

namespace lanescope::crawl {

namespace {

QByteArray borrowed(std::string_view text)
{
    return QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
}

QByteArray owned(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
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
    m_ranking = Ranking::of(settings);
    m_pace = PaceRules::of(settings);
    m_fairness = settings.fairness;
    // The readings of one way of counting mean nothing in the other.
    if (std::exchange(m_countWaiting, settings.countWaiting) != settings.countWaiting)
        std::ranges::for_each(m_origins, [](FrontierOrigin& origin) { origin.history.clear(); });
    m_control = settings.control;
    m_tolerance = settings.controlTolerance;
    m_globalCap = std::max(settings.concurrentRequests, 0);
    m_obeyRobots = settings.obeyRobots;
    if (m_sequence == 0)
        m_random.seed(settings.seed);
    m_gates.configure(settings);
    m_limiter.setCaps(settings.concurrentRequests, settings.perIp > 0 ? settings.perIp : settings.perDomain);
    if (keysChange)
        remakeSlots(nowNs);
    recount(nowNs);
}

void Frontier::setBacklogged(bool backlogged, std::int64_t nowNs)
{
    m_gates.setBacklogged(backlogged);
    m_gates.settle(nowNs);
}

// --- Requests come ---

OriginId Frontier::originOf(const Url& url, std::int64_t nowNs)
{
    if (const auto known = m_originIds.constFind(borrowed(url.origin())); known != m_originIds.constEnd())
        return *known;
    const auto id = static_cast<OriginId>(m_origins.size());
    FrontierOrigin& origin = m_origins.emplace_back();
    origin.text = owned(url.origin());
    origin.host = owned(url.host());
    m_originIds.insert(origin.text, id);
    placeInSlot(id, nowNs);
    return id;
}

void Frontier::enqueue(OriginId id, std::string_view target, const RequestTag& tag, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(id);
    if (origin.history.wantsReading(nowNs))
        origin.history.note(m_sequence + 1, nowNs, queueTimes(origin, nowNs));
    origin.queue.push(++m_sequence, target, tag);
    if (countsAsScrapy())
        ++m_unadmitted;
    else
        countWaiting(origin, 1);
    settle(origin.slot, nowNs);
}

bool Frontier::push(const Url& url, const RequestTag& tag, std::int64_t nowNs)
{
    const OriginId id = originOf(url, nowNs);
    if (at(id).givenUp)
        return false;
    ++m_size;
    enqueue(id, url.target(), tag, nowNs);
    return true;
}

bool Frontier::postpone(const Request& request, std::int64_t untilNs, std::int64_t nowNs)
{
    if (at(request.origin).givenUp)
        return false;
    RequestTag tag = request.tag;
    ++tag.retries;
    ++m_size;
    if (untilNs <= nowNs) {
        enqueue(request.origin, request.url.target(), tag, nowNs);
        return true;
    }
    tag.backoffMs += static_cast<std::uint32_t>((untilNs - nowNs) / 1'000'000);
    m_postponed.push({untilNs, request.origin, std::string(request.url.target()), tag});
    ++m_waiting[RequestGate::Backoff];
    return true;
}

void Frontier::redirectRobots(const Request& from, const Url& to, std::int64_t nowNs)
{
    const SlotId slot = at(originOf(to, nowNs)).slot;
    at(slot).errands.push_back({from.origin, static_cast<std::uint8_t>(from.tag.redirects + 1), to});
    ++m_errands;
    settle(slot, nowNs);
}

// --- Gates ---

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
    if (standing == RequestGate::None && slot.hasWork() && !slot.inLine) {
        slot.inLine = true;
        m_line.push_back(id);
    }
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
    m_gates.setCapReached(m_globalCap > 0 && counted >= m_globalCap);
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
    at(id).isTrial = gate == RequestGate::Breaker;
    setGate(id, gate, untilNs, nowNs);
}

void Frontier::openOrigin(OriginId id, std::int64_t nowNs)
{
    at(id).isTrial = false;
    if (at(id).gate != RequestGate::None)
        setGate(id, RequestGate::None, 0, nowNs);
}

void Frontier::robotsRead(OriginId id, std::int64_t validUntilNs, std::int64_t crawlDelayNs, std::int64_t nowNs)
{
    at(id).robotsKnownUntilNs = validUntilNs;
    at(at(id).slot).pace.askFor(crawlDelayNs);
    openOrigin(id, nowNs);
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
        const FrontierOrigin& origin = m_origins[wake.index];
        return origin.gate != RequestGate::None && origin.gateUntilNs == wake.atNs;
    }
    return wake.index < m_slots.size() && m_slots[wake.index].wakeNs == wake.atNs;
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
            m_slots[wake.index].wakeNs = 0;
            settle(static_cast<SlotId>(wake.index), nowNs);
        }
    }
}

void Frontier::wakePostponed(std::int64_t nowNs)
{
    while (!m_postponed.empty() && m_postponed.top().atNs <= nowNs) {
        const Postponed item = m_postponed.top();
        m_postponed.pop();
        --m_waiting[RequestGate::Backoff];
        enqueue(item.origin, item.target, item.tag, nowNs);
    }
}

std::optional<std::int64_t> Frontier::nextWakeNs(std::int64_t nowNs)
{
    while (!m_wakes.empty() && !isCurrent(m_wakes.top()))
        m_wakes.pop();
    std::optional<std::int64_t> next;
    const auto consider = [&next](std::int64_t atNs) { next = std::min(next.value_or(atNs), atNs); };
    if (!m_wakes.empty())
        consider(m_wakes.top().atNs);
    if (!m_postponed.empty())
        consider(m_postponed.top().atNs);
    if (m_gates.gate(nowNs) == RequestGate::RateCap && !m_line.empty())
        consider(m_gates.dueNs());
    return next;
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
    const std::optional<SlotId> slot = slotToServe();
    if (!slot)
        return std::nullopt;
    return take(*slot, nowNs);
}

std::optional<SlotId> Frontier::slotToServe()
{
    if (m_fairness == Fairness::Strict)
        return slotFirstInOrder();
    while (!m_line.empty()) {
        const SlotId id = m_line.front();
        m_line.pop_front();
        at(id).inLine = false;
        if (at(id).standing == RequestGate::None && at(id).hasWork())
            return id;
    }
    return std::nullopt;
}

RequestQueue::Place Frontier::firstPlace(const FrontierSlot& slot) const
{
    RequestQueue::Place first{INT32_MAX, INT64_MAX};
    // Errands, and what is admitted already, come before everything that is not.
    if (!slot.errands.empty() || !slot.admitted.empty())
        return {INT32_MIN, INT64_MIN};
    for (const OriginId id : slot.origins) {
        const FrontierOrigin& origin = at(id);
        if (origin.gate == RequestGate::None && !origin.queue.isEmpty())
            first = std::min(first, origin.queue.firstPlace(m_ranking));
    }
    return first;
}

std::optional<SlotId> Frontier::slotFirstInOrder() const
{
    std::optional<SlotId> first;
    RequestQueue::Place place{INT32_MAX, INT64_MAX};
    for (std::size_t index = 0; index < m_slots.size(); ++index) {
        const FrontierSlot& slot = m_slots[index];
        if (slot.standing != RequestGate::None || !slot.hasWork())
            continue;
        if (const RequestQueue::Place here = firstPlace(slot); !first || here < place) {
            first = static_cast<SlotId>(index);
            place = here;
        }
    }
    return first;
}

/// The origin of a slot's next page. The slot has an open one.
OriginId Frontier::originToServe(const FrontierSlot& slot) const
{
    if (slot.origins.size() == 1)
        return slot.origins.front();
    std::optional<OriginId> first;
    RequestQueue::Place place{INT32_MAX, INT64_MAX};
    for (const OriginId id : slot.origins) {
        const FrontierOrigin& origin = at(id);
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
    slot.meter.onTheWireChanged(m_limiter.inFlight(origin.slot), nowNs);
    slot.pace.started(nowNs, m_pace, m_random);
    m_gates.started(nowNs);
    Request request;
    request.id = nextRequestId();
    request.kind = kind;
    request.origin = id;
    request.slot = origin.slot;
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
    AdmittedRequest taken{id, origin.queue.takeFirst(m_ranking), {}, {}};
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
    const OriginId origin = isAdmitted ? admitted->origin : originToServe(slot);
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

void Frontier::giveBack(const Request& request, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(request.origin);
    FrontierSlot& slot = at(origin.slot);
    --origin.inFlight;
    m_limiter.release(origin.slot);
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
    --origin.inFlight;
    m_limiter.release(origin.slot);
    slot.meter.onTheWireChanged(m_limiter.inFlight(origin.slot), nowNs);
    slot.meter.ended(static_cast<double>(seen.endedNs - seen.startedNs) * 1e-9);
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
