// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scheduler.h"

#include "core/crawl/registrable_domain.h"
#include "core/crawl/retry_policy.h"

#include <cassert>
#include <mutex>

namespace lanescope::crawl {

using Lock = std::lock_guard<sync::Mutex>;
using trace::RequestOutcome;

namespace {

QByteArray borrowed(std::string_view text)
{
    return QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

Scheduler::Scheduler(const std::string& prefix)
    : m_mutex((prefix + "frontier").c_str())
    , m_depth(trace::ObjectKind::Queue, prefix + "frontier depth")
{
}

namespace {

/// Signs that a host gets more than it can take, for the controllers of concurrency.
bool isOverload(const Response& response)
{
    switch (response.outcome) {
    case RequestOutcome::Refused:
    case RequestOutcome::Reset:
    case RequestOutcome::Timeout:
        return true;
    default:
        return response.status == 429 || response.status == 503;
    }
}

/// Failures of the host, not of the page: what a breaker counts.
bool isHostFailure(const Response& response)
{
    switch (response.outcome) {
    case RequestOutcome::Refused:
    case RequestOutcome::Reset:
    case RequestOutcome::HostNotFound:
    case RequestOutcome::Timeout:
    case RequestOutcome::TlsError:
    case RequestOutcome::OtherError:
        return true;
    default:
        return response.status >= 500;
    }
}

SlotObservation observationOf(const Response& response)
{
    return {.startedNs = response.startedNs,
            .endedNs = response.finishedNs,
            .latencyS = response.latencyS(),
            .status = response.status,
            .overload = isOverload(response)};
}

} // namespace

void Scheduler::start(const Settings& settings, std::span<const Candidate> urls)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    assert(m_parsing == 0);
    m_settings = settings;
    m_frontier = Frontier();
    m_frontier.configure(settings, now);
    m_seen.clear();
    m_statistics = Statistics();
    m_statistics.setStart(QDateTime::currentDateTimeUtc());
    m_stop = StopConditions::of(settings);
    m_breakers.clear();
    m_random.seed(settings.seed);
    m_robotsOnTheWire = 0;
    m_startHosts.clear();
    m_startedNs = now;
    m_running = true;
    m_depth.depthChanged(0, trace::DepthChange::None);
    for (const Candidate& candidate : urls) {
        const std::string_view host = candidate.url.host();
        m_startHosts.insert(QByteArray(host.data(), static_cast<qsizetype>(host.size())));
    }
    for (const Candidate& candidate : urls)
        admit(candidate, {.discovered = trace::readClock()}, candidate.url.host(), now);
}

void Scheduler::configure(const Settings& settings)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    m_settings = settings;
    m_stop = StopConditions::of(settings);
    m_frontier.configure(settings, now);
}

void Scheduler::setPatterns(UrlPatterns patterns)
{
    const Lock lock(m_mutex);
    m_patterns = std::move(patterns);
}

bool Scheduler::inScope(std::string_view host, std::string_view fromHost) const
{
    switch (m_settings.scope) {
    case Scope::SameHost:
        return host == fromHost;
    case Scope::SameDomain:
        return host == fromHost || registrableDomain(borrowed(host)) == registrableDomain(borrowed(fromHost));
    case Scope::StartHosts:
        return m_startHosts.contains(borrowed(host));
    case Scope::Any:
        break;
    }
    return true;
}

/// Scope and depth are judged before the URL counts as seen: both can be widened while the crawl goes on.
bool Scheduler::admit(const Candidate& candidate, const RequestTag& tag, std::string_view fromHost, std::int64_t nowNs)
{
    m_statistics.countFound();
    const auto refuse = [this](FilterReason reason) {
        m_statistics.countFiltered(reason);
        return false;
    };
    const bool isStart = tag.depth == 0 && tag.redirects == 0;
    if (!inScope(candidate.url.host(), fromHost) || (!isStart && !m_patterns.admits(candidate.url)))
        return refuse(FilterReason::Scope);
    if (m_settings.obeyNofollow && candidate.nofollow)
        return refuse(FilterReason::Nofollow);
    if (m_settings.depthLimit > 0 && tag.depth > m_settings.depthLimit)
        return refuse(FilterReason::Depth);
    if (tag.redirects > m_settings.redirectLimit)
        return refuse(FilterReason::Redirects);
    if (m_settings.filterDuplicates && !m_seen.insert(candidate.fingerprint))
        return refuse(FilterReason::Duplicate);
    if (!m_frontier.push(candidate.url, tag, nowNs))
        return refuse(FilterReason::Breaker);
    m_statistics.countEnqueued(tag.depth);
    m_depth.depthChanged(static_cast<std::int64_t>(m_frontier.size()), trace::DepthChange::Put);
    return true;
}

std::optional<Request> Scheduler::take()
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    const int pages = m_frontier.limiter().inFlight() - m_robotsOnTheWire;
    if (conditionMet() != nullptr || m_stop.pagesSpokenFor(m_statistics, pages))
        return std::nullopt;
    std::optional<Request> request = m_frontier.next(now);
    if (request && request->kind == RequestKind::Robots) {
        ++m_robotsOnTheWire;
    } else if (request) {
        m_statistics.countStarted();
        m_depth.depthChanged(static_cast<std::int64_t>(m_frontier.size()), trace::DepthChange::Get);
    }
    return request;
}

