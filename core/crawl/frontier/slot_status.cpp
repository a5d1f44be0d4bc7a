// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/slot_status.h"

#include <algorithm>

namespace lanescope::crawl {

namespace {

/// The gate with the most requests behind it, of an origin or of its slot.
struct Heaviest {
    RequestGate gate = RequestGate::None;
    std::size_t count = 0;
    std::int64_t untilNs = 0;

    void consider(RequestGate other, std::size_t itsCount, std::int64_t itsUntilNs)
    {
        if (itsCount > count)
            *this = {other, itsCount, itsUntilNs};
    }
};

SlotStatus statusOf(SlotId id, const SlotView& view, std::int64_t nowNs)
{
    const FrontierSlot& slot = view.tables.at(id);
    SlotStatus status;
    status.key = slot.key;
    status.onTheWire = view.limiter.inFlight(id);
    status.onTheWireMean = slot.meter.meanOfLastStep();
    status.cap = view.limiter.capOf(id);
    status.delayS = static_cast<double>(slot.pace.delayNs(view.pace)) * 1e-9;
    status.delayBy = slot.pace.delayBy(view.pace);
    status.flow = slot.meter.flow(nowNs);
    status.control = slot.control;
    Heaviest heaviest;
    heaviest.consider(slot.standing == RequestGate::None ? view.globalGate : slot.standing, slot.open, slot.wakeNs);
    for (const OriginId each : slot.origins) {
        const FrontierOrigin& origin = view.tables.at(each);
        const std::size_t waiting = origin.queue.size() + origin.admitted;
        status.waiting += waiting;
        if (origin.gate != RequestGate::None)
            heaviest.consider(origin.gate, waiting, origin.gateUntilNs);
    }
    status.gate = heaviest.gate;
    if (heaviest.untilNs > nowNs && heaviest.untilNs != FrontierOrigin::kUntilTold)
        status.gateS = static_cast<double>(heaviest.untilNs - nowNs) * 1e-9;
    return status;
}

} // namespace

std::vector<SlotStatus> busiestSlots(const SlotView& view, std::size_t most, std::int64_t nowNs)
{
    std::vector<std::pair<std::size_t, SlotId>> busy;
    for (std::size_t index = 0; index < view.tables.slots.size(); ++index) {
        const auto id = static_cast<SlotId>(index);
        auto weight = static_cast<std::size_t>(view.limiter.inFlight(id));
        for (const OriginId origin : view.tables.at(id).origins)
            weight += view.tables.at(origin).queue.size() + view.tables.at(origin).admitted;
        busy.emplace_back(weight, id);
    }
    const std::size_t count = std::min(most, busy.size());
    std::ranges::partial_sort(busy, busy.begin() + static_cast<std::ptrdiff_t>(count), [](auto a, auto b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::vector<SlotStatus> result;
    for (std::size_t index = 0; index < count; ++index)
        result.push_back(statusOf(busy[index].second, view, nowNs));
    return result;
}

std::size_t memoryBytes(const FrontierTables& tables)
{
    // Hash nodes: key header, value and bucket share, as measured with QHash 6.4.
    constexpr std::size_t kHashNode = 40;
    std::size_t total = tables.slots.size() * (sizeof(FrontierSlot) + kHashNode) +
                        tables.origins.size() * (sizeof(FrontierOrigin) + kHashNode);
    for (const FrontierOrigin& origin : tables.origins) {
        total += static_cast<std::size_t>(origin.text.capacity() + origin.host.capacity());
        total += origin.queue.memoryBytes() + origin.history.memoryBytes();
    }
    for (const FrontierSlot& slot : tables.slots)
        total += slot.origins.capacity() * sizeof(OriginId) + slot.admitted.size() * sizeof(AdmittedRequest);
    return total;
}

} // namespace lanescope::crawl
