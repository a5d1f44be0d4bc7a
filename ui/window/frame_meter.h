// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/frame_clock.h"

#include <QElapsedTimer>

#include <deque>

namespace lanescope::window {

/// How long the window takes to paint itself, and how often it does. Units: nanoseconds. Threads: GUI.
class FrameMeter {
public:
    FrameMeter() { m_clock.start(); }

    void add(std::int64_t durationNs)
    {
        m_durations.add(durationNs);
        m_moments.push_back(m_clock.elapsed());
        while (m_moments.front() < m_moments.back() - kWindowMs)
            m_moments.pop_front();
    }
    std::int64_t medianNs() const { return m_durations.stats().medianNs; }
    /// Over the last second.
    int perSecond() const
    {
        std::size_t old = 0;
        while (old < m_moments.size() && m_moments[old] < m_clock.elapsed() - kWindowMs)
            ++old;
        return static_cast<int>(m_moments.size() - old);
    }

private:
    static constexpr qint64 kWindowMs = 1000;

    timeline::FrameClock m_durations;
    QElapsedTimer m_clock;
    std::deque<qint64> m_moments;
};

} // namespace lanescope::window
