// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_request.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <deque>

namespace lanescope::control {

/// The time of one run, which stands still in a pause: how long it has lasted, when its changes are due, and when it is
/// over. Units: seconds from its start. Threads: the one it lives in.
class RunClock : public QObject {
    Q_OBJECT

public:
    RunClock();

    /// `durationS` 0: it is never over by itself.
    void start(double durationS, const std::vector<TimedChange>& changes);
    void pause();
    void resume();
    /// Nothing comes any more, though the run may go on for a moment.
    void cancel();
    /// Back to before the start.
    void reset();

    /// 0 before the start.
    double elapsedS() const;
    bool changesToCome() const { return !m_changes.empty(); }

Q_SIGNALS:
    void due(const lanescope::control::TimedChange& change);
    void over();

private:
    void arm();
    void ring();

    QElapsedTimer m_running;           // invalid in a pause and before the start
    double m_beforeS = 0;              // up to the last pause
    double m_endS = 0;                 // 0: none
    std::deque<TimedChange> m_changes; // still to come, the next one first
    QTimer m_timer;
};

} // namespace lanescope::control
