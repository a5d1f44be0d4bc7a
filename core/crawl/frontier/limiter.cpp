// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/limiter.h"

#include <algorithm>
#include <cassert>

namespace lanescope::crawl {

void Limiter::setCaps(int global, int perSlot)
{
    m_global = std::max(global, 0);
    m_perSlot = std::max(perSlot, 0);
    m_slotsOver = static_cast<int>(
        std::ranges::count_if(m_slots, [this](const Slot& slot) { return over(slot.inFlight, m_perSlot); }));
}

SlotId Limiter::addSlot()
{
    m_slots.emplace_back();
    return static_cast<SlotId>(m_slots.size() - 1);
}

void Limiter::forgetSlots()
{
    m_slots.clear();
    m_slotsOver = 0;
}

void Limiter::moveInto(SlotId slot, int inFlight)
{
    const bool wasOver = over(at(slot).inFlight, m_perSlot);
    at(slot).inFlight += inFlight;
    m_slotsOver += static_cast<int>(over(at(slot).inFlight, m_perSlot)) - static_cast<int>(wasOver);
}

int Limiter::capOf(SlotId slot) const
{
    return lowerCap(m_perSlot, at(slot).ownLimit);
}

void Limiter::acquire(SlotId slot)
{
    assert(!globalFull());
    ++m_inFlight;
    assert(!slotFull(slot));
    ++at(slot).inFlight;
}

void Limiter::release(SlotId slot)
{
    int& count = at(slot).inFlight;
    assert(count > 0 && m_inFlight > 0);
    const bool wasOver = over(count, m_perSlot);
    --count;
    if (wasOver && !over(count, m_perSlot))
        --m_slotsOver;
    --m_inFlight;
}

bool Limiter::withinCaps() const
{
    return !over(m_inFlight, m_global) && m_slotsOver == 0;
}

} // namespace lanescope::crawl
