// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/run_controller.h"

#include "core/control/channel.h"
#include "core/control/exit_words.h"
#include "core/control/output_pipe.h"
#include "core/control/run_findings.h"
#include "core/control/session_folder.h"
#include "core/scenario/catalogue.h"
#include "core/store/collector.h"

#include <QCborArray>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLocalServer>
#include <QLocalSocket>
#include <QProcess>
#include <QTimer>

#include <algorithm>
#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace lanescope::control {
namespace {

constexpr int kStartTimeoutMs = 10'000;
constexpr int kSilenceMs = 6'000;    // the lab beats twice a second
constexpr int kStopGraceMs = 3'000;  // from "stop" to SIGKILL
constexpr int kDeadlockGraceMs = 1'500; // the same for a run that is deadlocked and may be unable to answer
constexpr int kExitGraceMs = 3'000;  // from "done" to the end of the process
constexpr int kKillWaitMs = 5'000;   // in the destructor only

QString labProgram()
{
    const QString set = qEnvironmentVariable("LANESCOPE_LAB");
    return set.isEmpty() ? QCoreApplication::applicationDirPath() + QStringLiteral("/lanescope-lab") : set;
}

// For whoever wants to see what the window looks like where switches are refused.
store::KernelLayer bestKernelLayer()
{
    const QByteArray wanted = qgetenv("LANESCOPE_KERNEL_LAYER");
    return wanted == "none"     ? store::KernelLayer::None
           : wanted == "procfs" ? store::KernelLayer::Procfs
                                : store::KernelLayer::Switches;
}

} // namespace

QString outcomeWord(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Completed:
        return QStringLiteral("completed");
    case RunOutcome::Stopped:
        return QStringLiteral("stopped");
    case RunOutcome::Deadlock:
        return QStringLiteral("deadlock");
    case RunOutcome::Failed:
        break;
    }
    return QStringLiteral("failed");
}

class RunController::Private : public QObject {
public:
    explicit Private(RunController* owner)
        : q(owner)
    {
        startTimer.setSingleShot(true);
        stopTimer.setSingleShot(true);
        durationTimer.setSingleShot(true);
        durationTimer.setTimerType(Qt::PreciseTimer);
        connect(&startTimer, &QTimer::timeout, this, [this] {
            fail(tr("The lab process did not answer within %1 s and was ended.").arg(kStartTimeoutMs / 1000));
        });
        connect(&stopTimer, &QTimer::timeout, this, [this] { graceIsOver(); });
        connect(&durationTimer, &QTimer::timeout, this, [this] { stop(RunOutcome::Completed); });
        connect(&silenceTimer, &QTimer::timeout, this, [this] {
            fail(tr("The lab process has not answered for %1 s and was ended.").arg(kSilenceMs / 1000));
        });
        silenceTimer.setSingleShot(true);
        connect(&watch, &RunWatch::deadlockFound, q, &RunController::deadlockFound);
        connect(&watch, &RunWatch::deadlockGone, q, &RunController::deadlockGone);
        connect(&watch, &RunWatch::looked, this, [this] { watchLooked(); });
    }

    void start(const RunRequest& wanted);
    void stop(RunOutcome as);
    void kill() const;
    void fail(const QString& message);
    void setState(RunState next);
    bool isActive() const { return state != RunState::Idle && state != RunState::Finished; }
    void abandon();

    bool prepareFolder();
    bool launchLab();
    void labConnected();
    void take(const QCborMap& map);
    void hello();
    void started();
    void scheduleChanges();
    void applied(const QCborMap& map);
    void done(const QCborMap& map);
    void graceIsOver();
    void watchLooked();
    bool isDeadlocked() const { return !watch.deadlocks().empty(); }
    bool changesToCome() const;
    void endDeadlocked();
    void labEnded(int exitCode, QProcess::ExitStatus status);
    void finish();
    void send(const QCborMap& map)
    {
        if (channel != nullptr)
            channel->send(map);
    }

