// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/async/deferred.h"

namespace lanescope::scenario {

Deferred& Deferred::addCallback(trace::StringId name, Callback callback)
{
    add({When::Success, name, std::move(callback)});
    return *this;
}

Deferred& Deferred::addErrback(trace::StringId name, Callback callback)
{
    add({When::Failure, name, std::move(callback)});
    return *this;
}

Deferred& Deferred::addBoth(trace::StringId name, Callback callback)
{
    add({When::Both, name, std::move(callback)});
    return *this;
}

void Deferred::add(Link link)
{
    if (m_fired)
        call(link);
    else
        m_links.push_back(std::move(link));
}

void Deferred::call(const Link& link) const
{
    const bool success = m_fired->outcome == trace::RequestOutcome::Ok;
    if (link.when != When::Both && (link.when == When::Success) != success)
        return;
    std::optional<trace::Span> span;
    if (link.name != trace::StringId::None)
        span.emplace(link.name);
    link.callback(*m_fired);
}

void Deferred::fire(const crawl::Response& response)
{
    Q_ASSERT(!m_fired);
    m_fired = response;
    const std::vector<Link> links = std::move(m_links);
    for (const Link& link : links)
        call(link);
}

void DeferredList::add(Deferred& deferred)
{
    ++m_open;
    deferred.addBoth(trace::StringId::None, [this](const crawl::Response&) { oneFired(); });
}

void DeferredList::addBoth(trace::StringId name, std::function<void()> callback)
{
    m_links.emplace_back(name, std::move(callback));
}

void DeferredList::oneFired()
{
    if (--m_open > 0)
        return;
    for (const auto& [name, callback] : m_links) {
        const trace::Span span(name);
        callback();
    }
}

} // namespace lanescope::scenario
