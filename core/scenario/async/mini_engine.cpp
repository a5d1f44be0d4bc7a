// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/async/mini_engine.h"

#include "core/scenario/live_work.h"

#include <algorithm>

namespace lanescope::scenario {

using crawl::Response;
using crawl::Url;

MiniEngine::MiniEngine(const std::atomic<double>& callbackMs, std::stop_token stop)
    : m_callbackMs(callbackMs)
    , m_stop(std::move(stop))
{
    connect(&m_downloader, &crawl::Downloader::finished, this, &MiniEngine::arrived);
}

void MiniEngine::run(const std::vector<Url>& urls)
{
    m_list = std::make_unique<DeferredList>();
    m_list->addBoth(m_stopName, [this] {
        m_stopped = true;
        m_loop.quit();
    });
    m_stopped = false;
    for (const Url& url : urls)
        start(url);
    m_loop.exec();
    m_deferreds.clear();
    m_list.reset();
}

void MiniEngine::start(const Url& url)
{
    Deferred& deferred = getPage(url);
    deferred.addCallback(m_responseName, [this](const Response&) { work(); });
    deferred.addCallback(m_callbackName, [this](const Response&) { work(); });
    deferred.addErrback(m_errbackName, [this](const Response& response) {
        (response.outcome == trace::RequestOutcome::Cancelled ? m_cancelled : m_failed) += 1;
    });
    m_list->add(deferred);
}

Deferred& MiniEngine::getPage(const Url& url)
{
    crawl::Request request;
    request.id = ++m_lastId;
    request.url = url;
    request.tag.discovered = trace::readClock();
    m_downloader.start(request, {});
    m_maxOverlap = std::max(m_maxOverlap, m_downloader.onTheWire());
    return *(m_deferreds[request.id] = std::make_unique<Deferred>());
}

void MiniEngine::arrived(const Response& response)
{
    m_wire.record(response);
    if (response.outcome == trace::RequestOutcome::Ok)
        ++m_ok;
    m_deferreds.at(response.request.id)->fire(response);
}

void MiniEngine::work()
{
    liveWork(m_callbackMs, m_stop);
    ++m_callbacks;
}

} // namespace lanescope::scenario
