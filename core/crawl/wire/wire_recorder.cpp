// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/wire_recorder.h"

#include <algorithm>
#include <string>

namespace lanescope::crawl {

using trace::RequestPhase;

WireRecorder::Slot& WireRecorder::slot(int lane)
{
    while (m_slots.size() <= static_cast<std::size_t>(lane))
        m_slots.push_back(std::make_unique<Slot>(m_slotName + ' ' + std::to_string(m_slots.size() + 1)));
    return *m_slots[static_cast<std::size_t>(lane)];
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

WireRecorder::Slot& WireRecorder::begin(const Response& response)
{
    Slot& it = slot(response.lane);
    if (it.request != response.request.id) {
        it.request = response.request.id;
        it.toldUntil = response.stamps.started;
        recordWait(response.request, response.stamps.started);
    }
    return it;
}

void WireRecorder::recordPhase(Slot& slot, std::uint32_t request, const WirePhase& phase)
{
    const trace::Ticks from = std::max(phase.from, slot.toldUntil);
    if (phase.to <= from)
        return;
    trace::requestPhase(slot.object.id(), request, phase.phase, from, phase.to);
    slot.toldUntil = phase.to;
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
    Slot& it = begin(response);
    for (const WirePhase& each : wirePhases(response))
        recordPhase(it, response.request.id, each);
    recordEnd(response, response.stamps.started);
}

void WireRecorder::recordOnTheWire(const Response& soFar)
{
    if (!trace::Recorder::active())
        return;
    Slot& it = begin(soFar);
    for (const WirePhase& each : wirePhases(soFar)) {
        if (each.to < soFar.stamps.finished) {
            recordPhase(it, soFar.request.id, each);
            continue;
        }
        const QByteArray url = soFar.request.url.text();
        trace::requestOpen(
            it.object.id(), soFar.request.id, each.phase, std::max(each.from, it.toldUntil),
            static_cast<std::uint64_t>(soFar.received()),
            {url.constData(), std::min<std::size_t>(static_cast<std::size_t>(url.size()), trace::kMaxTextBytes)});
        return;
    }
}

void WireRecorder::recordFiltered(const Response& response)
{
    if (!trace::Recorder::active())
        return;
    recordWait(response.request, response.stamps.finished);
    recordEnd(response, response.stamps.finished);
}

} // namespace lanescope::crawl
