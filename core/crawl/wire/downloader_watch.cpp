// SPDX-License-Identifier: GPL-3.0-or-later
// Downloader: what is on the wire; ends what takes too long, or is too large where Qt does not tell.
#include "core/crawl/wire/downloader.h"

#include "core/crawl/wire/network_request.h"
#include "core/trace/clock.h"

#include <algorithm>

namespace lanescope::crawl {

void Downloader::armDeadline(std::int64_t deadlineNs)
{
    if (m_deadlineTimer.isActive() && m_armedNs <= deadlineNs)
        return;
    m_armedNs = deadlineNs;
    const std::int64_t milliseconds = (deadlineNs - trace::monotonicNs()) / 1'000'000 + 1;
    m_deadlineTimer.start(static_cast<int>(std::clamp<std::int64_t>(milliseconds, 0, 24 * 3600 * 1000)));
}

/// One timer for all lanes: it goes off at the earliest deadline there was when it was set, which is
/// mostly that of a request long done, and then looks for the next.
void Downloader::endOverdue()
{
    const std::int64_t now = trace::monotonicNs();
    for (std::size_t index = 0; index < m_lanes.size(); ++index) {
        Lane& lane = *m_lanes[index];
        if (lane.busy && deadlineOf(lane, now) <= now)
            abort(lane, EndedBy::Deadline);
    }
    for (const auto& lane : m_lanes) {
        if (lane->busy)
            armDeadline(deadlineOf(*lane, now));
    }
}

std::vector<HeaderWatch::Sent> Downloader::sentRequests() const
{
    std::vector<HeaderWatch::Sent> result;
    for (const auto& lane : m_lanes) {
        if (lane->busy && lane->reply != nullptr && lane->sentNs != 0)
            result.push_back({lane->response.lane, lane->address, portOf(lane->response.request.url), lane->sentNs,
                              lane->response.stamps.headers == 0, lane->response.wireBytes});
    }
    return result;
}

void Downloader::watchHeaders()
{
    const std::int64_t now = trace::monotonicNs();
    const std::vector<HeaderWatch::Sent> requests = sentRequests();
    if (m_onTheWire == 0)
        m_headerTimer.stop();
    if (!HeaderWatch::isWorthALook(requests, now))
        return m_headers.forget();
    for (const HeaderWatch::Found& found : m_headers.look(requests, openConnections(now), now))
        abort(lane(found.lane), !found.isSure    ? EndedBy::PerhapsLargeHeader
                                : found.inHeader ? EndedBy::LargeHeader
                                                 : EndedBy::LargeBody);
}

void Downloader::forEachOnTheWire(const std::function<void(const Response& soFar)>& tell)
{
    for (const auto& lane : m_lanes) {
        if (!lane->busy)
            continue;
        WireStamps& stamps = lane->response.stamps;
        const WireStamps known = stamps;
        stamps.finished = trace::readClock();
        if (lane->reply == nullptr)
            stamps.resolved = stamps.finished; // looked up until now
        tell(lane->response);
        stamps = known;
    }
}

void Downloader::cancelAll()
{
    for (std::size_t index = 0; index < m_lanes.size(); ++index)
        abort(*m_lanes[index], EndedBy::Cancel);
}

} // namespace lanescope::crawl
