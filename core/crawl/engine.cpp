// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/engine.h"

#include "core/crawl/link_extractor.h"

#include <QThread>

#include <algorithm>
#include <cassert>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {
constexpr int kSampleMs = 250;
} // namespace

Engine::Engine(const Settings& settings, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_pageParser(m_scheduler)
    , m_downloader(this)
    , m_wakeTimer(this)
    , m_sampleTimer(this)
    , m_dispatchSpan(trace::Recorder::intern("dispatch"))
    , m_responseSpan(trace::Recorder::intern("response"))
    , m_parsers([this](const ParseJob& job) { onParser(job); }, settings.parseThreads,
                static_cast<std::size_t>(std::max(settings.parseBacklog, 1))) {
    m_wakeTimer.setSingleShot(true);
    m_wakeTimer.setTimerType(Qt::PreciseTimer);
    m_sampleTimer.setInterval(kSampleMs);
    connect(&m_wakeTimer, &QTimer::timeout, this, &Engine::dispatch);
    connect(&m_sampleTimer, &QTimer::timeout, this, &Engine::sample);
    connect(&m_downloader, &Downloader::finished, this, &Engine::responseArrived);
}

Engine::~Engine() {
    m_downloader.disconnect(this);
    m_running = false;
}

void Engine::start(const std::vector<Url>& urls) {
    assert(!m_running);
    std::vector<Candidate> candidates;
    for (const Url& url : urls)
        candidates.push_back({url, url.fingerprint()});
    m_running = true;
    m_stopping = false;
    m_scheduler.start(m_settings, candidates);
    m_gauges.restart();
    m_sampleTimer.start();
    dispatchSoon();
}

void Engine::stop() {
    if (!m_running || m_stopping)
        return;
    m_stopping = true;
    m_dispatching = true;
    m_downloader.cancelAll();
    m_dispatching = false;
    m_scheduler.unparsed(m_parsers.queue().clear());
    dispatchSoon();
}

void Engine::setSettings(const Settings& settings) {
    if (QThread::currentThread() == thread())
        apply(settings);
    else
        QMetaObject::invokeMethod(
            this, [this, settings] { apply(settings); }, Qt::QueuedConnection);
}

void Engine::apply(const Settings& settings) {
    m_settings = settings;
    m_parsers.setThreads(settings.parseThreads);
    m_scheduler.configure(settings);
    if (m_scheduler.withinCaps())
        Q_EMIT capsKept();
    dispatch();
}

/// From any thread; many calls before the loop comes round make one dispatch.
void Engine::dispatchSoon() {
    if (!m_dispatchPosted.exchange(true))
        QMetaObject::invokeMethod(this, &Engine::dispatch, Qt::QueuedConnection);
}

bool Engine::backlogged() {
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

void Engine::dispatch() {
    m_dispatchPosted.store(false);
    // An answer that comes while another starts ends up here again; the outer round goes on anyway.
    if (!m_running || m_dispatching)
        return;
    {
        const trace::Span span(m_dispatchSpan);
        m_dispatching = true;
        while (!m_stopping && m_downloader.onTheWire() < m_downloader.capacity() && !backlogged()) {
            const std::optional<Request> request = m_scheduler.take();
            if (!request)
                break;
            m_downloader.start(*request, m_settings);
        }
        m_dispatching = false;
        noteOnTheWire();
    }
    const Outlook outlook = m_scheduler.outlook();
    if (outlook.idle && (m_stopping || outlook.exhausted))
        finish(outlook);
    else
        armWakeTimer(m_stopping ? std::nullopt : outlook.wakeNs);
}

void Engine::armWakeTimer(std::optional<std::int64_t> wakeNs) {
    if (!wakeNs) {
        if (m_wakeTimer.isActive())
            m_wakeTimer.stop();
        return;
    }
    // Rounded up: a timer that goes off early would find nothing to do and be set again.
    const std::int64_t milliseconds = (*wakeNs - trace::monotonicNs() + 999'999) / 1'000'000;
    m_wakeTimer.start(static_cast<int>(std::clamp<std::int64_t>(milliseconds, 0, 3600 * 1000)));
}

void Engine::noteOnTheWire() {
    const int now = m_downloader.onTheWire();
    m_onTheWire.store(now, std::memory_order_relaxed);
    if (now > m_maxOnTheWire.load(std::memory_order_relaxed))
        m_maxOnTheWire.store(now, std::memory_order_relaxed);
    m_gauges.onTheWire(now);
}

void Engine::responseArrived(const Response& response) {
    {
        const trace::Span span(m_responseSpan);
        m_wireRecorder.record(response);
        const bool toParser = isForParser(response);
        const bool keptAgain = m_scheduler.ended(response, toParser);
        if (toParser)
            m_parsers.queue().put(
                {response.request.url, response.request.tag.depth, response.body, response.contentType});
        if (response.outcome == trace::RequestOutcome::Redirected)
            followRedirect(response);
        m_onTheWire.store(m_downloader.onTheWire(), std::memory_order_relaxed);
        if (keptAgain)
            Q_EMIT capsKept();
        Q_EMIT requestDone(response);
    }
    dispatch();
}

bool Engine::isForParser(const Response& response) const {
    return !m_stopping && response.outcome == trace::RequestOutcome::Ok &&
           isHtml({response.contentType.constData(), static_cast<std::size_t>(response.contentType.size())});
}

void Engine::followRedirect(const Response& response) {
    const std::string_view location(response.location.constData(),
                                    static_cast<std::size_t>(response.location.size()));
    if (const auto url = Url::resolved(response.request.url, location))
        m_scheduler.redirected(response.request, {*url, url->fingerprint()});
}

void Engine::onParser(const ParseJob& job) {
    const bool somethingToDo = m_pageParser.parse(job);
    if (somethingToDo || m_heldByBacklog.exchange(false))
        dispatchSoon();
}

void Engine::finish(const Outlook& outlook) {
    m_running = false;
    m_sampleTimer.stop();
    m_wakeTimer.stop();
    const bool budgetUsed = outlook.exhausted && m_scheduler.progress().waiting.total() > 0;
    const QString reason = m_stopping   ? u"shutdown"_s
                           : budgetUsed ? u"closespider_pagecount"_s
                                        : u"finished"_s;
    m_scheduler.finish(reason);
    sample();
    Q_EMIT finished(reason);
}

void Engine::sample() {
    m_gauges.sample(m_scheduler.progress(), backlogged());
}

Progress Engine::progress() const {
    return m_scheduler.progress();
}

} // namespace lanescope::crawl
