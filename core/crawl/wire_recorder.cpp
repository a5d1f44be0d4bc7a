// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire_recorder.h"

#include <algorithm>
#include <string>

namespace lanescope::crawl {

using trace::RequestPhase;

trace::ObjectId WireRecorder::slot(int lane)
{
    while (m_slots.size() <= static_cast<std::size_t>(lane)) {
        const std::string name = m_slotName + ' ' + std::to_string(m_slots.size() + 1);
        m_slots.push_back(std::make_unique<trace::TracedObject>(trace::ObjectKind::RequestSlot, name));
    }
    return m_slots[static_cast<std::size_t>(lane)]->id();
}

void WireRecorder::recordWait(const Request& request, trace::Ticks until)
{
    if (request.kind != RequestKind::Page)
        return;
    trace::requestPhase(trace::ObjectId::None, request.id, RequestPhase::Queued, request.tag.discovered, until);
    constexpr std::int64_t kWorthTellingNs = 1'000'000;
    for (std::size_t gate = 0; gate < kGates; ++gate) {
        if (request.waited.ns[gate] >= kWorthTellingNs)
            trace::requestHeld(request.id, static_cast<RequestGate>(gate), request.waited.ns[gate]);
    }
}

void WireRecorder::recordPhases(const Response& response)
{
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
    if (stamps.resolved != 0 || response.outcome == trace::RequestOutcome::HostNotFound)
        phase(RequestPhase::Resolve, stamps.resolved);
    if (stamps.connecting != 0 || (stamps.sent == 0 && stamps.headers == 0))
        phase(RequestPhase::Connect, stamps.sent != 0 ? stamps.sent : stamps.headers);
    phase(RequestPhase::FirstByte, stamps.headers);
    phase(RequestPhase::Body, stamps.finished);
}

/// The URL and, behind a line break, what went wrong.
void WireRecorder::recordEnd(const Response& response, trace::Ticks start)
{
    QByteArray text = response.request.url.text();
    if (!response.error.isEmpty())
        text += '\n' + response.error.toUtf8().left(300);
    const auto length = std::min<std::size_t>(static_cast<std::size_t>(text.size()), trace::kMaxTextBytes);
    trace::requestDone(response.request.id, start, response.outcome, response.status,
                       static_cast<std::uint64_t>(response.received()), {text.constData(), length});
}

void WireRecorder::record(const Response& response)
{
    if (!trace::Recorder::active())
        return;
    recordWait(response.request, response.stamps.started);
    recordPhases(response);
    recordEnd(response, response.stamps.started);
}

void WireRecorder::recordFiltered(const Response& response)
{
    if (!trace::Recorder::active())
        return;
    recordWait(response.request, response.stamps.finished);
    recordEnd(response, response.stamps.finished);
}

} // namespace lanescope::crawl
