// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/run_controller.h"

#include "core/control/exit_words.h"
#include "core/control/lab_link.h"
#include "core/control/lab_process.h"
#include "core/control/run_clock.h"
#include "core/control/run_findings.h"
#include "core/control/run_recording.h"
#include "core/scenario/catalogue.h"

namespace lanescope::control {
namespace {

constexpr int kStartTimeoutMs = 10'000;
constexpr int kSilenceMs = 6'000;       // the lab beats twice a second
constexpr int kStopGraceMs = 5'000;     // from "stop" to SIGKILL: long enough for 64 threads in line on a busy machine
constexpr int kDeadlockGraceMs = 1'500; // the same for a run that is deadlocked and may be unable to answer
constexpr int kExitGraceMs = 3'000;     // from "done" to the end of the process

} // namespace

RunController::RunController(QObject* parent)
    : QObject(parent)
    , m_recording(std::make_unique<RunRecording>())
    , m_clock(std::make_unique<RunClock>())
    , m_watch([this] { return snapshot(); })
{
    qRegisterMetaType<RunState>();
    qRegisterMetaType<RunResult>();
    qRegisterMetaType<DeadlockFacts>();
    for (QTimer* timer : {&m_startTimer, &m_silenceTimer, &m_graceTimer})
        timer->setSingleShot(true);
    connect(&m_startTimer, &QTimer::timeout, this, [this] {
        fail(tr("The lab process did not answer within %1 s and was ended.").arg(kStartTimeoutMs / 1000));
    });
    connect(&m_silenceTimer, &QTimer::timeout, this,
            [this] { fail(tr("The lab process has not answered for %1 s and was ended.").arg(kSilenceMs / 1000)); });
    connect(&m_graceTimer, &QTimer::timeout, this, &RunController::onGraceOver);
    connect(m_clock.get(), &RunClock::over, this, [this] { stopAs(RunOutcome::Completed); });
    connect(m_clock.get(), &RunClock::due, this,
            [this](const TimedChange& change) { setKnob(change.knob, change.value); });
    connect(&m_watch, &RunWatch::deadlockFound, this, &RunController::deadlockFound);
    connect(&m_watch, &RunWatch::deadlockGone, this, &RunController::deadlockGone);
    connect(&m_watch, &RunWatch::looked, this, &RunController::onWatchLooked);
}

// Nobody is told: whoever listened may be half gone.
RunController::~RunController()
{
    dropLab();
}

void RunController::setState(RunState next)
{
    if (m_state == next)
        return;
    m_state = next;
    Q_EMIT stateChanged(next);
}

void RunController::start(const RunRequest& request)
{
    dropLab();
    m_state = RunState::Idle;
    m_request = request;
    m_result = {};
    m_told = {};
    m_info = scenario::Catalogue::instance().find(request.scenario);
    m_stopAs.reset();
    m_isStopped = false;
    m_clock->reset();
    m_watch.reset();
    m_recording->discard();
    makeLab();
    setState(RunState::Starting);
    if (m_info == nullptr)
        return fail(scenario::Catalogue::instance().unknown(request.scenario));
    if (const Status opened = m_recording->open(request.memoryBudgetBytes); !opened)
        return fail(QString::fromStdString(opened.error()));
    if (const Status listening = m_link->listen(m_recording->folder()); !listening)
        return fail(QString::fromStdString(listening.error()));
    m_startTimer.start(kStartTimeoutMs);
    if (const Status started = m_lab->start(m_link->socketName()); !started)
        fail(QString::fromStdString(started.error()));
}

void RunController::makeLab()
{
    m_link = std::make_unique<LabLink>();
    m_lab = std::make_unique<LabProcess>();
    connectLink();
    connect(m_lab.get(), &LabProcess::line, this, [this](const OutputLine& line) {
        m_recording->mark(store::MarkKind::Note, outputSubject(line.pid, line.stream), line.text);
        Q_EMIT logLine(0, line.text);
    });
    connect(m_lab.get(), &LabProcess::failedToStart, this,
            [this](const QString& why) { fail(tr("The lab program could not be started: %1.").arg(why)); });
    connect(m_lab.get(), &LabProcess::ended, this, &RunController::onLabEnded);
}

void RunController::connectLink()
{
    LabLink* link = m_link.get();
    connect(link, &LabLink::heard, this, [this] {
        if (m_state != RunState::Paused && !m_isStopped)
            m_silenceTimer.start(kSilenceMs);
    });
    connect(link, &LabLink::hello, this, &RunController::onHello);
    connect(link, &LabLink::started, this, &RunController::onStarted);
    connect(link, &LabLink::applied, this, &RunController::onApplied);
    connect(link, &LabLink::log, this, &RunController::logLine);
    connect(link, &LabLink::resultSoFar, this, [this](const QJsonObject& result) {
        if (m_link->isDone())
            return;
        m_result.result = result;
        Q_EMIT resultChanged(result);
    });
    connect(link, &LabLink::status, this, [this](const QJsonObject& status) {
        m_told = status;
        Q_EMIT statusChanged(status);
    });
    connect(link, &LabLink::done, this, &RunController::onDone);
    connect(link, &LabLink::broken, this, &RunController::fail);
}

// The lab waits for its orders with one thread; now is the moment to attach the kernel layer.
void RunController::onHello()
{
    if (m_request.record)
        m_recording->attachKernel(m_lab->pid());
    m_recording->begin();
    m_link->sendStart(m_request, m_request.record ? m_recording->folder() : QString());
    if (m_stopAs)
        m_link->sendStop(); // it was stopped before it could be told
}

void RunController::onStarted()
{
    m_startTimer.stop();
    if (m_state != RunState::Starting)
        return;
    m_clock->start(m_request.durationS, m_request.changes);
    setState(RunState::Running);
    if (m_request.record)
        m_watch.start();
}

void RunController::onApplied(int knob, const scenario::KnobValue& value)
{
    const auto index = static_cast<std::size_t>(knob);
    if (index >= m_info->knobs.size() || !m_info->knobs[index].check(value))
        return fail(tr("The lab process broke the control protocol: a knob that does not exist."));
    const QString& name = m_info->knobs[index].name;
    m_result.changes.push_back({m_clock->elapsedS(), name, value});
    Q_EMIT knobApplied(name, value);
}

void RunController::onDone(const LastWords& last)
{
    m_clock->cancel();
    m_silenceTimer.stop();
    m_result.result = last.result;
    if (last.stuck) {
        m_watch.look(true);
        if (isDeadlocked())
            endDeadlocked();
    }
    m_watch.stop();
    if (!last.failure.isEmpty()) {
        m_result.outcome = RunOutcome::Failed;
        m_result.message = last.failure;
    }
    setState(RunState::Stopping);
    m_graceTimer.start(kExitGraceMs);
}

void RunController::onWatchLooked()
{
    followStops();
    if (!isDeadlocked())
        return;
    if (m_state == RunState::Running && m_request.endDeadlockAfterS > 0 && !m_clock->changesToCome() &&
        m_watch.deadlockedForS() >= m_request.endDeadlockAfterS)
        stopAs(RunOutcome::Completed);
    else if (m_stopAs && !m_link->isDone() && m_result.outcome != RunOutcome::Deadlock)
        endDeadlocked(); // found while it was to end
}

// Who stops the lab behind the controller's back, as Ctrl-Z and other programs do, makes a pause of it too: no time of the run
// passes, and it cannot beat. The collector has seen it, and told by a mark.
void RunController::followStops()
{
    const bool isStopped =
        m_state == RunState::Running && store::isPaused(*snapshot()->marks, static_cast<std::int32_t>(labPid()));
    if (isStopped == m_isStopped)
        return;
    m_isStopped = isStopped;
    if (isStopped) {
        m_silenceTimer.stop();
        m_clock->pause();
    } else if (m_state == RunState::Running) {
        m_clock->resume();
        m_silenceTimer.start(kSilenceMs);
    }
}

// What it is in stays the outcome, whether the lab answers or not.
void RunController::endDeadlocked()
{
    m_result.outcome = RunOutcome::Deadlock;
    m_result.message = m_watch.deadlocks().front().sentence;
    m_graceTimer.start(kDeadlockGraceMs);
}

void RunController::stopAs(RunOutcome outcome)
{
    if (!isActive() || m_stopAs || m_link->isDone())
        return;
    if (m_state == RunState::Paused)
        resume();
    else if (m_isStopped)
        m_lab->resume(); // or it could not be asked
    m_stopAs = outcome;
    m_clock->cancel();
    setState(RunState::Stopping);
    m_link->sendStop();
    m_graceTimer.start(kStopGraceMs);
    if (isDeadlocked())
        endDeadlocked();
}

void RunController::onGraceOver()
{
    if (m_link->isDone() || m_result.outcome == RunOutcome::Deadlock)
        return m_lab->kill();
    fail(tr("The run did not end within %1 s of being asked to and was ended.").arg(kStopGraceMs / 1000));
}

void RunController::endAsDeadlock(const QString& message)
{
    if (!isActive())
        return;
    m_result.outcome = RunOutcome::Deadlock;
    m_result.message = message;
    m_lab->kill();
}

void RunController::fail(const QString& message)
{
    if (!isActive())
        return;
    m_result.outcome = RunOutcome::Failed;
    if (m_result.message.isEmpty())
        m_result.message = message;
    if (m_lab->isRunning())
        m_lab->kill(); // onLabEnded() goes on from here
    else
        finish();
}

void RunController::onLabEnded(qint64 pid, int exitCode, int signal)
{
    m_link->readRest(); // its end may be known before its last words are
    m_recording->noteExit(pid, exitCode, signal);
    if (!m_link->isDone() && m_result.message.isEmpty()) {
        m_result.outcome = RunOutcome::Failed;
        m_result.message = tr("The lab process (pid %1) %2. Everything up to then is on the timeline; "
                              "Restart runs the scenario again.")
                               .arg(pid)
                               .arg(exitWords(exitCode, signal));
    }
    finish(pid);
}

void RunController::finish(qint64 lab)
{
    stopTimers();
    m_result.durationS = m_clock->elapsedS();
    m_lab->readRest();
    m_lab->disconnect(this);
    m_link->disconnect(this);
    if (m_result.outcome == RunOutcome::Completed)
        m_result.outcome = m_stopAs.value_or(RunOutcome::Completed);
    if (m_result.outcome == RunOutcome::Failed)
        m_recording->mark(store::MarkKind::Error, "run", m_result.message);
    m_recording->close();
    // Taking in the rest of a full recording may last; the run was over when its lab was.
    m_result.durationS = std::min(m_result.durationS, m_recording->endS(lab).value_or(m_result.durationS));
    m_watch.lookBack();
    m_result.findings = findingsOf(*snapshot(), m_watch, knobs());
    setState(RunState::Finished);
    Q_EMIT finished(m_result);
}

void RunController::stopTimers()
{
    for (QTimer* timer : {&m_startTimer, &m_silenceTimer, &m_graceTimer})
        timer->stop();
    m_watch.stop();
    m_clock->cancel();
}

// Ends a run at once and without a word to anybody: before the next one, or because the window closes.
void RunController::dropLab()
{
    stopTimers();
    if (m_lab)
        m_lab->disconnect(this);
    if (m_link)
        m_link->disconnect(this);
    m_lab.reset();
    m_link.reset();
}

// The lab must beat: stopped behind the controller's back it would be taken for one that hangs.
Result<SignalEffect> RunController::signalProcess(qint64 pid, ProcessSignal signal)
{
    if (pid == labPid() && pid > 0 && signal != ProcessSignal::Kill) {
        switch (signal) {
        case ProcessSignal::Stop:
            pause();
            break;
        case ProcessSignal::Continue:
            resume();
            break;
        default:
            stop();
        }
        return SignalEffect::AtOnce;
    }
    const Result<SignalEffect> sent = signalProcessOfRun(labPid(), pid, signal);
    if (sent)
        m_recording->mark(store::MarkKind::Note, "run", signalWords(pid, signal, sent.value()));
    return sent;
}

void RunController::pause()
{
    if (m_state != RunState::Running)
        return;
    m_recording->mark(store::MarkKind::Paused, "run", tr("Paused")); // before anybody can see them stopped
    m_lab->pause();
    m_silenceTimer.stop();
    m_clock->pause();
    setState(RunState::Paused);
}

void RunController::resume()
{
    if (m_state != RunState::Paused)
        return;
    m_lab->resume();
    m_recording->mark(store::MarkKind::Resumed, "run", tr("Resumed"));
    m_clock->resume();
    m_silenceTimer.start(kSilenceMs);
    setState(RunState::Running);
}

bool RunController::setKnob(const QString& name, const scenario::KnobValue& value)
{
    const bool runs = m_state == RunState::Running || m_state == RunState::Paused;
    const int index = m_info == nullptr ? -1 : scenario::indexOf(m_info->knobs, name);
    if (!runs || index < 0)
        return false;
    const scenario::Knob& knob = m_info->knobs[static_cast<std::size_t>(index)];
    if (knob.effect != scenario::KnobEffect::Live || !knob.check(value))
        return false;
    m_link->sendSet(index, value);
    return true;
}

RunKnobs RunController::knobs() const
{
    if (m_info == nullptr)
        return {};
    return {m_info, m_request.values, valuesAfter(*m_info, m_request.values, m_result.changes)};
}

store::SnapshotPtr RunController::snapshot() const
{
    return m_recording->snapshot();
}

qint64 RunController::labPid() const
{
    return m_lab ? m_lab->pid() : 0;
}

} // namespace lanescope::control
