// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/record.h"

#include <QJsonObject>
#include <QStringList>

#include <chrono>
#include <vector>

namespace lanescope::scenario {

/// How fast a count went up in each of the modes that a live knob chooses, and a row that shows it.
/// Threads: the one that made it.
class ModeRates {
public:
    /// `row`: the name of the counter row.
    ModeRates(const QStringList& modes, const char* row);

    /// The count stands there after `time` from the start, as a clock on the wall or the CPUs' has it; since the last
    /// call `mode` was on.
    void note(int mode, qint64 count, std::chrono::nanoseconds time);
    /// By the mode's name; null for modes that never were on.
    QJsonObject perSecond() const;

private:
    struct Mode {
        QString name;
        qint64 count = 0;
        std::chrono::nanoseconds time{};
    };
    std::vector<Mode> m_modes;
    trace::StringId m_row;
    std::chrono::nanoseconds m_time{};
    qint64 m_count = 0;
};

} // namespace lanescope::scenario
