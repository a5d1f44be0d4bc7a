// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/process_signal.h"
#include "core/control/run_watch.h"
#include "core/scenario/scenario.h"
#include "core/store/snapshot.h"

#include <QJsonObject>
#include <QObject>
#include <QVariant>

#include <memory>
#include <optional>

namespace lanescope::control {

/// A knob change that is to happen by itself, `atS` seconds after the start of the run.
struct TimedChange {
    double atS = 0;
    QString knob;
    scenario::KnobValue value;
};

struct RunRequest {
    QString scenario;
    std::vector<scenario::KnobValue> values; ///< one for each knob of the scenario, checked
    quint64 seed = 1;
    double durationS = 0; ///< 0: until stopped or done
    std::vector<TimedChange> changes;
    /// Ends a run that has been deadlocked for so long, once no change is still to come; 0: never.
    double endDeadlockAfterS = 0;
    bool record = true; ///< false: run without recorder and kernel layer, to see what they cost
    std::size_t memoryBudgetBytes = 512U << 20;
};

enum class RunState { Idle, Starting, Running, Paused, Stopping, Finished };
enum class RunOutcome { Completed, Stopped, Deadlock, Failed };

/// "completed", "stopped", "deadlock", "failed": the words of the JSON.
QString outcomeWord(RunOutcome outcome);

/// Something that was noticed about the run, as the report has it.
struct Finding {
    QString kind; ///< "deadlock", "pool starved by its own tasks"
    QString text;
    double startS = 0; ///< from the start of the run
    double endS = 0;
    QStringList objects;
};

struct RunResult {
    RunOutcome outcome = RunOutcome::Completed;
    QString message;    ///< for people; empty when all went well
    QJsonObject result; ///< what the scenario reported
    std::vector<Finding> findings;
    double durationS = 0;
};

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
    void stop();
    /// SIGSTOP and SIGCONT for every process of the run; what they do is in the trace as marks.
    void pause();
    void resume();
    /// Ends, kills, stops or continues one process of the run; the lab itself by the run's own means. Refused, with a
    /// sentence that says why, for any process that is not of this run.
    Status signalProcess(qint64 pid, ProcessSignal signal);
    /// False if there is no such live knob or no run. Applied values come back by knobApplied().
    bool setKnob(const QString& name, const scenario::KnobValue& value);
    /// Reports that the run ended in a deadlock it cannot leave, and ends it.
    void endAsDeadlock(const QString& message);

    RunState state() const;
    const RunRequest& request() const;
    /// nullptr before the first run.
    const scenario::ScenarioInfo* scenario() const;
    /// Of the last finished run.
    const RunResult& result() const;
    /// What the scenario told of itself last (Context::setStatus()); empty before that.
    QJsonObject status() const;
    /// The newest snapshot; never null. Also asks the collector to publish a newer one soon.
    store::SnapshotPtr snapshot() const;
    /// Of the run that goes on: threads that wait for each other for good, the oldest first.
    const std::vector<DeadlockFacts>& deadlocks() const;
    /// The process id of the lab, 0 when there is none.
    qint64 labPid() const;

Q_SIGNALS:
    void stateChanged(lanescope::control::RunState state);
    void knobApplied(const QString& name, const lanescope::scenario::KnobValue& value);
    /// level: 0 info, 1 warning, 2 error. Also in the trace, as marks.
    void logLine(int level, const QString& line);
    void statusChanged(const QJsonObject& status);
    /// Half a second to a second after it began; ends the run only if it was asked to (endDeadlockAfterS). A run that is
    /// deadlocked when it is stopped or its time is over ends with the outcome Deadlock.
    void deadlockFound(const lanescope::control::DeadlockFacts& facts);
    void deadlockGone(quint64 identity);
    void finished(const lanescope::control::RunResult& result);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lanescope::control