    RunController* const q;
    RunState state = RunState::Idle;
    RunRequest request;
    RunResult result;
    QJsonObject told; ///< what the scenario told of itself last
    const scenario::ScenarioInfo* info = nullptr;
    std::optional<SessionFolder> folder;
    std::unique_ptr<store::Collector> collector;
    store::SnapshotPtr last = store::Snapshot::empty();
    std::unique_ptr<QLocalServer> server;
    std::unique_ptr<QProcess> lab;
    std::unique_ptr<OutputPipe> output;
    Channel* channel = nullptr; // child of server's socket owner: deleted with `lab` in abandon()
    qint64 labPid = 0;
    bool helloSeen = false;
    bool doneSeen = false;
    std::optional<RunOutcome> stopAs; ///< why "stop" was sent
    RunWatch watch{[this] { return q->snapshot(); }};
    QTimer startTimer;
    QTimer stopTimer;
    QTimer durationTimer;
    QTimer silenceTimer;
    std::vector<std::unique_ptr<QTimer>> changeTimers;
    QElapsedTimer clock;
    qint64 pausedMs = 0;
    QElapsedTimer pauseClock;
    int pausedRemainingMs = -1;
};

void RunController::Private::setState(RunState next)
{
    if (state == next)
        return;
    state = next;
    Q_EMIT q->stateChanged(next);
}

void RunController::Private::start(const RunRequest& wanted)
{
    abandon();
    request = wanted;
    told = {};
    result = {};
    info = scenario::Catalogue::instance().find(wanted.scenario);
    helloSeen = doneSeen = false;
    stopAs.reset();
    pausedMs = 0;
    last = store::Snapshot::empty();
    clock.invalidate();
    setState(RunState::Starting);
    if (info == nullptr)
        return fail(scenario::Catalogue::instance().unknown(wanted.scenario));
    if (prepareFolder() && launchLab())
        startTimer.start(kStartTimeoutMs);
}

bool RunController::Private::prepareFolder()
{
    auto made = SessionFolder::make();
    if (!made) {
        fail(QString::fromStdString(made.error()));
        return false;
    }
    folder.emplace(std::move(made).value());
    auto created =
        store::Collector::create({folder->path().toStdString(), request.memoryBudgetBytes, bestKernelLayer()});
    if (!created) {
        fail(QString::fromStdString(created.error()));
        return false;
    }
    collector = std::move(created).value();
    server = std::make_unique<QLocalServer>();
    server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(server.get(), &QLocalServer::newConnection, this, [this] { labConnected(); });
    if (server->listen(folder->path() + QStringLiteral("/control")))
        return true;
    fail(tr("The control socket in '%1' could not be opened: %2.").arg(folder->path(), server->errorString()));
    return false;
}

bool RunController::Private::launchLab()
{
    const QString program = labProgram();
    if (!QFileInfo(program).isExecutable()) {
        fail(tr("The lab program '%1' is missing or cannot be run. Build or install Lanescope completely, or set "
                "LANESCOPE_LAB to where it is.")
                 .arg(program));
        return false;
    }
    output = std::make_unique<OutputPipe>();
    connect(output.get(), &OutputPipe::line, q, [this](const QString& text) {
        if (collector)
            collector->addMark(store::MarkKind::Note, "lab", text.toStdString());
        Q_EMIT q->logLine(0, text);
    });
    lab = std::make_unique<QProcess>();
    lab->setProcessChannelMode(QProcess::ForwardedChannels); // replaced by the pipe, just before exec
    lab->setProgram(program);
    lab->setArguments({QStringLiteral("--control"), server->fullServerName()});
    // A group of its own, so that everything it starts can be ended together; dies with this process.
    lab->setChildProcessModifier([pipe = output.get()] {
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        pipe->becomeStandardOutput();
    });
    connect(lab.get(), &QProcess::finished, this, &Private::labEnded);
    connect(lab.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(tr("The lab program could not be started: %1.").arg(lab->errorString()));
    });
    lab->start(QIODevice::ReadOnly);
    labPid = lab->processId();
    output->closeWriteEnd();
    return isActive();
}

