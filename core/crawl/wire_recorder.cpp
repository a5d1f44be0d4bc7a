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
    for (const WirePhase& each : wirePhases(response)) {
        if (each.to > each.from)
            trace::requestPhase(row, id, each.phase, each.from, each.to);
    }
}

/// What went wrong. A fault that the recording knows as a bad answer only is named there.
QByteArray WireRecorder::noteOf(const Response& response)
{
    QByteArray note = response.error.toUtf8().left(300);
    if (response.fault != Fault::None)
        note.prepend(QByteArray(faultWord(response.fault)).replace('_', ' ') + ": ");
    return note;
}

/// The URL and, behind a line break, what went wrong.
void WireRecorder::recordEnd(const Response& response, trace::Ticks start)
{
    QByteArray text = response.request.url.text();
    if (const QByteArray note = noteOf(response); !note.isEmpty())
        text += '\n' + note;
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
