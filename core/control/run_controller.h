// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/process_signal.h"
#include "core/control/run_result.h"
#include "core/control/run_watch.h"
#include "core/control/standing_knobs.h"
#include "core/scenario/scenario.h"
#include "core/store/snapshot.h"

#include <QObject>

#include <memory>
#include <optional>

namespace lanescope::control {

class LabProcess;
class LabLink;
class RunClock;
class RunRecording;
struct LastWords;

enum class RunState { Idle, Starting, Running, Paused, Stopping, Finished };

/// Starts a lab process for one run at a time, steers it, and survives whatever it does: start timeout,
/// heartbeat, bounded buffers, kill after a grace period, exit code and signal reported, segments drained
/// after death. Owns the collector. Threads: the thread it lives in; snapshot() from any. Lifetime: the
/// destructor ends every process of the run and removes the session folder.
class RunController : public QObject {
    Q_OBJECT

public:
    explicit RunController(QObject* parent = nullptr);
    ~RunController() override;

    /// Ends a run that is still going on, then starts this one.
    void start(const RunRequest& request);
    /// Asks the run to end; kills it when it has not after the grace period.
    void stop() { stopAs(RunOutcome::Stopped); }
    /// SIGSTOP and SIGCONT for every process of the run; what they do is in the trace as marks.
    void pause();
    void resume();
    /// Ends, kills, stops or continues one process of the run; the lab itself by the run's own means. Refused, with a
    /// sentence that says why, for any process that is not of this run and for a zombie.
    Result<SignalEffect> signalProcess(qint64 pid, ProcessSignal signal);
    /// False if there is no such live knob or no run. Applied values come back by knobApplied().
    bool setKnob(const QString& name, const scenario::KnobValue& value);
    /// Reports that the run ended in a deadlock it cannot leave, and ends it.
    void endAsDeadlock(const QString& message);

    RunState state() const { return m_state; }
    /// As it was started; what was changed since is in changes().
    const RunRequest& request() const { return m_request; }
    /// Changes of live knobs that were applied in this run so far, in order.
    const std::vector<TimedChange>& changes() const { return m_result.changes; }
    /// The scenario, its knobs as it was started and as they stand in the run now.
    RunKnobs knobs() const;
    /// nullptr before the first run.
    const scenario::ScenarioInfo* scenario() const { return m_info; }
    /// Of the last finished run; while one goes on, what is known of it so far.
    const RunResult& result() const { return m_result; }
    /// What the scenario told of itself last (Context::setStatus()); empty before that.
    QJsonObject status() const { return m_told; }
    /// The newest snapshot; never null. Also asks the collector to publish a newer one soon.
    store::SnapshotPtr snapshot() const;
    /// Of the run that goes on: threads that wait for each other for good, the oldest first.
    const std::vector<DeadlockFacts>& deadlocks() const { return m_watch.deadlocks(); }
    /// Of the run that goes on or was the last: all that was found in it, now and before.
    const RunWatch& watch() const { return m_watch; }
    /// The process id of the lab, 0 when there is none.
    qint64 labPid() const;

Q_SIGNALS:
    void stateChanged(lanescope::control::RunState state);
    void knobApplied(const QString& name, const lanescope::scenario::KnobValue& value);
    /// level: 0 info, 1 warning, 2 error. Also in the trace, as marks.
    void logLine(int level, const QString& line);
    void statusChanged(const QJsonObject& status);
    /// What the scenario reports so far.
    void resultChanged(const QJsonObject& result);
    /// Half a second to a second after it began; ends the run only if it was asked to (endDeadlockAfterS). A run that is
    /// deadlocked when it is stopped or its time is over ends with the outcome Deadlock.
    void deadlockFound(const lanescope::control::DeadlockFacts& facts);
    void deadlockGone(quint64 identity);
    void finished(const lanescope::control::RunResult& result);

private:
    void makeLab();
    void connectLink();
    void setState(RunState next);
    bool isActive() const { return m_state != RunState::Idle && m_state != RunState::Finished; }
    bool isDeadlocked() const { return !m_watch.deadlocks().empty(); }

    void onHello();
    void onStarted();
    void onApplied(int knob, const scenario::KnobValue& value);
    void onDone(const LastWords& last);
    void onWatchLooked();
    void followStops();
    void onGraceOver();
    void onLabEnded(qint64 pid, int exitCode, int signal);

    void stopAs(RunOutcome outcome);
    void endDeadlocked();
    void fail(const QString& message);
    /// `lab`: the process that has ended; 0: there was none.
    void finish(qint64 lab = 0);
    void dropLab();
    void stopTimers();

    RunState m_state = RunState::Idle;
    RunRequest m_request;
    RunResult m_result;
    QJsonObject m_told;
    const scenario::ScenarioInfo* m_info = nullptr;
    std::optional<RunOutcome> m_stopAs; ///< why "stop" was sent
    bool m_isStopped = false;           ///< the lab, by somebody else

    std::unique_ptr<RunRecording> m_recording;
    std::unique_ptr<RunClock> m_clock;
    std::unique_ptr<LabLink> m_link; ///< of the run that goes on or was the last, as the process
    std::unique_ptr<LabProcess> m_lab;
    RunWatch m_watch;
    QTimer m_startTimer;   ///< until the lab has started the scenario
    QTimer m_silenceTimer; ///< until its next word
    QTimer m_graceTimer;   ///< from "stop" or "done" to SIGKILL
};

} // namespace lanescope::control
