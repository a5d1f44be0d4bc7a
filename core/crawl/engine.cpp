// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/engine.h"

#include <QThread>

#include <algorithm>
#include <cassert>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {
constexpr int kSampleMs = 250;
constexpr int kMostRobotsNotes = 20;

ParseJob parseJob(const Response& response, const QByteArray& body)
{
    return {response.request.url, response.request.tag.depth, body,
            response.contentType, response.request.id,        trace::readClock()};
}
} // namespace

Engine::Engine(const Settings& settings, QObject* parent, const std::string& prefix)
    : QObject(parent)
    , m_settings(settings)
    , m_scheduler(prefix)
    , m_pageParser(m_scheduler)
    , m_monitor(prefix, this)
    , m_wireRecorder(prefix + "slot")
    , m_downloader(this)
    , m_wakeTimer(this)
    , m_sampleTimer(this)
    , m_dispatchSpan(trace::Recorder::intern("dispatch"))
    , m_responseSpan(trace::Recorder::intern("response"))
    , m_parsers([this](const ParseJob& job) { onParser(job); }, settings.parseThreads,
                static_cast<std::size_t>(std::max(settings.parseBacklog, 1)), prefix)
{
    m_wakeTimer.setSingleShot(true);
    m_wakeTimer.setTimerType(Qt::PreciseTimer);
    m_sampleTimer.setInterval(kSampleMs);
    connect(&m_wakeTimer, &QTimer::timeout, this, &Engine::dispatch);
    connect(&m_sampleTimer, &QTimer::timeout, this, &Engine::sample);
    connect(&m_downloader, &Downloader::finished, this, &Engine::responseArrived);
    m_downloader.setTakers([this](const Response& response) { return takerFor(response); });
    connect(&m_monitor, &CrawlMonitor::noted, this, &Engine::noted);
    connect(&m_monitor, &CrawlMonitor::sampled, this, &Engine::sampled);
}

Engine::~Engine()
{
    m_downloader.disconnect(this);
    m_running = false;
}

void Engine::start(const std::vector<Url>& urls)
{
    assert(!m_running);
    std::vector<Candidate> candidates;
    for (const Url& url : urls)
        candidates.push_back({url, url.fingerprint()});
    m_running = true;
    m_stopping = false;
    m_saidBacklogged = false;
    m_robotsNotes = 0;
    m_downloader.resolver().setLifetimes(m_settings.dnsCacheS, m_settings.dnsNegativeS);
    usePatterns();
    m_scheduler.start(m_settings, candidates);
    m_robots.clear();
    m_monitor.started();
    m_sampleTimer.start();
    dispatchSoon();
}

void Engine::stop()
{
    if (!m_running || m_stopping)
        return;
    m_stopping = true;
    m_dispatching = true;
    m_downloader.cancelAll();
    m_dispatching = false;
    m_scheduler.unparsed(m_parsers.queue().clear());
    dispatchSoon();
}

void Engine::setSettings(const Settings& settings)
{
    if (QThread::currentThread() == thread())
        apply(settings);
    else
        QMetaObject::invokeMethod(
            this, [this, settings] { apply(settings); }, Qt::QueuedConnection);
}

void Engine::watchEffectOf(const QString& what)
{
    QMetaObject::invokeMethod(&m_monitor, [this, what] { m_monitor.knobChanged(what); });
}

/// A pattern that is none leaves those that were.
void Engine::usePatterns()
{
    auto patterns = UrlPatterns::compile(m_settings.allow, m_settings.deny);
    if (patterns)
        m_scheduler.setPatterns(std::move(patterns).value());
    else
        Q_EMIT noted(QString::fromStdString(patterns.error()));
}

void Engine::apply(const Settings& settings)
{
    const bool patternsChange = settings.allow != m_settings.allow || settings.deny != m_settings.deny;
    m_settings = settings;
    if (patternsChange)
        usePatterns();
    m_parsers.setThreads(settings.parseThreads);
    m_downloader.resolver().setLifetimes(settings.dnsCacheS, settings.dnsNegativeS);
    m_scheduler.configure(settings);
    if (m_scheduler.withinCaps())
        Q_EMIT capsKept();
    dispatch();
}

/// From any thread; many calls before the loop comes round make one dispatch.
void Engine::dispatchSoon()
{
    if (!m_dispatchPosted.exchange(true))
        QMetaObject::invokeMethod(this, &Engine::dispatch, Qt::QueuedConnection);
}

/// Where slots are addresses, requests wait until theirs is known.
void Engine::resolveForSlots()
{
    for (const QByteArray& host : m_scheduler.takeUnresolvedHosts()) {
        m_downloader.resolver().resolve(host, [this, host](const Resolver::Addresses& addresses) {
            m_scheduler.setAddress(host, addresses.empty() ? QByteArray() : addresses.front().toString().toLatin1());
            dispatchSoon();
        });
    }
}

