// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/loss_counter.h"

#include "core/store/registry.h"

namespace lanescope::store {

void LossCounter::nextReading(std::int64_t nowNs)
{
    m_beforeNs = m_nowNs;
    m_nowNs = std::max(nowNs, m_nowNs); // a better calibration may put it a little earlier
}

void LossCounter::note(Registry& registry, ProcessIndex process, std::uint64_t dropped)
{
    if (dropped <= m_dropped)
        return;
    if (!m_counter) {
        Object object;
        object.process = process;
        object.name = kLossCounter;
        m_counter = registry.addObject(std::move(object));
    }
    ObjectTrack& track = registry.track(*m_counter);
    track.addCounter(m_beforeNs, static_cast<double>(m_dropped));
    track.addCounter(m_nowNs, static_cast<double>(dropped));
    m_dropped = dropped;
}

} // namespace lanescope::store
