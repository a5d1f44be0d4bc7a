// SPDX-License-Identifier: GPL-3.0-or-later
// Frontier: how requests come, and who leaves or stays without having been sent.
#include "core/crawl/frontier/frontier.h"
#include "core/crawl/url/byte_views.h"
#include "core/trace/clock.h"

namespace lanescope::crawl {

OriginId Frontier::originOf(const Url& url, std::int64_t nowNs)
{
    if (const auto known = m_originIds.constFind(borrowed(url.origin())); known != m_originIds.constEnd())
        return *known;
    const auto id = static_cast<OriginId>(m_tables.origins.size());
    FrontierOrigin& origin = m_tables.origins.emplace_back();
    origin.text = copied(url.origin());
    origin.host = copied(url.host());
    m_originIds.insert(origin.text, id);
    placeInSlot(id, {}, nowNs);
    return id;
}

void Frontier::enqueue(OriginId id, std::string_view target, const RequestTag& tag, std::int64_t nowNs)
{
    FrontierOrigin& origin = at(id);
    if (origin.history.wantsReading(nowNs))
        origin.history.note(m_sequence + 1, nowNs, queueTimes(origin, nowNs));
    origin.queue.push(++m_sequence, target, tag);
    if (countsAsScrapy())
        ++m_unadmitted;
    else
        countWaiting(origin, 1);
    settle(origin.slot, nowNs);
}

bool Frontier::push(const Url& url, const RequestTag& tag, std::int64_t nowNs)
{
    const OriginId id = originOf(url, nowNs);
    if (at(id).givenUp)
        return false;
    ++m_size;
    enqueue(id, url.target(), tag, nowNs);
    return true;
}

bool Frontier::postpone(const Request& request, LastTry ended, std::int64_t untilNs, std::int64_t nowNs)
{
    if (at(request.origin).givenUp)
        return false;
    RequestTag tag = request.tag;
    tag.discovered = trace::readClock(); // each try tells of its own wait
    tag.backoffMs = 0;
    tag.lastTry = ended;
    ++tag.retries;
    ++m_size;
    if (untilNs <= nowNs) {
        enqueue(request.origin, request.url.target(), tag, nowNs);
        return true;
    }
    tag.backoffMs = static_cast<std::uint32_t>((untilNs - nowNs) / 1'000'000);
    m_backoffs.push({untilNs, request.origin, std::string(request.url.target()), tag});
    ++m_waiting[RequestGate::Backoff];
    return true;
}

void Frontier::redirectRobots(const Request& from, const Url& to, std::int64_t nowNs)
{
    const SlotId slot = at(originOf(to, nowNs)).slot;
    at(slot).errands.push_back({from.origin, static_cast<std::uint8_t>(from.tag.redirects + 1), to});
    ++m_errands;
    settle(slot, nowNs);
}

// --- Those that are not sent ---

/// What holds the first of them that its own back-off does not hold.
RequestGate Frontier::gateOf(const FrontierOrigin& origin, std::int64_t nowNs) const
{
    if (origin.gate != RequestGate::None)
        return origin.gate;
    const RequestGate standing = at(origin.slot).standing;
    return standing != RequestGate::None ? standing : m_gates.gate(nowNs);
}

void Frontier::forEachAt(OriginId id, RequestGate gate, const UnaskedListener& visit) const
{
    const FrontierOrigin& origin = at(id);
    const auto tell = [&](std::string_view target, const RequestTag& tag, RequestGate held) {
        visit({Url::fromParts(origin.text, target), tag, {}, held});
    };
    origin.queue.forEach([&](const UrlQueue::Entry& entry) { tell(entry.target, entry.tag, gate); });
    for (const AdmittedRequest& waiting : at(origin.slot).admitted) {
        if (waiting.origin == id)
            tell(waiting.entry.target, waiting.entry.tag, gate);
    }
    for (const PostponedRequest& waiting : m_backoffs.all()) {
        if (waiting.origin == id)
            tell(waiting.target, waiting.tag, RequestGate::Backoff);
    }
}

void Frontier::forEachWaiting(const UnaskedListener& visit, std::int64_t nowNs) const
{
    for (std::size_t index = 0; index < m_tables.origins.size(); ++index)
        forEachAt(static_cast<OriginId>(index), gateOf(m_tables.origins[index], nowNs), visit);
}

std::size_t Frontier::giveUp(OriginId id, std::int64_t nowNs, const UnaskedListener& dropped)
{
    FrontierOrigin& origin = at(id);
    origin.givenUp = true;
    if (dropped)
        forEachAt(id, RequestGate::Breaker, dropped);
    FrontierSlot& slot = at(origin.slot);
    std::erase_if(slot.admitted, [id](const AdmittedRequest& waiting) { return waiting.origin == id; });
    const std::size_t count = origin.queue.size() + origin.admitted + m_backoffs.drop(id);
    m_admitted -= std::exchange(origin.admitted, 0);
    origin.queue = {};
    m_size -= count;
    recount(nowNs);
    return count;
}

} // namespace lanescope::crawl
