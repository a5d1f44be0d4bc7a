// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire_recorder.h"

#include <algorithm>
#include <string>

namespace lanescope::crawl {

using trace::RequestPhase;

trace::ObjectId WireRecorder::slot(int lane) {
    while (m_slots.size() <= static_cast<std::size_t>(lane)) {
        const std::string name = m_slotName + ' ' + std::to_string(m_slots.size() + 1);
        m_slots.push_back(std::make_unique<trace::TracedObject>(trace::ObjectKind::RequestSlot, name));
    }
    return m_slots[static_cast<std::size_t>(lane)]->id();
}

void WireRecorder::record(const Response& response) {
    if (!trace::Recorder::active())
        return;
    const trace::ObjectId row = slot(response.lane);
    const std::uint32_t id = response.request.id;
    const WireStamps& stamps = response.stamps;
    trace::Ticks at = stamps.started;
    // A phase that never ended lasted until the request did; one that did not happen takes no time.
    const auto phase = [&](RequestPhase kind, trace::Ticks end) {
        const trace::Ticks until = end != 0 ? end : stamps.finished;
        if (until > at)
            trace::requestPhase(row, id, kind, at, until);
        at = std::max(at, until);
    };
    if (stamps.connecting != 0 || (stamps.sent == 0 && stamps.headers == 0))
        phase(RequestPhase::Connect, stamps.sent != 0 ? stamps.sent : stamps.headers);
    phase(RequestPhase::FirstByte, stamps.headers);
    phase(RequestPhase::Body, stamps.finished);

    const QByteArray& url = response.request.url.text();
    const auto length = std::min<std::size_t>(static_cast<std::size_t>(url.size()), trace::kMaxTextBytes);
    trace::requestDone(id, response.request.tag.discovered, response.outcome, response.status,
                       static_cast<std::uint64_t>(response.body.size()), {url.constData(), length});
}

} // namespace lanescope::crawl
