// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scheduler.h"

#include <cassert>
#include <mutex>

namespace lanescope::crawl {

using Lock = std::lock_guard<sync::Mutex>;

namespace {

QByteArray borrowed(std::string_view text) {
    return QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

Scheduler::Scheduler() = default;

void Scheduler::start(const Settings& settings, std::span<const Candidate> urls) {
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    assert(m_parsing == 0);
    m_settings = settings;
    m_frontier = Frontier();
    m_frontier.configure(settings, now);
    m_seen.clear();
    m_statistics = Statistics();
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

void Scheduler::configure(const Settings& settings) {
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    m_settings = settings;
    m_frontier.configure(settings, now);
}

bool Scheduler::inScope(std::string_view host, std::string_view fromHost) const {
    switch (m_settings.scope) {
    case Scope::SameHost:
        return host == fromHost;
    case Scope::StartHosts:
        return m_startHosts.contains(borrowed(host));
    case Scope::Any:
        break;
    }
    return true;
}

/// Scope and depth are judged before the URL counts as seen: both can be widened while the crawl goes on.
bool Scheduler::admit(const Candidate& candidate, const RequestTag& tag, std::string_view fromHost,
                      std::int64_t nowNs) {
    m_statistics.countFound();
    const auto refuse = [this](FilterReason reason) {
        m_statistics.countFiltered(reason);
        return false;
    };
    if (!inScope(candidate.url.host(), fromHost))
        return refuse(FilterReason::Scope);
    if (m_settings.depthLimit > 0 && tag.depth > m_settings.depthLimit)
        return refuse(FilterReason::Depth);
    if (tag.redirects > m_settings.redirectLimit)
        return refuse(FilterReason::Redirects);
    if (!m_seen.insert(candidate.fingerprint))
        return refuse(FilterReason::Duplicate);
    m_frontier.push(candidate.url, tag, nowNs);
    m_statistics.countEnqueued(tag.depth);
    m_depth.depthChanged(static_cast<std::int64_t>(m_frontier.size()), trace::DepthChange::Put);
    return true;
}

std::optional<Request> Scheduler::take() {
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    if (budgetUsed())
        return std::nullopt;
    std::optional<Request> request = m_frontier.next(now);
    if (request) {
        m_statistics.countStarted();
        m_depth.depthChanged(static_cast<std::int64_t>(m_frontier.size()), trace::DepthChange::Get);
    }
    return request;
}

bool Scheduler::ended(const Response& response, bool toParser) {
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    const bool wasWithin = m_frontier.limiter().withinCaps();
    m_frontier.finished(response.request.slot, now);
    m_statistics.countEnded(response);
    if (toParser)
        ++m_parsing;
    return !wasWithin && m_frontier.limiter().withinCaps();
}

void Scheduler::redirected(const Request& from, const Candidate& to) {
    RequestTag tag = from.tag;
    tag.discovered = trace::readClock();
    ++tag.redirects;
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    admit(to, tag, from.url.host(), now);
}

bool Scheduler::parsed(const Url& page, int depth, std::span<const Candidate> links) {
    const RequestTag tag{.discovered = trace::readClock(), .depth = static_cast<std::uint16_t>(depth + 1)};
    const std::int64_t now = trace::monotonicNs();
    const Lock lock(m_mutex);
    const WaitCounts before = m_frontier.waiting();
    for (const Candidate& link : links)
        admit(link, tag, page.host(), now);
    m_statistics.countParsed(links.size());
    assert(m_parsing > 0);
    --m_parsing;
    const WaitCounts after = m_frontier.waiting();
    return after.none > before.none || after.delay > before.delay || idle();
}

void Scheduler::unparsed(std::size_t pages) {
    const Lock lock(m_mutex);
    assert(m_parsing >= pages);
    m_parsing -= pages;
    m_statistics.countUnparsed(pages);
}

bool Scheduler::budgetUsed() const {
    return m_settings.pageBudget > 0 && m_statistics.started() >= static_cast<quint64>(m_settings.pageBudget);
}

double Scheduler::elapsedS() const {
    return static_cast<double>(trace::monotonicNs() - m_startedNs) * 1e-9;
}

void Scheduler::finish(const QString& reason) {
    const Lock lock(m_mutex);
    m_statistics.setElapsed(elapsedS());
    m_statistics.setFinishReason(reason);
    m_running = false;
}

Outlook Scheduler::outlook() {
    const Lock lock(m_mutex);
    Outlook result;
    result.idle = idle();
    result.exhausted = m_frontier.size() == 0 || budgetUsed();
    if (!result.exhausted && !m_frontier.limiter().globalFull())
        result.wakeNs = m_frontier.nextWakeNs();
    return result;
}

bool Scheduler::withinCaps() const {
    const Lock lock(m_mutex);
    return m_frontier.limiter().withinCaps();
}

Progress Scheduler::progress() const {
    const Lock lock(m_mutex);
    Progress now{m_statistics, m_frontier.waiting(), m_frontier.limiter().inFlight(), m_parsing};
    if (m_running)
        now.statistics.setElapsed(elapsedS());
    return now;
}

} // namespace lanescope::crawl
