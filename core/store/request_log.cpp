// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/request_log.h"

namespace lanescope::store {

void RequestLog::add(Request request)
{
    m_figures.byOutcome.resize(static_cast<std::size_t>(trace::kLastRequestOutcome) + 1);
    ++m_figures.byOutcome[static_cast<std::size_t>(request.outcome)];
    m_figures.bytes += request.bytes;
    m_figures.latency.add(request.endNs - request.startNs);
    if (m_figures.recent.size() >= 2 * kRecentRequests) {
        const auto end = m_figures.recent.begin() + static_cast<std::ptrdiff_t>(kRecentRequests);
        m_figures.recent.erase(m_figures.recent.begin(), end);
    }
    m_figures.recent.push_back(std::move(request));
    m_changed = true;
}

std::shared_ptr<const RequestFigures> RequestLog::takeChanged()
{
    if (!m_changed)
        return nullptr;
    m_changed = false;
    return std::make_shared<RequestFigures>(m_figures);
}

} // namespace lanescope::store