void RunController::Private::labConnected()
{
    QLocalSocket* socket = server->nextPendingConnection();
    if (channel != nullptr) { // one lab, one connection
        socket->abort();
        socket->deleteLater();
        return;
    }
    channel = new Channel(socket, this);
    connect(channel, &Channel::received, this, [this](const QCborMap& map) { take(map); });
    connect(channel, &Channel::broken, this,
            [this](const QString& why) { fail(tr("The lab process broke the control protocol: %1.").arg(why)); });
}

void RunController::Private::take(const QCborMap& map)
{
    const QString type = map[message::kType].toString();
    if (state != RunState::Paused)
        silenceTimer.start(kSilenceMs);
    if (type == message::kHello && !helloSeen) {
        if (map[QStringLiteral("version")].toInteger() != message::kVersion)
            return fail(tr("The lab program is of another version; reinstall Lanescope."));
        hello();
    } else if (type == message::kStarted && state == RunState::Starting) {
        started();
    } else if (type == message::kApplied) {
        applied(map);
    } else if (type == message::kLog) {
        Q_EMIT q->logLine(static_cast<int>(map[QStringLiteral("level")].toInteger()),
                          map[QStringLiteral("line")].toString().left(2000));
    } else if (type == message::kStatus) {
        told = map[QStringLiteral("status")].toMap().toJsonObject();
        Q_EMIT q->statusChanged(told);
    } else if (type == message::kDone && !doneSeen) {
        done(map);
    } else if (type != message::kBeat) {
        fail(tr("The lab process broke the control protocol: an unexpected message '%1'.").arg(type.left(20)));
    }
}

// The lab waits for its orders with one thread; now is the moment to attach the kernel layer.
void RunController::Private::hello()
{
    helloSeen = true;
    if (request.record)
        collector->attachKernel(static_cast<std::int32_t>(labPid));
    QCborArray values;
    QCborArray texts;
    for (const scenario::KnobValue& value : request.values) {
        values.append(value.number);
        texts.append(value.text);
    }
    collector->begin();
    send({{message::kType, message::kStart},
          {QStringLiteral("scenario"), request.scenario},
          {QStringLiteral("values"), values},
          {QStringLiteral("texts"), texts},
          {QStringLiteral("seed"), static_cast<qint64>(request.seed)},
          {QStringLiteral("folder"), request.record ? folder->path() : QString()}});
}

void RunController::Private::started()
{
    startTimer.stop();
    clock.start();
    setState(RunState::Running);
    if (request.durationS > 0)
        durationTimer.start(static_cast<int>(request.durationS * 1000));
    scheduleChanges();
    if (request.record)
        watch.start();
}

bool RunController::Private::changesToCome() const
{
    return std::ranges::any_of(changeTimers, [](const auto& timer) { return timer->isActive(); });
}

void RunController::Private::watchLooked()
{
    if (!isDeadlocked())
        return;
    if (state == RunState::Running && request.endDeadlockAfterS > 0 && !changesToCome() &&
        watch.deadlockedForS() >= request.endDeadlockAfterS)
        stop(RunOutcome::Completed);
    else if (stopAs && !doneSeen && result.outcome != RunOutcome::Deadlock)
        endDeadlocked(); // found while it was to end
}

// What it is in stays the outcome, whether the lab answers or not.
void RunController::Private::endDeadlocked()
{
    result.outcome = RunOutcome::Deadlock;
    result.message = watch.deadlocks().front().sentence;
    stopTimer.start(kDeadlockGraceMs);
}

void RunController::Private::scheduleChanges()
{
    for (const TimedChange& change : request.changes) {
        auto timer = std::make_unique<QTimer>();
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer);
        connect(timer.get(), &QTimer::timeout, this, [this, change] { q->setKnob(change.knob, change.value); });
        timer->start(static_cast<int>(change.atS * 1000));
        changeTimers.push_back(std::move(timer));
    }
}