bool Engine::backlogged()
{
    const auto full = [this] {
        return m_parsers.queue().isFull(static_cast<std::size_t>(std::max(m_settings.parseBacklog, 1)),
                                        m_settings.parseBacklogBytes);
    };
    if (!full())
        return false;
    // Asked again once the parsers know that somebody waits: the last of them may just have finished.
    m_heldByBacklog.store(true);
    return full();
}

void Engine::dispatch()
{
    m_dispatchPosted.store(false);
    // An answer that comes while another starts ends up here again; the outer round goes on anyway.
    if (!m_running || m_dispatching)
        return;
    {
        const trace::Span span(m_dispatchSpan);
        m_dispatching = true;
        if (m_settings.perIp > 0)
            resolveForSlots();
        startWhatMay();
        m_dispatching = false;
        noteOnTheWire();
    }
    const Outlook outlook = m_scheduler.outlook();
    if (outlook.idle && (m_stopping || outlook.exhausted))
        finish();
    else
        armWakeTimer(m_stopping ? std::nullopt : outlook.wakeNs);
}

void Engine::startWhatMay()
{
    // A robots.txt that forbids a million URLs must not hold the loop until all are through.
    constexpr int kMostForbidden = 500;
    int forbidden = 0;
    while (!m_stopping && m_downloader.onTheWire() < m_downloader.capacity()) {
        if (backlogged() != m_saidBacklogged) {
            m_saidBacklogged = !m_saidBacklogged;
            m_scheduler.setBacklogged(m_saidBacklogged);
        }
        const std::optional<Request> request = m_saidBacklogged ? std::nullopt : m_scheduler.take();
        if (!request)
            return;
        if (!isForbidden(*request)) {
            m_downloader.start(*request, m_settings);
        } else if (++forbidden == kMostForbidden) {
            dispatchSoon();
            return;
        }
    }
}

bool Engine::isForbidden(const Request& request)
{
    if (!m_settings.obeyRobots || request.kind != RequestKind::Page)
        return false;
    const std::optional<QString> refusal = m_robots.refusal(request, m_settings.userAgent);
    if (!refusal)
        return false;
    m_scheduler.forbid(request);
    Response response;
    response.request = request;
    response.outcome = trace::RequestOutcome::Filtered;
    response.error = *refusal;
    response.stamps.started = response.stamps.finished = trace::readClock();
    response.startedNs = response.finishedNs = trace::monotonicNs();
    m_wireRecorder.recordFiltered(response);
    Q_EMIT urlDone(response);
    return true;
}

