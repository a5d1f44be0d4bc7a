// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/histogram.h"

#include <QJsonObject>

#include <chrono>

namespace lanescope::scenario {

/// How late the firings of timers came; early ones are below zero. Threads: one.
class LatenessLog {
public:
    void add(std::chrono::nanoseconds lateness);
    std::uint64_t count() const { return m_early.count() + m_late.count(); }
    std::uint64_t early() const { return m_early.count(); }
    /// {"min", "p50", "p99", "max"} in units of `unit`. Null when nothing fired.
    QJsonObject figures(std::chrono::nanoseconds unit) const;

private:
    std::int64_t percentileNs(double share) const;

    store::Histogram m_early; // by how much
    store::Histogram m_late;
};

} // namespace lanescope::scenario
