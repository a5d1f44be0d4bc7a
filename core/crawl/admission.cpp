// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/admission.h"

#include "core/crawl/byte_views.h"
#include "core/crawl/registrable_domain.h"

namespace lanescope::crawl {

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

/// Scope and depth are judged before the URL counts as seen: both can be widened while the crawl goes on.
std::optional<FilterReason> Admission::refusal(const Candidate& candidate, const RequestTag& tag,
                                               std::string_view fromHost, const Settings& settings)
{
    const bool isStart = tag.depth == 0 && tag.redirects == 0;
    if (!inScope(candidate.url.host(), fromHost, settings.scope) || (!isStart && !m_patterns.admits(candidate.url)))
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