void RunController::Private::applied(const QCborMap& map)
{
    const auto index = static_cast<std::size_t>(map[QStringLiteral("knob")].toInteger(-1));
    const scenario::KnobValue value{map[QStringLiteral("number")].toDouble(), map[QStringLiteral("text")].toString()};
    if (index >= info->knobs.size() || !info->knobs[index].check(value))
        return fail(tr("The lab process broke the control protocol: a knob that does not exist."));
    Q_EMIT q->knobApplied(info->knobs[index].name, value);
}

void RunController::Private::done(const QCborMap& map)
{
    doneSeen = true;
    durationTimer.stop();
    silenceTimer.stop();
    result.result = map[QStringLiteral("result")].toMap().toJsonObject();
    if (map[QStringLiteral("stuck")].toBool()) {
        watch.look(true);
        if (isDeadlocked())
            endDeadlocked();
    }
    watch.stop();
    if (const QString failure = map[QStringLiteral("failure")].toString(); !failure.isEmpty()) {
        result.outcome = RunOutcome::Failed;
        result.message = failure;
    }
    setState(RunState::Stopping);
    stopTimer.start(kExitGraceMs);
}

void RunController::Private::stop(RunOutcome as)
{
    if (!isActive() || stopAs || doneSeen)
        return;
    if (state == RunState::Paused)
        q->resume();
    stopAs = as;
    durationTimer.stop();
    setState(RunState::Stopping);
    send({{message::kType, message::kStop}});
    stopTimer.start(kStopGraceMs);
    if (isDeadlocked())
        endDeadlocked();
}

void RunController::Private::graceIsOver()
{
    if (doneSeen || result.outcome == RunOutcome::Deadlock)
        return kill();
    fail(tr("The run did not end within %1 s of being asked to and was ended.").arg(kStopGraceMs / 1000));
}

void RunController::Private::kill() const
{
    if (labPid > 0)
        ::kill(static_cast<pid_t>(-labPid), SIGKILL);
}

void RunController::Private::fail(const QString& message)
{
    if (!isActive())
        return;
    result.outcome = RunOutcome::Failed;
    if (result.message.isEmpty())
        result.message = message;
    if (lab && lab->state() != QProcess::NotRunning)
        kill(); // labEnded() goes on from here
    else
        finish();
}

void RunController::Private::labEnded(int exitCode, QProcess::ExitStatus status)
{
    kill(); // whatever it has left behind in its group
    if (channel != nullptr)
        channel->readRest(); // its end may be known before its last words are
    const int signal = status == QProcess::CrashExit ? exitCode : 0;
    if (collector)
        collector->noteExit(static_cast<std::int32_t>(labPid), signal != 0 ? 0 : exitCode, signal);
    if (!doneSeen && result.message.isEmpty()) {
        result.outcome = RunOutcome::Failed;
        result.message = tr("The lab process (pid %1) %2. Everything up to then is on the timeline; "
                            "Restart runs the scenario again.")
                             .arg(labPid)
                             .arg(exitWords(exitCode, signal));
    }
    finish();
}

void RunController::Private::finish()
{
    for (QTimer* timer : {&startTimer, &stopTimer, &durationTimer, &silenceTimer})
        timer->stop();
    watch.stop();
    changeTimers.clear();
    if (output)
        output->readRest();
    if (channel != nullptr)
        channel->deleteLater();
    channel = nullptr;
    if (clock.isValid())
        result.durationS = static_cast<double>(clock.elapsed() - pausedMs) / 1000.0;
    if (result.outcome == RunOutcome::Completed)
        result.outcome = stopAs.value_or(RunOutcome::Completed);
    if (collector) {
        if (result.outcome == RunOutcome::Failed)
            collector->addMark(store::MarkKind::Error, "run", result.message.toStdString());
        last = collector->finish();
        result.findings = findingsOf(*last, watch.deadlocks(), watch.past());
    }
    collector.reset();
    server.reset();
    folder.reset();
    labPid = 0;
    setState(RunState::Finished);
    Q_EMIT q->finished(result);
}

