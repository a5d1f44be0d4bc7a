// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/request.h"

#include <vector>

namespace lanescope::crawl {

/// How many requests may be on the wire: in all, and per slot. A request takes the global token first and
/// the slot's second, always, so that no two limiters can wait for each other.
///
/// Lowering a cap takes nothing back: what is in flight ends by itself, and nothing new starts until the
/// count is below the cap. Threads: none of its own; the owner locks.
class Limiter {
public:
    /// 0 = no limit.
    void setCaps(int global, int perSlot);
    /// Slots are numbered from 0 in the order they are added.
    SlotId addSlot();

    bool globalFull() const { return m_global > 0 && m_inFlight >= m_global; }
    bool slotFull(SlotId slot) const { return m_perSlot > 0 && inFlight(slot) >= m_perSlot; }

    /// Neither the whole nor the slot may be full.
    void acquire(SlotId slot);
    void release(SlotId slot);

    int inFlight() const { return m_inFlight; }
    int inFlight(SlotId slot) const { return m_slots[static_cast<std::size_t>(slot)]; }
    /// False while what started under higher caps is still running.
    bool withinCaps() const;

private:
    bool over(int count) const { return m_perSlot > 0 && count > m_perSlot; }

    std::vector<int> m_slots; // in flight, by slot
    int m_global = 0;
    int m_perSlot = 0;
    int m_inFlight = 0;
    int m_slotsOver = 0; // how many slots have more in flight than their cap
};

} // namespace lanescope::crawl