void Engine::armWakeTimer(std::optional<std::int64_t> wakeNs)
{
    if (!wakeNs) {
        if (m_wakeTimer.isActive())
            m_wakeTimer.stop();
        return;
    }
    // Rounded up: a timer that goes off early would find nothing to do and be set again.
    const std::int64_t milliseconds = (*wakeNs - trace::monotonicNs() + 999'999) / 1'000'000;
    m_wakeTimer.start(static_cast<int>(std::clamp<std::int64_t>(milliseconds, 0, 3600 * 1000)));
}

void Engine::noteOnTheWire()
{
    const int now = m_downloader.onTheWire();
    m_onTheWire.store(now, std::memory_order_relaxed);
    if (now > m_maxOnTheWire.load(std::memory_order_relaxed))
        m_maxOnTheWire.store(now, std::memory_order_relaxed);
    m_monitor.onTheWire(now);
}

void Engine::responseArrived(const Response& response)
{
    {
        const trace::Span span(m_responseSpan);
        m_wireRecorder.record(response);
        m_onTheWire.store(m_downloader.onTheWire(), std::memory_order_relaxed);
        if (response.request.kind == RequestKind::Robots)
            robotsArrived(response);
        else
            pageArrived(response);
        Q_EMIT requestDone(response);
    }
    dispatch();
}

void Engine::pageArrived(const Response& response)
{
    const bool forParser = response.outcome == trace::RequestOutcome::Ok && isForParser(response);
    const Ending ending = m_scheduler.ended(response, forParser);
    const std::shared_ptr<IncomingPage> arriving = m_arriving.take(response.request.id);
    if (arriving && !forParser)
        arriving->drop();
    else if (arriving)
        arriving->end(QByteArray(response.body));
    else if (forParser)
        m_parsers.queue().put(parseJob(response, response.body));
    if (response.outcome == trace::RequestOutcome::Redirected)
        followRedirect(response);
    if (response.outcome == trace::RequestOutcome::Ok)
        m_monitor.pageFetched(response);
    if (ending.control)
        m_monitor.controlStepped(ending.controlledSlot, *ending.control);
    tellOf(response, ending);
    if (!ending.retried)
        Q_EMIT urlDone(response);
    if (ending.capsKeptAgain)
        Q_EMIT capsKept();
}

void Engine::robotsArrived(const Response& response)
{
    const Ending ending = m_scheduler.ended(response, false);
    tellOf(response, ending);
    if (ending.capsKeptAgain)
        Q_EMIT capsKept();
    if (m_stopping)
        return;
    const RobotsCache::Step step = m_robots.arrived(response, m_settings);
    const OriginId origin = response.request.robotsFor;
    const std::int64_t now = trace::monotonicNs();
    switch (step.next) {
    case RobotsCache::Step::Next::Known:
        m_scheduler.robotsRead(origin, now + RobotsCache::kLifetimeNs,
                               static_cast<std::int64_t>(step.crawlDelayS * 1e9));
        // Nobody reads the hundredth, and a crawl of the whole web has thousands.
        if (++m_robotsNotes <= kMostRobotsNotes)
            Q_EMIT noted(QString::fromLatin1(response.request.url.text()) + u": "_s + step.told);
        break;
    case RobotsCache::Step::Next::Moved:
        m_scheduler.robotsMoved(response.request, step.movedTo);
        break;
    case RobotsCache::Step::Next::Again:
        m_scheduler.robotsFailed(origin);
        break;
    }
}

void Engine::tellOf(const Response& response, const Ending& ending)
{
    const std::string_view origin = response.request.url.origin();
    const QString host = QString::fromLatin1(origin.data(), static_cast<qsizetype>(origin.size()));
    if (ending.slotPausedS > 0)
        Q_EMIT noted(tr("%1 answered %2 and asked to be left alone: nothing goes to its slot for %3 s.")
                         .arg(host)
                         .arg(response.status)
                         .arg(ending.slotPausedS, 0, 'f', 0));
    if (ending.breakerOpened)
        Q_EMIT noted(tr("%1 failed %2 times in a row and is left alone for %3 s.")
                         .arg(host)
                         .arg(m_settings.breakerFailures)
                         .arg(m_settings.breakerPauseS));
    if (ending.givenUp > 0)
        Q_EMIT noted(tr("%1 is given up; %2 of its URLs are dropped.").arg(host).arg(ending.givenUp));
}

bool Engine::isForParser(const Response& response) const
{
    return !m_stopping && response.request.kind == RequestKind::Page && response.status >= 200 &&
           response.status < 300 &&
           isHtml({response.contentType.constData(), static_cast<std::size_t>(response.contentType.size())});
}

/// A page that is so large that parsers begin with it before it is there.
std::shared_ptr<PieceTaker> Engine::takerFor(const Response& response)
{
    if (!isForParser(response))
        return nullptr;
    const auto wantsMore = [this, lane = response.lane, id = response.request.id] {
        QMetaObject::invokeMethod(
            &m_downloader, [this, lane, id] { m_downloader.readOn(lane, id); }, Qt::QueuedConnection);
    };
    auto page = std::make_shared<IncomingPage>(m_parsers.queue(), parseJob(response, {}), wantsMore);
    m_arriving.insert(response.request.id, page);
    return page;
}

void Engine::followRedirect(const Response& response)
{
    const std::string_view location(response.location.constData(), static_cast<std::size_t>(response.location.size()));
    if (const auto url = Url::resolved(response.request.url, location))
        m_scheduler.redirected(response.request, {*url, url->fingerprint()});
}

void Engine::onParser(const ParseJob& job)
{
    const trace::Ticks began = trace::readClock();
    const bool somethingToDo = m_pageParser.parse(job);
    using trace::RequestPhase;
    trace::requestPhase(trace::ObjectId::None, job.request, RequestPhase::ParseQueue, job.queued, began);
    trace::requestPhase(trace::ObjectId::None, job.request, RequestPhase::Parse, began, trace::readClock());
    if (somethingToDo || m_heldByBacklog.exchange(false))
        dispatchSoon();
}

void Engine::finish()
{
    m_running = false;
    m_sampleTimer.stop();
    m_wakeTimer.stop();
    // A condition that is met by the very last page ended nothing.
    const bool something = m_scheduler.progress().waiting.total() > 0;
    const QString condition = m_scheduler.stopReason();
    const QString reason = m_stopping ? u"shutdown"_s : something && !condition.isEmpty() ? condition : u"finished"_s;
    m_scheduler.finish(reason);
    sample();
    m_monitor.ended();
    Q_EMIT finished(reason);
}

void Engine::sample()
{
    m_monitor.sample(m_settings, m_scheduler);
    // A time limit is noticed by nobody else while nothing happens.
    if (m_running)
        dispatch();
}

Progress Engine::progress() const
{
    return m_scheduler.progress();
}

} // namespace lanescope::crawl
