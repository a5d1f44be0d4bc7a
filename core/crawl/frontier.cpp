// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier.h"

#include <algorithm>
#include <cassert>

namespace lanescope::crawl {

namespace {

QByteArray borrowed(std::string_view text) {
    return QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
}

QByteArray owned(std::string_view text) {
    return {text.data(), static_cast<qsizetype>(text.size())};
}

} // namespace

Frontier::Frontier() = default;

void Frontier::configure(const Settings& settings, std::int64_t nowNs) {
    m_limiter.setCaps(settings.concurrentRequests, settings.perDomain);
    m_order = settings.order;
    m_delayNs = std::int64_t{std::max(settings.downloadDelayMs, 0)} * 1'000'000;
    m_wakes = {};
    for (std::size_t index = 0; index < m_slots.size(); ++index) {
        const auto id = static_cast<SlotId>(index);
        settle(id, nowNs);
        if (at(id).standing == Standing::Delay)
            m_wakes.push({allowedNs(at(id)), id});
    }
}

SlotId Frontier::slotOf(std::string_view host) {
    if (const auto known = m_slotIds.constFind(borrowed(host)); known != m_slotIds.constEnd())
        return *known;
    const SlotId id = m_limiter.addSlot();
    m_slots.emplace_back();
    m_slotIds.insert(owned(host), id);
    return id;
}

std::uint32_t Frontier::originOf(const Url& url) {
    if (const auto known = m_originIds.constFind(borrowed(url.origin())); known != m_originIds.constEnd())
        return *known;
    const auto id = static_cast<std::uint32_t>(m_origins.size());
    m_origins.push_back({owned(url.origin()), slotOf(url.host())});
    m_originIds.insert(m_origins.back().text, id);
    return id;
}

Frontier::Standing Frontier::standingOf(SlotId id, std::int64_t nowNs) {
    const Slot& slot = at(id);
    if (slot.queue.isEmpty())
        return Standing::Idle;
    if (m_limiter.slotFull(id))
        return Standing::SlotCap;
    return m_delayNs > 0 && allowedNs(slot) > nowNs ? Standing::Delay : Standing::Ready;
}

/// Brings a slot's standing up to date. The counters are the caller's when the queue's length changed.
void Frontier::settle(SlotId id, std::int64_t nowNs) {
    Slot& slot = at(id);
    const Standing before = slot.standing;
    slot.standing = standingOf(id, nowNs);
    m_waiting[static_cast<std::size_t>(before)] -= slot.queue.size();
    m_waiting[static_cast<std::size_t>(slot.standing)] += slot.queue.size();
    if (slot.standing == Standing::Ready && !slot.inLine) {
        slot.inLine = true;
        m_line.push_back(id);
    }
    if (slot.standing == Standing::Delay && before != Standing::Delay)
        m_wakes.push({allowedNs(slot), id});
}

void Frontier::push(const Url& url, const RequestTag& tag, std::int64_t nowNs) {
    const std::uint32_t origin = originOf(url);
    const SlotId id = m_origins[origin].slot;
    Slot& slot = at(id);
    slot.queue.pushBack(origin, url.target(), tag);
    ++m_waiting[static_cast<std::size_t>(slot.standing)];
    ++m_size;
    settle(id, nowNs);
}

bool Frontier::isCurrent(const Wake& wake) {
    const Slot& slot = at(wake.slot);
    return slot.standing == Standing::Delay && allowedNs(slot) == wake.atNs;
}

void Frontier::wakeDelayed(std::int64_t nowNs) {
    while (!m_wakes.empty() && m_wakes.top().atNs <= nowNs) {
        const Wake wake = m_wakes.top();
        m_wakes.pop();
        if (isCurrent(wake))
            settle(wake.slot, nowNs);
    }
}

std::optional<std::int64_t> Frontier::nextWakeNs() {
    while (!m_wakes.empty() && !isCurrent(m_wakes.top()))
        m_wakes.pop();
    if (m_wakes.empty())
        return std::nullopt;
    return m_wakes.top().atNs;
}

Request Frontier::take(SlotId id, std::int64_t nowNs) {
    Slot& slot = at(id);
    m_limiter.acquire(id);
    const UrlQueue::Entry entry = m_order == Order::Lifo ? slot.queue.takeBack() : slot.queue.takeFront();
    --m_waiting[static_cast<std::size_t>(slot.standing)];
    --m_size;
    slot.lastStartNs = nowNs;
    slot.started = true;
    settle(id, nowNs);
    return {++m_lastId, id, entry.tag, Url::fromParts(m_origins[entry.origin].text, entry.target)};
}

std::optional<Request> Frontier::next(std::int64_t nowNs) {
    wakeDelayed(nowNs);
    if (m_limiter.globalFull())
        return std::nullopt;
    while (!m_line.empty()) {
        const SlotId id = m_line.front();
        m_line.pop_front();
        at(id).inLine = false;
        if (at(id).standing == Standing::Ready)
            return take(id, nowNs);
    }
    return std::nullopt;
}

void Frontier::finished(SlotId slot, std::int64_t nowNs) {
    m_limiter.release(slot);
    settle(slot, nowNs);
}

WaitCounts Frontier::waiting() const {
    const auto count = [this](Standing standing) { return m_waiting[static_cast<std::size_t>(standing)]; };
    WaitCounts counts;
    (m_limiter.globalFull() ? counts.globalCap : counts.none) = count(Standing::Ready);
    counts.slotCap = count(Standing::SlotCap);
    counts.delay = count(Standing::Delay);
    return counts;
}

std::size_t Frontier::memoryBytes() const {
    // Hash nodes: key header, value and bucket share, as measured with QHash 6.4.
    constexpr std::size_t kHashNode = 40;
    std::size_t total = sizeof(*this) + m_slots.size() * (sizeof(Slot) + kHashNode) +
                        m_origins.capacity() * sizeof(Origin) + m_origins.size() * kHashNode;
    for (const Origin& origin : m_origins)
        total += static_cast<std::size_t>(origin.text.capacity()) * 2;
    for (const Slot& slot : m_slots)
        total += slot.queue.memoryBytes();
    return total;
}

} // namespace lanescope::crawl
