// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/scheduler.h"

#include "core/crawl/frontier/retry_policy.h"

#include <cassert>
#include <mutex>
#include <utility>

namespace lanescope::crawl {

using Lock = std::lock_guard<sync::Mutex>;
using trace::RequestOutcome;

namespace {

/// The URLs of a host that is given up.
UnaskedListener droppedInto(LeftOut& leftOut, Statistics& statistics)
{
    return [&leftOut, &statistics](const UnaskedUrl& url) {
        statistics.countDropped(url.tag);
        leftOut.add({url.url, url.tag, FilterReason::Breaker});
    };
}

} // namespace

Scheduler::Scheduler(const std::string& prefix)
    : m_mutex((prefix + "frontier").c_str())
    , m_depth(trace::ObjectKind::Queue, prefix + "frontier depth")
{
}

void Scheduler::start(const Settings& settings, std::span<const Candidate> urls, const StopConditions::Spent& earlier)
{
    const std::int64_t now = trace::monotonicNs();
    LeftOut leftOut(m_onUnasked);
    const Lock lock(m_mutex);
    assert(m_parsing == 0);
    m_settings = settings;
    m_frontier = Frontier();
    m_frontier.setCapacity(m_capacity);
    m_frontier.configure(settings, now);
    m_statistics = Statistics();
    m_statistics.setStart(QDateTime::currentDateTimeUtc());
    m_stop = StopConditions::of(settings);
    m_earlier = earlier;
    m_health.clear();
    m_random.seed(settings.seed);
    m_robotsOnTheWire = 0;
    m_startedNs = now;
    m_running = true;
    m_isRefiltering = false;
    m_depth.depthChanged(0, trace::DepthChange::None);
    m_admission.start(urls);
    for (const Candidate& candidate : urls)
        admitAll({&candidate, 1}, {.discovered = trace::readClock()}, candidate.url.host(), now, leftOut);
}

void Scheduler::configure(const Settings& settings)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    m_isRefiltering =
        m_isRefiltering || settings.scope != m_settings.scope || settings.depthLimit != m_settings.depthLimit;
    m_settings = settings;
    m_stop = StopConditions::of(settings);
    if (settings.breakerFailures <= 0)
        m_health.clear();
    m_frontier.configure(settings, now);
}

void Scheduler::setPatterns(UrlPatterns patterns)
{
    const Lock lock(m_mutex);
    m_admission.setPatterns(std::move(patterns));
    m_isRefiltering = m_isRefiltering || m_running;
}

/// Why not; nothing if it is.
std::optional<FilterReason> Scheduler::admit(const Candidate& candidate, const RequestTag& tag,
                                             std::string_view fromHost, std::int64_t nowNs, LeftOut& leftOut)
{
    m_statistics.countFound();
    std::optional<FilterReason> refusal = m_admission.refusal(candidate, tag, fromHost, m_settings);
    if (!refusal && !m_frontier.push(candidate.url, tag, nowNs))
        refusal = FilterReason::Breaker;
    if (refusal) {
        m_statistics.countFiltered(*refusal);
        if (leftOut.isWanted() && *refusal != FilterReason::Duplicate)
            leftOut.add({candidate.url, tag, refusal});
        return refusal;
    }
    m_statistics.countEnqueued(tag.depth);
    return std::nullopt;
}

/// All that come together are one change of the depth.
void Scheduler::admitAll(std::span<const Candidate> candidates, const RequestTag& tag, std::string_view fromHost,
                         std::int64_t nowNs, LeftOut& leftOut)
{
    const auto tell = [this](std::uint32_t admitted) {
        if (admitted > 0)
            m_depth.depthChanged(static_cast<std::int64_t>(m_frontier.size()), trace::DepthChange::Put, admitted);
    };
    std::uint32_t admitted = 0;
    for (const Candidate& candidate : candidates) {
        if (!admit(candidate, tag, fromHost, nowNs, leftOut) && ++admitted == trace::TracedObject::kMostAtOnce)
            tell(std::exchange(admitted, 0));
    }
    tell(admitted);
}

Turn Scheduler::take()
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    const int pages = m_frontier.limiter().inFlight() - m_robotsOnTheWire;
    if (conditionMet() != nullptr || m_stop.pagesSpokenFor(spent(), pages))
        return {.outlook = outlookAt(now)};
    Turn turn{.request = m_frontier.next(now)};
    if (turn.request && turn.request->kind == RequestKind::Robots) {
        ++m_robotsOnTheWire;
    } else if (turn.request) {
        m_statistics.countStarted();
        m_depth.depthChanged(static_cast<std::int64_t>(m_frontier.size()), trace::DepthChange::GetAnyOrder);
        if (m_isRefiltering)
            turn.refusal = m_admission.refusalNow(turn.request->url, turn.request->tag, m_settings);
    }
    if (!turn.request || m_frontier.limiter().globalFull())
        turn.outlook = outlookAt(now);
    return turn;
}

void Scheduler::leaveOut(const Request& request, FilterReason why)
{
    const std::int64_t now = trace::monotonicNs();
    LeftOut leftOut(m_onUnasked);
    const Lock lock(m_mutex);
    m_statistics.countNotStarted();
    m_statistics.countFiltered(why);
    m_frontier.giveBack(request, now);
    if (why != FilterReason::Robots) // which has more to tell
        leftOut.add({request.url, request.tag, why});
}

bool Scheduler::shouldRetry(const Response& response) const
{
    return response.request.kind == RequestKind::Page && response.outcome != RequestOutcome::Cancelled &&
           mayRetry(response, m_settings) && response.request.tag.retries < m_settings.retryTimes;
}

