// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/slot_rows.h"

#include <map>
#include <utility>

namespace lanescope::crawl {

namespace {

/// A delay that is shorter is how a polite crawl goes, not something to wait for.
constexpr double kWorthTellingS = 2;

double snoozedS(const SlotStatus& slot)
{
    switch (slot.gate) {
    case RequestGate::RetryAfter:
    case RequestGate::Breaker:
        return slot.gateS;
    case RequestGate::Delay:
        return slot.gateS >= kWorthTellingS ? slot.gateS : 0;
    default:
        return 0;
    }
}

} // namespace

SlotRows::Row SlotRows::rowOf(const std::string& key) const
{
    Row row;
    row.queue = std::make_unique<trace::TracedObject>(trace::ObjectKind::Queue, m_prefix + "host " + key);
    row.onTheWire = trace::Recorder::intern(m_prefix + "on the wire: " + key);
    // Both rows are there from the start, whatever comes.
    row.queue->depthChanged(0, trace::DepthChange::None);
    trace::counter(row.onTheWire, 0);
    return row;
}

void SlotRows::sampleSnooze(const std::string& key, Row& row, const SlotStatus* slot) const
{
    const double seconds = slot != nullptr ? snoozedS(*slot) : 0;
    if (seconds == row.snoozedS)
        return;
    if (row.snoozed == trace::StringId{})
        row.snoozed = trace::Recorder::intern(m_prefix + "snoozed: " + key);
    trace::counter(row.snoozed, seconds);
    row.snoozedS = seconds;
}

void SlotRows::sample(const std::vector<SlotStatus>& slots)
{
    if (!trace::Recorder::active())
        return;
    std::map<std::string, const SlotStatus*> known; // hosts that come together stand by their names
    for (const SlotStatus& slot : slots)
        known.emplace(slot.key.toStdString(), &slot);
    for (const auto& [key, slot] : known) {
        const bool isBusy = slot->waiting > 0 || slot->onTheWire > 0;
        if (isBusy && !m_rows.contains(key) && m_rows.size() < kMost)
            m_rows.emplace(key, rowOf(key));
    }
    // One that is no more among the busiest has, as far as anybody can see, nothing waiting.
    for (auto& [key, row] : m_rows) {
        const auto told = known.find(key);
        const SlotStatus* slot = told == known.end() ? nullptr : told->second;
        const std::size_t depth = slot == nullptr ? 0 : slot->waiting;
        if (depth != row.depth)
            row.queue->depthChanged(static_cast<std::int64_t>(depth), trace::DepthChange::None);
        row.depth = depth;
        const double mean = slot == nullptr ? 0 : slot->onTheWireMean;
        if (mean != std::exchange(row.onTheWireMean, mean))
            trace::counter(row.onTheWire, mean);
        sampleSnooze(key, row, slot);
    }
}

} // namespace lanescope::crawl
