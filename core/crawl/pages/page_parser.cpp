// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/page_parser.h"

#include "core/crawl/model/unfit_link.h"
#include "core/crawl/pages/incoming_page.h"
#include "core/crawl/pages/query_encoder.h"

namespace lanescope::crawl {

namespace {

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

FoundLinks absolute(const Url& page, const PageLinks& links)
{
    const Url base = links.base.empty() ? page : Url::resolved(page, links.base).value_or(page);
    const QueryEncoder queries(links.charset.encoding);
    FoundLinks result;
    result.candidates.reserve(links.links.size());
    result.unfit[static_cast<std::size_t>(FilterReason::TooLong)] += links.oversized;
    for (const PageLink& link : links.links) {
        auto url = queries.leaves(link.href) ? Url::resolved(base, link.href)
                                             : Url::resolved(base, queries.encoded(link.href));
        if (!url) {
            ++result.unfit[static_cast<std::size_t>(whyUnfit(link.href))];
            continue;
        }
        const quint64 fingerprint = url->fingerprint();
        result.candidates.push_back({*std::move(url), fingerprint, links.nofollow || link.nofollow});
    }
    return result;
}

} // namespace

PageParser::PageParser(Scheduler& scheduler, std::function<void(const Url&)> cut)
    : m_scheduler(scheduler)
    , m_cut(std::move(cut))
    , m_parseSpan(trace::Recorder::intern("parse"))
    , m_linksSpan(trace::Recorder::intern("links"))
{
}

bool PageParser::parse(const ParseJob& job)
{
    std::optional<PageLinks> links;
    {
        const trace::Span span(m_parseSpan);
        links = job.arriving ? job.arriving->read() : extractLinks(view(job.body), view(job.contentType));
    }
    if (!links)
        return false; // more of it will come, or it broke
    if (links->truncated)
        m_cut(job.url);
    const trace::Span span(m_linksSpan);
    return m_scheduler.parsed(job.url, job.depth, absolute(job.url, *links));
}

} // namespace lanescope::crawl