std::int64_t Scheduler::received(qint64 bytes)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    return m_frontier.received(bytes, now);
}

Ending Scheduler::ended(const Response& response, bool toParser)
{
    const std::int64_t now = trace::monotonicNs();
    Ending ending;
    LeftOut leftOut(m_onUnasked);
    const Lock lock(m_mutex);
    const bool wasWithin = m_frontier.limiter().withinCaps();
    m_frontier.finished(response.request, HostHealth::observationOf(response), response.wireBytes - response.paidBytes,
                        now);
    if ((ending.control = m_frontier.controlOf(response.request)))
        ending.controlledSlot = m_frontier.slotKeyOf(response.request).toStdString();
    ending.health = m_health.ended(response, m_settings, m_frontier, now, droppedInto(leftOut, m_statistics));
    if (response.request.kind == RequestKind::Robots) {
        --m_robotsOnTheWire;
        m_statistics.countRobots(response);
    } else {
        // A slot that a Retry-After holds needs no back-off on top.
        const bool wanted = shouldRetry(response);
        const int tries = response.request.tag.retries;
        const std::int64_t untilNs =
            !wanted || ending.health.slotPausedS > 0 ? now : now + backoffNs(tries, m_settings, m_random);
        const LastTry ended{static_cast<std::uint16_t>(response.status), response.outcome};
        ending.retried = wanted && m_frontier.postpone(response.request, ended, untilNs, now);
        m_statistics.countEnded(response, ending.retried ? Fate::Retried : Fate::Final);
        if (!wanted && mayRetry(response, m_settings))
            m_statistics.countRetriesUsedUp();
    }
    if (toParser)
        ++m_parsing;
    ending.capsKeptAgain = !wasWithin && m_frontier.limiter().withinCaps();
    return ending;
}

void Scheduler::setBacklogged(bool backlogged)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    m_frontier.setBacklogged(backlogged, now);
}

void Scheduler::robotsRead(OriginId origin, std::int64_t validUntilNs, std::int64_t crawlDelayNs)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    m_statistics.countRobotsReceived();
    m_frontier.robotsRead(origin, validUntilNs, crawlDelayNs, now);
}

void Scheduler::robotsMissing(OriginId origin, int status, std::int64_t validUntilNs)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    m_statistics.countRobotsMissing(status);
    m_frontier.robotsRead(origin, validUntilNs, 0, now);
}

void Scheduler::robotsMoved(const Request& from, const Url& to)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    m_frontier.redirectRobots(from, to, now);
}

void Scheduler::robotsFailed(OriginId origin, int tries)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    // At least a moment, so that a host that refuses at once is not asked again within the same round.
    constexpr std::int64_t kLeastNs = 50'000'000;
    m_frontier.holdOrigin(origin, RequestGate::Robots,
                          now + std::max(backoffNs(tries - 1, m_settings, m_random), kLeastNs), now);
}

std::vector<QByteArray> Scheduler::takeGuardedHosts()
{
    const Lock lock(m_mutex);
    return m_frontier.takeGuardedHosts();
}

std::vector<QByteArray> Scheduler::takeUnresolvedHosts()
{
    const Lock lock(m_mutex);
    return m_frontier.takeUnresolvedHosts();
}

void Scheduler::setAddress(const QByteArray& host, const QByteArray& address)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    m_frontier.setAddress(host, address, now);
}

std::optional<FilterReason> Scheduler::redirected(const Request& from, const Candidate& to)
{
    RequestTag tag = from.tag;
    tag.discovered = trace::readClock();
    tag.backoffMs = 0;
    ++tag.redirects;
    const std::int64_t now = trace::monotonicNs();
    LeftOut leftOut(m_onUnasked);
    const Lock lock(m_mutex);
    const std::optional<FilterReason> refusal = admit(to, tag, from.url.host(), now, leftOut);
    if (!refusal)
        m_depth.depthChanged(static_cast<std::int64_t>(m_frontier.size()), trace::DepthChange::Put);
    return refusal;
}

bool Scheduler::parsed(const Url& page, int depth, const FoundLinks& links)
{
    const RequestTag tag{.discovered = trace::readClock(), .depth = static_cast<std::uint16_t>(depth + 1)};
    const std::int64_t now = trace::monotonicNs();
    LeftOut leftOut(m_onUnasked);
    const Lock lock(m_mutex);
    const WaitCounts before = m_frontier.waiting(now);
    admitAll(links.candidates, tag, page.host(), now, leftOut);
    for (std::size_t reason = 0; reason < kFilterReasons; ++reason) {
        m_statistics.countFound(links.unfit[reason]);
        m_statistics.countFiltered(static_cast<FilterReason>(reason), links.unfit[reason]);
    }
    m_statistics.countParsed(links.candidates.size());
    assert(m_parsing > 0);
    --m_parsing;
    const WaitCounts after = m_frontier.waiting(now);
    const auto more = [&](RequestGate gate) { return after[gate] > before[gate]; };
    return more(RequestGate::None) || more(RequestGate::Delay) || more(RequestGate::Resolve) ||
           more(RequestGate::RateCap) || more(RequestGate::RetryAfter) || idle();
}

void Scheduler::unparsed(std::size_t pages)
{
    const Lock lock(m_mutex);
    assert(m_parsing >= pages);
    m_parsing -= pages;
    m_statistics.countUnparsed(pages);
}

} // namespace lanescope::crawl