void Scheduler::forbid(const Request& request)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    m_statistics.countNotStarted();
    m_statistics.countFiltered(FilterReason::Robots);
    m_frontier.giveBack(request, now);
}

bool Scheduler::shouldRetry(const Response& response) const
{
    return response.request.kind == RequestKind::Page && response.outcome != RequestOutcome::Cancelled &&
           mayRetry(response, m_settings) && response.request.tag.retries < m_settings.retryTimes;
}

/// Retry-After and breaker: what the answer says of its host.
void Scheduler::noteHealth(const Response& response, std::int64_t nowNs, Ending& ending)
{
    const OriginId origin = response.request.origin;
    if (response.outcome == RequestOutcome::Cancelled)
        return;
    if (const auto pauseS = slotPauseS(response, m_settings, QDateTime::currentSecsSinceEpoch())) {
        const std::int64_t untilNs = nowNs + static_cast<std::int64_t>(*pauseS * 1e9);
        if (m_frontier.pauseSlot(origin, untilNs, response.startedNs, nowNs))
            ending.slotPausedS = *pauseS;
    }
    const auto index = static_cast<std::size_t>(origin);
    if (index >= m_breakers.size())
        m_breakers.resize(index + 1);
    Breaker& breaker = m_breakers[index];
    if (!isHostFailure(response)) {
        if (breaker.isTrying() && response.request.kind == RequestKind::Page)
            m_frontier.openOrigin(origin, nowNs);
        breaker.succeeded();
        return;
    }
    switch (breaker.failed(response.startedNs, nowNs, m_settings.breakerFailures)) {
    case Breaker::Step::Nothing:
        break;
    case Breaker::Step::Open:
        ending.breakerOpened = true;
        m_frontier.holdOrigin(origin, RequestGate::Breaker,
                              nowNs + std::int64_t{m_settings.breakerPauseS} * 1'000'000'000, nowNs);
        break;
    case Breaker::Step::GiveUp:
        ending.givenUp = m_frontier.giveUp(origin, nowNs);
        m_statistics.countFiltered(FilterReason::Breaker, ending.givenUp);
        break;
    }
}

Ending Scheduler::ended(const Response& response, bool toParser)
{
    const std::int64_t now = trace::monotonicNs();
    Ending ending;
    const Lock lock(m_mutex);
    const bool wasWithin = m_frontier.limiter().withinCaps();
    m_frontier.finished(response.request, observationOf(response), response.received(), now);
    if ((ending.control = m_frontier.controlOf(response.request)))
        ending.controlledSlot = m_frontier.slotKeyOf(response.request).toStdString();
    noteHealth(response, now, ending);
    if (response.request.kind == RequestKind::Robots) {
        --m_robotsOnTheWire;
        m_statistics.countRobots(response);
    } else {
        // A slot that a Retry-After holds needs no back-off on top.
        const bool wanted = shouldRetry(response);
        const int tries = response.request.tag.retries;
        const std::int64_t untilNs =
            !wanted || ending.slotPausedS > 0 ? now : now + backoffNs(tries, m_settings, m_random);
        ending.retried = wanted && m_frontier.postpone(response.request, untilNs, now);
        m_statistics.countEnded(response, ending.retried ? Fate::Retried : Fate::Final);
        if (!ending.retried && tries > 0 && mayRetry(response, m_settings))
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
    m_frontier.robotsRead(origin, validUntilNs, crawlDelayNs, now);
}

void Scheduler::robotsMoved(const Request& from, const Url& to)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    m_frontier.redirectRobots(from, to, now);
}

void Scheduler::robotsFailed(OriginId origin)
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    // At least a moment, so that a host that refuses at once is not asked again within the same round.
    constexpr std::int64_t kLeastNs = 50'000'000;
    m_frontier.holdOrigin(origin, RequestGate::Robots, now + std::max(backoffNs(0, m_settings, m_random), kLeastNs),
                          now);
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

void Scheduler::redirected(const Request& from, const Candidate& to)
{
    RequestTag tag = from.tag;
    tag.discovered = trace::readClock();
    ++tag.redirects;
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    admit(to, tag, from.url.host(), now);
}

bool Scheduler::parsed(const Url& page, int depth, std::span<const Candidate> links)
{
    const RequestTag tag{.discovered = trace::readClock(), .depth = static_cast<std::uint16_t>(depth + 1)};
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    const WaitCounts before = m_frontier.waiting(now);
    for (const Candidate& link : links)
        admit(link, tag, page.host(), now);
    m_statistics.countParsed(links.size());
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

const char* Scheduler::conditionMet() const
{
    return m_stop.metBy(m_statistics, elapsedS());
}

QString Scheduler::stopReason() const
{
    const Lock lock(m_mutex);
    return QString::fromLatin1(conditionMet());
}

double Scheduler::elapsedS() const
{
    return static_cast<double>(trace::monotonicNs() - m_startedNs) * 1e-9;
}

void Scheduler::finish(const QString& reason)
{
    const Lock lock(m_mutex);
    m_statistics.setElapsed(elapsedS());
    m_statistics.setFinishReason(reason);
    m_running = false;
}

Outlook Scheduler::outlook()
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    Outlook result;
    result.idle = idle();
    result.exhausted = (m_frontier.size() == 0 && !m_frontier.hasErrands()) || conditionMet() != nullptr;
    if (!result.exhausted && !m_frontier.limiter().globalFull())
        result.wakeNs = m_frontier.nextWakeNs(now);
    return result;
}

bool Scheduler::withinCaps() const
{
    const Lock lock(m_mutex);
    return m_frontier.limiter().withinCaps();
}

Progress Scheduler::progress() const
{
    const Lock lock(m_mutex);
    Progress now{m_statistics, m_frontier.waiting(trace::monotonicNs()), m_frontier.limiter().inFlight(),
                 m_robotsOnTheWire, m_parsing};
    if (m_running)
        now.statistics.setElapsed(elapsedS());
    return now;
}

std::vector<SlotStatus> Scheduler::slotStatus(std::size_t most) const
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    return m_frontier.slotStatus(most, now);
}

void Scheduler::stepMeters()
{
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    m_frontier.stepMeters(now);
}

} // namespace lanescope::crawl
