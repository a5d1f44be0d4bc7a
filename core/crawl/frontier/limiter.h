// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/request.h"

#include <algorithm>
#include <vector>

namespace lanescope::crawl {

/// The lower of two caps, of which 0 is none.
constexpr int lowerCap(int one, int other)
{
    return one > 0 && other > 0 ? std::min(one, other) : std::max(one, other);
}

/// How many requests may be on the wire: in all, and per slot. A request takes the global token first and
/// the slot's second, always, so that no two limiters can wait for each other.
///
/// A slot may have a limit of its own below the common one, which a controller moves. Lowering takes nothing
/// back: what is in flight ends by itself, and nothing new starts until the count is below the cap.
/// Threads: none of its own; the owner locks.
class Limiter {
public:
    /// 0 = no limit.
    void setCaps(int global, int perSlot);
    /// Slots are numbered from 0 in the order they are added.
    SlotId addSlot();
    /// 0 = only the common cap.
    void setOwnLimit(SlotId slot, int limit) { at(slot).ownLimit = limit; }
    /// What is in flight stays so, but belongs to no slot until moved into one: the slots are to be made anew.
    void forgetSlots();
    void moveInto(SlotId slot, int inFlight);

    bool globalFull() const { return m_global > 0 && m_inFlight >= m_global; }
    bool slotFull(SlotId slot) const { return over(at(slot).inFlight + 1, capOf(slot)); }
    /// The lower of the common cap and the slot's own limit; 0 = none.
    int capOf(SlotId slot) const;

    /// Neither the whole nor the slot may be full.
    void acquire(SlotId slot);
    void release(SlotId slot);

    int inFlight() const { return m_inFlight; }
    int inFlight(SlotId slot) const { return at(slot).inFlight; }
    int globalCap() const { return m_global; }
    /// False while what started under higher caps, those that were set, is still running.
    bool withinCaps() const;

private:
    struct Slot {
        int inFlight = 0;
        int ownLimit = 0;
    };
    static bool over(int count, int cap) { return cap > 0 && count > cap; }
    Slot& at(SlotId slot) { return m_slots[static_cast<std::size_t>(slot)]; }
    const Slot& at(SlotId slot) const { return m_slots[static_cast<std::size_t>(slot)]; }

    std::vector<Slot> m_slots;
    int m_global = 0;
    int m_perSlot = 0;
    int m_inFlight = 0;
    int m_slotsOver = 0; // how many slots have more in flight than the common cap
};

} // namespace lanescope::crawl
