// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/admission.h"

#include "core/crawl/url/byte_views.h"
#include "core/crawl/url/registrable_domain.h"

#include <algorithm>

namespace lanescope::crawl {

namespace {

bool isStart(const RequestTag& tag)
{
    return tag.depth == 0 && tag.redirects == 0;
}

} // namespace

void Admission::start(std::span<const Candidate> urls)
{
    m_seen.clear();
    m_startHosts.clear();
    for (const Candidate& candidate : urls)
        m_startHosts.insert(copied(candidate.url.host()));
}

bool Admission::inScope(std::string_view host, std::string_view fromHost, Scope scope) const
{
    switch (scope) {
    case Scope::SameHost:
        return host == fromHost;
    case Scope::SameDomain:
        return host == fromHost || registrableDomain(borrowed(host)) == registrableDomain(borrowed(fromHost));
    case Scope::StartHosts:
        return m_startHosts.contains(borrowed(host));
    case Scope::Any:
        break;
    }
    return true;
}

bool Admission::inScopeOfStart(std::string_view host, Scope scope) const
{
    if (scope == Scope::SameDomain)
        return std::ranges::any_of(m_startHosts, [&](const QByteArray& start) {
            return inScope(host, {start.constData(), static_cast<std::size_t>(start.size())}, scope);
        });
    return scope == Scope::Any || m_startHosts.contains(borrowed(host));
}

std::optional<FilterReason> Admission::refusalNow(const Url& url, const RequestTag& tag, const Settings& settings) const
{
    if (isStart(tag))
        return std::nullopt;
    if (!inScopeOfStart(url.host(), settings.scope) || !m_patterns.admits(url))
        return FilterReason::Scope;
    return settings.depthLimit > 0 && tag.depth > settings.depthLimit ? std::optional(FilterReason::Depth)
                                                                      : std::nullopt;
}

/// Scope and depth are judged before the URL counts as seen: both can be widened while the crawl goes on.
std::optional<FilterReason> Admission::refusal(const Candidate& candidate, const RequestTag& tag,
                                               std::string_view fromHost, const Settings& settings)
{
    if (!inScope(candidate.url.host(), fromHost, settings.scope) ||
        (!isStart(tag) && !m_patterns.admits(candidate.url)))
        return FilterReason::Scope;
    if (settings.obeyNofollow && candidate.nofollow)
        return FilterReason::Nofollow;
    if (settings.depthLimit > 0 && tag.depth > settings.depthLimit)
        return FilterReason::Depth;
    if (settings.filterDuplicates && !m_seen.insert(candidate.fingerprint))
        return FilterReason::Duplicate;
    return std::nullopt;
}

} // namespace lanescope::crawl
