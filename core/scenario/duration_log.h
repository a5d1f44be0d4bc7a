// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/histogram.h"

#include <QJsonObject>

#include <chrono>
#include <mutex>

namespace lanescope::scenario {

/// Durations that the threads of a run measure, for its result. Threads: any; a lock guards it, so not for
/// more than some ten thousand a second.
class DurationLog {
public:
    void add(std::chrono::nanoseconds duration);
    std::uint64_t count() const;
    /// {"p50", "p99", "max"} in units of `unit`: std::chrono::milliseconds(1) for milliseconds. Null when there are none.
    QJsonObject figures(std::chrono::nanoseconds unit) const;
    /// The shortest, within 3 %, in the same units.
    QJsonValue least(std::chrono::nanoseconds unit) const;

private:
    mutable std::mutex m_mutex;
    store::Histogram m_durations; // guarded by m_mutex
};

} // namespace lanescope::scenario
