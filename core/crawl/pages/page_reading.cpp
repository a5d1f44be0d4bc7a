// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/page_reading.h"

#include <algorithm>
#include <utility>

namespace lanescope::crawl {

namespace {

ParseJob parseJob(const Response& response, const QByteArray& body)
{
    return {response.request.url, response.request.tag.depth, body,
            response.contentType, response.request.id,        trace::readClock()};
}

std::size_t mostPages(const Settings& settings)
{
    return static_cast<std::size_t>(std::max(settings.parseBacklog, 1));
}

/// For large bodies that nobody reads: their bytes are counted and forgotten.
class Nobody : public PieceTaker {
public:
    void take(QByteArray&&) override {}
    bool isBehind() override { return false; }
};

} // namespace

PageReading::PageReading(Scheduler& scheduler, const Settings& settings, const std::string& prefix, Callbacks callbacks)
    : m_pageParser(scheduler, callbacks.cut)
    , m_callbacks(std::move(callbacks))
    , m_parsers([this](const ParseJob& job) { onParser(job); }, settings.parseThreads, mostPages(settings), prefix)
{
}

bool PageReading::isBacklogged(const Settings& settings)
{
    const auto full = [&] { return m_parsers.queue().isFull(mostPages(settings), settings.parseBacklogBytes); };
    if (!full())
        return false;
    // Asked again once the parsers know that somebody waits: the last of them may just have finished.
    m_heldByBacklog.store(true);
    return full();
}

bool PageReading::isForParser(const Response& response)
{
    return response.request.kind == RequestKind::Page && response.status >= 200 && response.status < 300 &&
           isHtml({response.contentType.constData(), static_cast<std::size_t>(response.contentType.size())});
}

std::shared_ptr<PieceTaker> PageReading::takerFor(const Response& response, bool wanted)
{
    if (!wanted || !isForParser(response))
        return std::make_shared<Nobody>();
    const auto wantsMore = [this, lane = response.lane, id = response.request.id] { m_callbacks.readOn(lane, id); };
    auto page = std::make_shared<IncomingPage>(m_parsers.queue(), parseJob(response, {}), wantsMore);
    m_arriving.insert(response.request.id, page);
    return page;
}

void PageReading::deliver(const Response& response, bool toParser)
{
    const std::shared_ptr<IncomingPage> arriving = m_arriving.take(response.request.id);
    if (arriving && !toParser)
        arriving->drop();
    else if (arriving)
        arriving->end(QByteArray(response.body));
    else if (toParser)
        m_parsers.queue().put(parseJob(response, response.body));
}

void PageReading::onParser(const ParseJob& job)
{
    const trace::Ticks began = trace::readClock();
    const bool somethingToDo = m_pageParser.parse(job);
    using trace::RequestPhase;
    trace::requestPhase(trace::ObjectId::None, job.request, RequestPhase::ParseQueue, job.queued, began);
    trace::requestPhase(trace::ObjectId::None, job.request, RequestPhase::Parse, began, trace::readClock());
    if (somethingToDo || m_heldByBacklog.exchange(false))
        m_callbacks.somethingToDo();
}

} // namespace lanescope::crawl
