// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/engine.h"

#include <QThread>

#include <algorithm>
#include <cassert>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {
constexpr int kSampleMs = 250;
} // namespace

Engine::Engine(const Settings& settings, QObject* parent, const std::string& prefix)
    : QObject(parent)
    , m_settings(settings)
    , m_scheduler(prefix)
    , m_monitor(prefix, this)
    , m_wireRecorder(prefix + "slot")
    , m_downloader(this)
    , m_wakeTimer(this)
    , m_sampleTimer(this)
    , m_dispatchSpan(trace::Recorder::intern("dispatch"))
    , m_responseSpan(trace::Recorder::intern("response"))
    , m_pages(m_scheduler, settings, prefix,
              {[this] { dispatchSoon(); },
               [this](int lane, std::uint32_t request) {
                   QMetaObject::invokeMethod(
                       &m_downloader, [this, lane, request] { m_downloader.readOn(lane, request); },
                       Qt::QueuedConnection);
               },
               [this](const Url& page) {
                   QMetaObject::invokeMethod(
                       this, [this, page] { noteCutPage(page); }, Qt::QueuedConnection);
               }})
{
    m_scheduler.setCapacity(m_downloader.capacity());
    m_wakeTimer.setSingleShot(true);
    m_wakeTimer.setTimerType(Qt::PreciseTimer);
    m_sampleTimer.setInterval(kSampleMs);
    connect(&m_wakeTimer, &QTimer::timeout, this, &Engine::dispatch);
    connect(&m_sampleTimer, &QTimer::timeout, this, &Engine::sample);
    connect(&m_downloader, &Downloader::finished, this, &Engine::responseArrived);
    m_downloader.setTakers([this](const Response& response) { return m_pages.takerFor(response, !m_stopping); });
    m_downloader.setToll([this](qint64 bytes) { return m_settings.maxKbPerS > 0 ? m_scheduler.received(bytes) : 0; });
    connect(&m_monitor, &CrawlMonitor::noted, this, &Engine::noted);
    connect(&m_monitor, &CrawlMonitor::sampled, this, &Engine::sampled);
}

Engine::~Engine()
{
    m_downloader.disconnect(this);
    m_running = false;
}

void Engine::start(const std::vector<Url>& urls, const StopConditions::Spent& earlier)
{
    assert(!m_running);
    std::vector<Candidate> candidates;
    for (const Url& url : urls)
        candidates.push_back({url, url.fingerprint()});
    m_running = true;
    m_stopping = false;
    m_saidBacklogged = false;
    m_told = {};
    m_downloader.resolver().setLifetimes(m_settings.dnsCacheS, m_settings.dnsNegativeS);
    usePatterns();
    m_scheduler.start(m_settings, candidates, earlier);
    m_robots.clear();
    m_redirects.clear();
    m_monitor.started();
    m_sampleTimer.start();
    dispatchSoon();
}

void Engine::stop()
{
    if (!m_running || m_stopping)
        return;
    m_stopping = true;
    m_monitor.paced(m_downloader.pacedBodies());
    m_monitor.stopping(m_settings, m_scheduler);
    m_dispatching = true;
    m_downloader.cancelAll();
    m_dispatching = false;
    m_scheduler.unparsed(m_pages.clear());
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

void Engine::watchEffectOf(const KnobChange& change)
{
    QMetaObject::invokeMethod(&m_monitor, [this, change] { m_monitor.knobChanged(change); });
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
    m_pages.setThreads(settings.parseThreads);
    m_downloader.resolver().setLifetimes(settings.dnsCacheS, settings.dnsNegativeS);
    m_scheduler.configure(settings);
    m_downloader.tollChanged();
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

void Engine::dispatch()
{
    m_dispatchPosted.store(false);
    // An answer that comes while another starts ends up here again; the outer round goes on anyway.
    if (!m_running || m_dispatching) {
        m_askedMeanwhile = true;
        return;
    }
    std::optional<Outlook> known;
    {
        const trace::Span span(m_dispatchSpan);
        m_dispatching = true;
        if (m_settings.perIp > 0)
            resolveForSlots();
        known = startWhatMay();
        m_dispatching = false;
        noteOnTheWire();
    }
    const Outlook outlook = known ? *known : m_scheduler.outlook();
    if (outlook.idle && (m_stopping || outlook.exhausted))
        finish();
    else
        armWakeTimer(m_stopping ? std::nullopt : outlook.wakeNs);
}

/// How things stand then, if it is known.
std::optional<Outlook> Engine::startWhatMay()
{
    // A robots.txt that forbids a million URLs must not hold the loop until all are through.
    constexpr int kMostForbidden = 500;
    int forbidden = 0;
    while (!m_stopping) {
        if (m_pages.isBacklogged(m_settings) != m_saidBacklogged) {
            m_saidBacklogged = !m_saidBacklogged;
            m_scheduler.setBacklogged(m_saidBacklogged);
        }
        if (m_saidBacklogged)
            break;
        const Turn turn = m_scheduler.take();
        if (!turn.request)
            return turn.outlook;
        if (isLeftOut(turn)) {
            if (++forbidden < kMostForbidden)
                continue;
            dispatchSoon();
            break;
        }
        m_askedMeanwhile = false;
        m_downloader.start(*turn.request, m_settings);
        if (turn.outlook && !m_askedMeanwhile)
            return turn.outlook; // nothing has ended meanwhile
    }
    return std::nullopt;
}

bool Engine::isLeftOut(const Turn& turn)
{
    if (!turn.refusal)
        return isForbidden(*turn.request);
    m_scheduler.leaveOut(*turn.request, *turn.refusal);
    return true;
}

bool Engine::isForbidden(const Request& request)
{
    if (!m_settings.obeyRobots || request.kind != RequestKind::Page)
        return false;
    const std::optional<QString> refusal = m_robots.refusal(request, m_settings.userAgent);
    if (!refusal)
        return false;
    m_scheduler.leaveOut(request, FilterReason::Robots);
    const Response response = Response::filtered(request, *refusal);
    m_wireRecorder.recordFiltered(response);
    m_monitor.forbidden(response);
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

void Engine::finish()
{
    m_running = false;
    m_sampleTimer.stop();
    m_wakeTimer.stop();
    // A condition that is met by the very last page ended nothing.
    const bool something = m_scheduler.progress().waiting.total() > 0;
    const QString condition = m_scheduler.stopReason();
    const QString reason = m_stopping ? u"shutdown"_s : something && !condition.isEmpty() ? condition : u"finished"_s;
    m_scheduler.tellWaiting();
    m_scheduler.finish(reason);
    sample();
    m_monitor.ended();
    Q_EMIT finished(reason);
}

void Engine::sample()
{
    noteGuardedHosts();
    m_downloader.forEachOnTheWire([this](const Response& soFar) { m_wireRecorder.recordOnTheWire(soFar); });
    m_monitor.paced(m_downloader.pacedBodies());
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