// Ends a run at once and without a word to anybody: before the next one, or because the window closes.
void RunController::Private::abandon()
{
    for (QTimer* timer : {&startTimer, &stopTimer, &durationTimer, &silenceTimer})
        timer->stop();
    watch.stop();
    changeTimers.clear();
    if (lab) {
        disconnect(lab.get(), nullptr, this, nullptr);
        if (lab->state() != QProcess::NotRunning) {
            kill();
            ::kill(static_cast<pid_t>(-labPid), SIGCONT);
            lab->waitForFinished(kKillWaitMs);
        }
    }
    lab.reset();
    output.reset();
    delete channel;
    channel = nullptr;
    server.reset();
    collector.reset();
    folder.reset();
    labPid = 0;
    state = RunState::Idle;
}

RunController::RunController(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    qRegisterMetaType<RunState>();
    qRegisterMetaType<RunResult>();
    qRegisterMetaType<DeadlockFacts>();
}

RunController::~RunController()
{
    d->abandon();
}

void RunController::start(const RunRequest& request)
{
    d->start(request);
}

void RunController::stop()
{
    d->stop(RunOutcome::Stopped);
}

// The lab must beat: stopped behind the controller's back it would be taken for one that hangs.
Status RunController::signalProcess(qint64 pid, ProcessSignal signal)
{
    if (pid == d->labPid && pid > 0 && signal != ProcessSignal::Kill) {
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
        return Done{};
    }
    const Status sent = signalProcessOfRun(d->labPid, pid, signal);
    if (sent)
        d->collector->addMark(store::MarkKind::Note, "run", signalWords(pid, signal).toStdString());
    return sent;
}

void RunController::pause()
{
    if (d->state != RunState::Running)
        return;
    ::kill(static_cast<pid_t>(-d->labPid), SIGSTOP);
    d->collector->addMark(store::MarkKind::Paused, "run", tr("Paused").toStdString());
    d->silenceTimer.stop();
    d->pauseClock.start();
    d->pausedRemainingMs = d->durationTimer.isActive() ? d->durationTimer.remainingTime() : -1;
    d->durationTimer.stop();
    d->setState(RunState::Paused);
}

void RunController::resume()
{
    if (d->state != RunState::Paused)
        return;
    ::kill(static_cast<pid_t>(-d->labPid), SIGCONT);
    d->collector->addMark(store::MarkKind::Resumed, "run", tr("Resumed").toStdString());
    d->pausedMs += d->pauseClock.elapsed();
    if (d->pausedRemainingMs >= 0)
        d->durationTimer.start(d->pausedRemainingMs);
    d->silenceTimer.start(kSilenceMs);
    d->setState(RunState::Running);
}

bool RunController::setKnob(const QString& name, const scenario::KnobValue& value)
{
    const bool runs = d->state == RunState::Running || d->state == RunState::Paused;
    const int index = d->info == nullptr ? -1 : scenario::indexOf(d->info->knobs, name);
    if (!runs || index < 0)
        return false;
    const scenario::Knob& knob = d->info->knobs[static_cast<std::size_t>(index)];
    if (knob.effect != scenario::KnobEffect::Live || !knob.check(value))
        return false;
    d->request.values[static_cast<std::size_t>(index)] = value;
    d->send({{message::kType, message::kSet},
             {QStringLiteral("knob"), index},
             {QStringLiteral("number"), value.number},
             {QStringLiteral("text"), value.text}});
    return true;
}

void RunController::endAsDeadlock(const QString& message)
{
    if (!d->isActive())
        return;
    d->result.outcome = RunOutcome::Deadlock;
    d->result.message = message;
    d->kill();
}

const std::vector<DeadlockFacts>& RunController::deadlocks() const
{
    return d->watch.deadlocks();
}

RunState RunController::state() const
{
    return d->state;
}

const RunRequest& RunController::request() const
{
    return d->request;
}

const scenario::ScenarioInfo* RunController::scenario() const
{
    return d->info;
}

const RunResult& RunController::result() const
{
    return d->result;
}

QJsonObject RunController::status() const
{
    return d->told;
}

store::SnapshotPtr RunController::snapshot() const
{
    return d->collector ? d->collector->snapshot() : d->last;
}

qint64 RunController::labPid() const
{
    return d->labPid;
}

} // namespace lanescope::control
