// SPDX-License-Identifier: GPL-3.0-or-later
// Engine: what follows from how a request ended, and what people are told of it.
#include "core/crawl/engine.h"

#include "core/crawl/frontier/manners.h"
#include "core/crawl/wire/redirect_target.h"

#include <QLocale>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {
constexpr int kMostTold = 20; // of each kind: nobody reads the hundredth, and a crawl of the whole web has thousands
} // namespace

void Engine::responseArrived(const Response& response)
{
    // Where it leads nowhere it ends otherwise than it came.
    if (response.outcome == trace::RequestOutcome::Redirected && response.request.kind == RequestKind::Page) {
        Response redirect = response;
        const std::optional<Url> target = redirectTarget(redirect, m_settings.redirectLimit, m_redirects);
        return requestEnded(redirect, target ? &*target : nullptr);
    }
    requestEnded(response, nullptr);
}

/// `redirectedTo`: null unless it is a page's redirect that is followed.
void Engine::requestEnded(const Response& response, const Url* redirectedTo)
{
    {
        const trace::Span span(m_responseSpan);
        m_wireRecorder.record(response);
        m_onTheWire.store(m_downloader.onTheWire(), std::memory_order_relaxed);
        if (response.request.kind == RequestKind::Robots)
            robotsArrived(response);
        else
            pageArrived(response, redirectedTo);
        Q_EMIT requestDone(response);
    }
    dispatch();
}

void Engine::pageArrived(const Response& response, const Url* redirectedTo)
{
    const bool forParser =
        !m_stopping && response.outcome == trace::RequestOutcome::Ok && PageReading::isForParser(response);
    const Ending ending = m_scheduler.ended(response, forParser);
    m_pages.deliver(response, forParser);
    const std::optional<FilterReason> refusal =
        redirectedTo == nullptr
            ? std::nullopt
            : m_scheduler.redirected(response.request, {*redirectedTo, redirectedTo->fingerprint()});
    if (response.outcome == trace::RequestOutcome::Ok)
        m_monitor.pageFetched(response);
    if (ending.control)
        m_monitor.controlStepped(ending.controlledSlot, *ending.control);
    tellOf(response, ending.health);
    if (!ending.retried && refusal) {
        Response told = response;
        told.error = whyNotFollowed(*redirectedTo, *refusal);
        urlEnded(told);
    } else if (!ending.retried) {
        urlEnded(response);
    }
    if (ending.capsKeptAgain)
        Q_EMIT capsKept();
}

void Engine::robotsArrived(const Response& response)
{
    const Ending ending = m_scheduler.ended(response, false);
    tellOf(response, ending.health);
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
        break;
    case RobotsCache::Step::Next::Missing:
        m_scheduler.robotsMissing(origin, response.status, now + RobotsCache::kLifetimeNs);
        m_monitor.failed(response);
        break;
    case RobotsCache::Step::Next::Moved:
        m_scheduler.robotsMoved(response.request, step.movedTo);
        break;
    case RobotsCache::Step::Next::Again:
        m_scheduler.robotsFailed(origin, step.tries);
        break;
    }
    if (!step.told.isEmpty() && ++m_told.robots <= kMostTold)
        Q_EMIT noted(QString::fromLatin1(response.request.url.text()) + u": "_s + step.told);
}

void Engine::urlEnded(const Response& response)
{
    if (response.outcome != trace::RequestOutcome::Ok && response.outcome != trace::RequestOutcome::Redirected &&
        response.outcome != trace::RequestOutcome::Cancelled)
        m_monitor.failed(response);
    Q_EMIT urlDone(response);
}

void Engine::tellOf(const Response& response, const HealthNews& news)
{
    for (const QString& told : toldOf(news, response, m_settings))
        Q_EMIT noted(told);
}

void Engine::noteCutPage(const Url& page)
{
    if (++m_told.cutPages <= kMostTold)
        Q_EMIT noted(
            tr("%1 has more links than are read of one page (%2, or 16 MB of them, or 64 MB of page): the rest is "
               "left out.")
                .arg(QString::fromLatin1(page.text()), QLocale().toString(ExtractionBounds().links)));
}

void Engine::noteGuardedHosts()
{
    for (const QByteArray& host : m_scheduler.takeGuardedHosts()) {
        if (++m_told.guardedHosts <= kMostTold)
            Q_EMIT noted(
                tr("%1 is a public host and gets %2 requests a second at most. If you are welcome there, name it in "
                   "the knob welcome_at.")
                    .arg(QString::fromUtf8(host), QLocale().toString(kPoliteRequestsPerS)));
    }
}

} // namespace lanescope::crawl
