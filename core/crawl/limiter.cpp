// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/limiter.h"

#include <algorithm>
#include <cassert>

namespace lanescope::crawl {

void Limiter::setCaps(int global, int perSlot) {
    m_global = std::max(global, 0);
    m_perSlot = std::max(perSlot, 0);
    m_slotsOver = static_cast<int>(std::ranges::count_if(m_slots, [this](int count) { return over(count); }));
}

SlotId Limiter::addSlot() {
    m_slots.push_back(0);
    return static_cast<SlotId>(m_slots.size() - 1);
}

void Limiter::acquire(SlotId slot) {
    assert(!globalFull());
    ++m_inFlight;
    assert(!slotFull(slot));
    ++m_slots[static_cast<std::size_t>(slot)];
}

void Limiter::release(SlotId slot) {
    int& count = m_slots[static_cast<std::size_t>(slot)];
    assert(count > 0 && m_inFlight > 0);
    const bool wasOver = over(count);
    --count;
    if (wasOver && !over(count))
        --m_slotsOver;
    --m_inFlight;
}

bool Limiter::withinCaps() const {
    return (m_global == 0 || m_inFlight <= m_global) && m_slotsOver == 0;
}

} // namespace lanescope::crawl
