// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <QElapsedTimer>
#include <QJsonArray>

#include <map>
#include <optional>

namespace lanescope::scenario {

/// How many tasks a second a pool ends, for each setting it has been run with; a counter in the recording shows it as
/// it goes. Threads: one.
class ThroughputMeter {
public:
    ThroughputMeter();

    /// What was under way belongs to the settings before: the next measurement is not counted.
    void settingsChanged() { m_skips = kSkips; }
    struct Setting {
        int size = 0;
        double ioFraction = 0;
        double taskMs = 0;
        auto operator<=>(const Setting&) const = default;
    };
    /// `done`: all tasks so far.
    void measure(qint64 done, const Setting& setting);
    /// Tasks a second of the settings measured last; nothing when the run was too short for one measurement.
    std::optional<double> last() const;
    /// {"size", "io_fraction", "task_ms", "tasks_per_s"} of every setting.
    QJsonArray all() const;

private:
    static constexpr int kSkips = 2;
    struct Sum {
        qint64 tasks = 0;
        double seconds = 0;
        double perSecond() const { return seconds > 0 ? static_cast<double>(tasks) / seconds : 0; }
    };

    const trace::StringId m_name;
    QElapsedTimer m_clock;
    qint64 m_doneBefore = 0;
    int m_skips = kSkips; // measurements still to be left out
    Setting m_current{};
    std::map<Setting, Sum> m_sums;
};

} // namespace lanescope::scenario
