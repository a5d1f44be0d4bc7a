// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lanescope::timeline {

struct FrameStats {
    std::int64_t medianNs = 0;
    std::int64_t p95Ns = 0;
    std::size_t frames = 0; ///< the figures come from
};

/// Remembers how long the last frames took to paint. Threads: one.
class FrameClock {
public:
    static constexpr std::size_t kFrames = 120;

    void add(std::int64_t durationNs);
    FrameStats stats() const;

private:
    std::array<std::int64_t, kFrames> m_durations{};
    std::size_t m_count = 0;
};

} // namespace lanescope::timeline
