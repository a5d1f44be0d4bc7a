// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/async/async_fetch.h"

namespace lanescope::scenario {

AsyncFetch::AsyncFetch(const std::string& name, const std::atomic<double>& limit, std::atomic<std::uint32_t>& ids)
    : m_limit(limit)
    , m_ids(ids)
    , m_wire(name)
{
    connect(&m_downloader, &crawl::Downloader::finished, this, &AsyncFetch::arrived);
}

int AsyncFetch::fetch(const std::vector<crawl::Url>& urls)
{
    m_urls = urls;
    m_next = 0;
    m_ended = 0;
    m_ok = 0;
    fill();
    if (m_ended < m_urls.size() && !m_cancelled)
        m_loop.exec();
    return m_ok;
}

void AsyncFetch::fill()
{
    while (!m_cancelled && m_next < m_urls.size() &&
           m_downloader.onTheWire() < static_cast<int>(m_limit.load(std::memory_order_relaxed))) {
        crawl::Request request;
        request.id = m_ids.fetch_add(1, std::memory_order_relaxed) + 1;
        request.url = m_urls[m_next++];
        request.tag.discovered = trace::readClock();
        m_downloader.start(request, {});
    }
}

void AsyncFetch::arrived(const crawl::Response& response)
{
    const trace::Span span(m_arrivedName);
    m_wire.record(response);
    m_ok += response.outcome == trace::RequestOutcome::Ok ? 1 : 0;
    if (++m_ended == m_urls.size())
        m_loop.quit();
    else
        fill();
}

void AsyncFetch::cancel()
{
    m_cancelled = true;
    m_downloader.cancelAll();
    m_loop.quit();
}

} // namespace lanescope::scenario
