// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>

namespace lanescope::panels {

/// How fast a count grows, over about the last two seconds. Units: nanoseconds, events. Threads: one.
class RateMeter {
public:
    static constexpr std::int64_t kWindowNs = 2'000'000'000;

    void add(std::int64_t timeNs, std::uint64_t count)
    {
        if (!m_points.empty() && timeNs <= m_points.back().timeNs)
            return;
        m_points.push_back({timeNs, count});
        // The point before the window stays: it is what the window's growth is measured from.
        while (m_points.size() > 2 && m_points[1].timeNs <= timeNs - kWindowNs)
            m_points.pop_front();
    }
    double perSecond() const
    {
        if (m_points.size() < 2)
            return 0;
        const auto& first = m_points.front();
        const auto& last = m_points.back();
        return static_cast<double>(last.count - first.count) * 1e9 / static_cast<double>(last.timeNs - first.timeNs);
    }

private:
    struct Point {
        std::int64_t timeNs;
        std::uint64_t count;
    };
    std::deque<Point> m_points;
};

} // namespace lanescope::panels
