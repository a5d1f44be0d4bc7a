// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/frontier_slot.h"

#include <deque>

namespace lanescope::crawl {

/// All slots and origins of a frontier, by their numbers. Plain data of the Frontier. Threads: its owner's.
struct FrontierTables {
    std::deque<FrontierSlot> slots;     ///< by SlotId
    std::deque<FrontierOrigin> origins; ///< by OriginId

    FrontierSlot& at(SlotId id) { return slots[static_cast<std::size_t>(id)]; }
    const FrontierSlot& at(SlotId id) const { return slots[static_cast<std::size_t>(id)]; }
    FrontierOrigin& at(OriginId id) { return origins[static_cast<std::size_t>(id)]; }
    const FrontierOrigin& at(OriginId id) const { return origins[static_cast<std::size_t>(id)]; }
};

} // namespace lanescope::crawl
