// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/request_log.h"

#include <algorithm>
#include <limits>

namespace lanescope::store {
namespace {

constexpr std::size_t kMostPending = 20'000;
constexpr std::int64_t kUnheardNs = 1'000'000'000;

// Durations come from segments, which may state any.
void addTo(std::int64_t& sum, std::int64_t durationNs)
{
    if (durationNs < 0 || __builtin_add_overflow(sum, durationNs, &sum))
        sum = std::numeric_limits<std::int64_t>::max();
}

} // namespace

RequestLog::Key RequestLog::keyOf(ProcessIndex process, std::uint32_t request)
{
    return static_cast<Key>(process) << 32 | request;
}

Request* RequestLog::ended(Key key)
{
    const auto place = m_places.find(key);
    return place == m_places.end() ? nullptr : &m_figures.recent[place->second - m_dropped];
}

RequestLog::Details& RequestLog::pending(Key key)
{
    if (const auto known = m_pending.find(key); known != m_pending.end())
        return known->second;
    // First room, then the new one: the same request may stand in the order from before, if a segment tells of it again
    // after its end.
    while (m_pendingOrder.size() >= kMostPending) {
        m_pending.erase(m_pendingOrder.front());
        m_pendingOrder.pop_front();
    }
    m_pendingOrder.push_back(key);
    return m_pending[key];
}

void RequestLog::addPhase(ProcessIndex process, std::uint32_t request, trace::RequestPhase phase,
                          std::int64_t durationNs)
{
    const Key key = keyOf(process, request);
    const auto index = static_cast<std::size_t>(phase);
    if (Request* known = ended(key)) {
        addTo(known->phaseNs[index], durationNs);
        m_changed = true;
    } else {
        addTo(pending(key).phaseNs[index], durationNs);
    }
}

void RequestLog::addHeld(ProcessIndex process, std::uint32_t request, trace::RequestGate gate, std::int64_t durationNs)
{
    addTo(pending(keyOf(process, request)).heldNs[static_cast<std::size_t>(gate)], durationNs);
}

void RequestLog::dropOldest()
{
    for (std::size_t index = 0; index < kRecentRequests; ++index)
        m_places.erase(keyOf(m_figures.recent[index].process, m_figures.recent[index].id));
    const auto end = m_figures.recent.begin() + static_cast<std::ptrdiff_t>(kRecentRequests);
    m_figures.recent.erase(m_figures.recent.begin(), end);
    m_dropped += kRecentRequests;
}

void RequestLog::add(Request request)
{
    m_figures.byOutcome.resize(static_cast<std::size_t>(trace::kLastRequestOutcome) + 1);
    ++m_figures.byOutcome[static_cast<std::size_t>(request.outcome)];
    m_figures.bytes += request.bytes;
    if (request.outcome != trace::RequestOutcome::Filtered)
        m_figures.latency.add(request.endNs - request.startNs);
    const Key key = keyOf(request.process, request.id);
    if (const auto details = m_pending.find(key); details != m_pending.end()) {
        request.phaseNs = details->second.phaseNs;
        request.heldNs = details->second.heldNs;
        m_pending.erase(details);
    }
    m_onTheWire.erase(key);
    noteTold(request);
    if (m_figures.recent.size() >= 2 * kRecentRequests)
        dropOldest();
    m_places[key] = m_dropped + m_figures.recent.size();
    m_figures.recent.push_back(std::move(request));
    m_changed = true;
}

void RequestLog::noteTold(const Request& request)
{
    std::int64_t& toldNs = m_toldNs[request.process];
    toldNs = std::max(toldNs, request.endNs);
}

void RequestLog::addOnTheWire(Request request)
{
    const Key key = keyOf(request.process, request.id);
    if (ended(key) || (m_onTheWire.size() >= kMostOnTheWire && !m_onTheWire.contains(key)))
        return;
    // The phases before this one are told as they end, one after the other.
    const Details& details = pending(key);
    std::int64_t inThisNs = 0;
    if (__builtin_sub_overflow(request.endNs, request.startNs, &inThisNs))
        return;
    request.phaseNs = details.phaseNs;
    request.heldNs = details.heldNs;
    using trace::RequestPhase;
    for (const RequestPhase phase :
         {RequestPhase::Resolve, RequestPhase::Connect, RequestPhase::FirstByte, RequestPhase::Body}) {
        if (__builtin_sub_overflow(request.startNs, request.phase(phase), &request.startNs))
            return;
    }
    addTo(request.phaseNs[static_cast<std::size_t>(*request.now)], inThisNs);
    noteTold(request);
    m_onTheWire[key] = std::move(request);
    m_changed = true;
}

void RequestLog::processEnded(ProcessIndex process, std::int64_t timeNs)
{
    for (const auto& [key, last] : std::map(m_onTheWire)) {
        if (last.process != process)
            continue;
        Request request = last;
        request.now.reset();
        request.endNs = std::max(request.endNs, timeNs);
        request.outcome = trace::RequestOutcome::Cancelled;
        request.note = "Its process ended.";
        add(std::move(request));
    }
}

void RequestLog::refreshOnTheWire()
{
    std::erase_if(m_onTheWire, [this](const auto& entry) {
        return m_toldNs[entry.second.process] - entry.second.endNs > kUnheardNs;
    });
    m_figures.onTheWire.clear();
    for (const auto& [key, request] : m_onTheWire)
        m_figures.onTheWire.push_back(request);
    std::ranges::stable_sort(m_figures.onTheWire, {}, &Request::startNs);
}

std::shared_ptr<const RequestFigures> RequestLog::takeChanged()
{
    if (!m_changed)
        return nullptr;
    m_changed = false;
    refreshOnTheWire();
    return std::make_shared<RequestFigures>(m_figures);
}

} // namespace lanescope::store
