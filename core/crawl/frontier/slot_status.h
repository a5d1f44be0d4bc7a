// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/frontier_tables.h"
#include "core/crawl/frontier/limiter.h"

#include <optional>
#include <vector>

namespace lanescope::crawl {

/// How one slot stands, for tables. Plain data.
struct SlotStatus {
    QByteArray key;
    std::size_t waiting = 0;              ///< all that wait at its origins
    RequestGate gate = RequestGate::None; ///< what holds most of them
    double gateS = 0;                     ///< how long yet; 0: not known
    int onTheWire = 0;
    double onTheWireMean = 0; ///< since the status before
    int cap = 0;              ///< 0 = none
    double delayS = 0;
    DelayBy delayBy = DelayBy::Settings;
    SlotFlow flow;
    std::optional<ControlReading> control;
};

/// What the status of slots is read from.
struct SlotView {
    const FrontierTables& tables;
    const Limiter& limiter;
    const PaceRules& pace;
    RequestGate globalGate = RequestGate::None; ///< what holds those that their slot lets go
};

/// The `most` busiest slots, by what waits and is on the wire. Complexity: O(slots + origins).
std::vector<SlotStatus> busiestSlots(const SlotView& view, std::size_t most, std::int64_t nowNs);

/// Bytes that slots and origins take.
std::size_t memoryBytes(const FrontierTables& tables);

} // namespace lanescope::crawl
