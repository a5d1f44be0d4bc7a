// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QString>

namespace lanescope::session {

/// What was run and how it ended: the part of a session that is not in the recording itself. Plain data.
/// Threads: as a value.
struct SessionInfo {
    QString scenario; ///< "locks.mutex"
    QString title;    ///< "Mutex"
    quint64 seed = 0;
    QJsonObject parameters; ///< knob name -> value, as of the start; what was changed since is in the recording
    QString outcome;        ///< "completed", "stopped", "deadlock", "failed"; empty while it goes on
    QString message;        ///< for people; empty when all went well
    QJsonObject result;     ///< what the scenario reported
    QDateTime startedAt;    ///< wall clock, kept in UTC to the millisecond
    double durationS = 0;

    /// "locks.mutex · seed 1 · 2024-05-01 12:00 · threads 8, hold_us 50": one line to print under a picture.
    QString line() const;

    bool operator==(const SessionInfo&) const = default;
};

} // namespace lanescope::session
