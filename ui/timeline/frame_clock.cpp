// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/frame_clock.h"

#include <algorithm>

namespace lanescope::timeline {

void FrameClock::add(std::int64_t durationNs)
{
    m_durations[m_count++ % kFrames] = durationNs;
}

FrameStats FrameClock::stats() const
{
    const std::size_t count = std::min(m_count, kFrames);
    if (count == 0)
        return {};
    auto sorted = m_durations;
    std::sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(count));
    return {sorted[(count - 1) / 2], sorted[(count - 1) * 95 / 100], count};
}

} // namespace lanescope::timeline
