// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/run_report.h"

#include "core/scenario/catalogue.h"

#include <QJsonArray>

namespace lanescope::control {
namespace {

using store::Histogram;
using store::IntervalSummary;
using store::Snapshot;
using store::State;
using trace::ObjectKind;

double seconds(std::int64_t ns)
{
    return static_cast<double>(ns) / 1e9;
}

double microseconds(double ns)
{
    return ns / 1e3;
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QJsonValue orNull(const std::optional<std::int64_t>& timeNs, const Snapshot& snapshot)
{
    return timeNs ? QJsonValue(snapshot.seconds(*timeNs)) : QJsonValue();
}

QJsonObject durations(const Histogram& histogram)
{
    return {{QStringLiteral("total_s"), seconds(histogram.totalNs())},
            {QStringLiteral("mean_us"), microseconds(histogram.meanNs())},
            {QStringLiteral("p50_us"), microseconds(static_cast<double>(histogram.percentileNs(0.5)))},
            {QStringLiteral("p99_us"), microseconds(static_cast<double>(histogram.percentileNs(0.99)))},
            {QStringLiteral("max_us"), microseconds(static_cast<double>(histogram.maxNs()))}};
}

QString kindWord(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Mutex:
        return QStringLiteral("mutex");
    case ObjectKind::RecursiveMutex:
        return QStringLiteral("recursive mutex");
    case ObjectKind::ReadWriteLock:
        return QStringLiteral("read-write lock");
    case ObjectKind::SpinLock:
        return QStringLiteral("spin lock");
    case ObjectKind::TicketLock:
        return QStringLiteral("ticket lock");
    case ObjectKind::ProcessLock:
        return QStringLiteral("process lock");
    case ObjectKind::Semaphore:
        return QStringLiteral("semaphore");
    case ObjectKind::Condition:
        return QStringLiteral("condition");
    case ObjectKind::Event:
        return QStringLiteral("event");
    case ObjectKind::Barrier:
        return QStringLiteral("barrier");
    case ObjectKind::Queue:
        return QStringLiteral("queue");
    case ObjectKind::ProcessQueue:
        return QStringLiteral("process queue");
    case ObjectKind::Pool:
        return QStringLiteral("pool");
    default:
        return QStringLiteral("other");
    }
}

IntervalSummary wholeRun(const Snapshot& snapshot, const store::Thread& thread)
{
    return snapshot.row(thread.stateRow).summarise(snapshot.beginNs, snapshot.endNs);
}

// Null where nobody told on which CPU it ran.
QJsonValue migrations(const Snapshot& snapshot, const store::Thread& thread)
{
    const bool isKnown = snapshot.recording.kernelLayer == store::KernelLayer::Switches;
    return isKnown ? QJsonValue(static_cast<qint64>(thread.migrations)) : QJsonValue();
}

QJsonArray threads(const Snapshot& snapshot)
{
    QJsonArray list;
    for (const store::Thread& thread : *snapshot.threads) {
        if (thread.isOurOwn)
            continue;
        const IntervalSummary sum = wholeRun(snapshot, thread);
        const QJsonObject waits{
            {QStringLiteral("lock"), seconds(sum.of(State::LockWait))},
            {QStringLiteral("condition"), seconds(sum.of(State::ConditionWait))},
            {QStringLiteral("semaphore"), seconds(sum.of(State::SemaphoreWait))},
            {QStringLiteral("queue"), seconds(sum.of(State::QueuePutWait) + sum.of(State::QueueGetWait))},
            {QStringLiteral("join"), seconds(sum.of(State::JoinWait))},
            {QStringLiteral("sleep"), seconds(sum.of(State::Sleep))},
            {QStringLiteral("io"), seconds(sum.of(State::Io))},
            {QStringLiteral("other"), seconds(sum.of(State::OtherWait))}};
        list.append(QJsonObject{{QStringLiteral("pid"), snapshot.process(thread.process).pid},
                                {QStringLiteral("tid"), thread.tid},
                                {QStringLiteral("name"), text(thread.name)},
                                {QStringLiteral("start_s"), snapshot.seconds(thread.startNs)},
                                {QStringLiteral("end_s"), orNull(thread.endNs, snapshot)},
                                {QStringLiteral("running_s"), seconds(sum.of(State::Running))},
                                {QStringLiteral("ready_s"), seconds(sum.of(State::Ready))},
                                {QStringLiteral("wait_s"), waits},
                                {QStringLiteral("migrations"), migrations(snapshot, thread)}});
    }
    return list;
}

QJsonArray processes(const Snapshot& snapshot)
{
    std::vector<std::int64_t> runningNs(snapshot.processes->size());
    for (const store::Thread& thread : *snapshot.threads)
        runningNs[static_cast<std::size_t>(thread.process)] += wholeRun(snapshot, thread).of(State::Running);
    QJsonArray list;
    for (std::size_t i = 0; i < snapshot.processes->size(); ++i) {
        const store::Process& process = (*snapshot.processes)[i];
        list.append(
            QJsonObject{{QStringLiteral("pid"), process.pid},
                        {QStringLiteral("ppid"), process.parentPid},
                        {QStringLiteral("name"), text(process.name)},
                        {QStringLiteral("start_s"), snapshot.seconds(process.startNs)},
                        {QStringLiteral("end_s"), orNull(process.endNs, snapshot)},
                        {QStringLiteral("exit_code"), process.exitCode ? QJsonValue(*process.exitCode) : QJsonValue()},
                        {QStringLiteral("signal"), process.signal ? QJsonValue(*process.signal) : QJsonValue()},
                        {QStringLiteral("cpu_s"), seconds(runningNs[i])}});
    }
    return list;
}

// Of those that were measured, one in so many.
QJsonValue acquireCost(const store::Histogram& cost)
{
    if (cost.count() == 0)
        return {};
    return QJsonObject{{QStringLiteral("measured"), static_cast<qint64>(cost.count())},
                       {QStringLiteral("mean"), cost.meanNs()},
                       {QStringLiteral("p50"), static_cast<qint64>(cost.percentileNs(0.5))},
                       {QStringLiteral("p99"), static_cast<qint64>(cost.percentileNs(0.99))},
                       {QStringLiteral("max"), static_cast<qint64>(cost.maxNs())}};
}

QJsonValue addressOf(const store::Object& object)
{
    return object.address == 0 ? QJsonValue() : QJsonValue(QStringLiteral("0x%1").arg(object.address, 0, 16));
}

QJsonArray locks(const Snapshot& snapshot)
{
    QJsonArray list;
    for (const store::Object& object : *snapshot.objects) {
        if (!object.lock || object.queue)
            continue;
        const store::LockFigures& lock = *object.lock;
        list.append(QJsonObject{{QStringLiteral("name"), text(object.name)},
                                {QStringLiteral("kind"), kindWord(object.kind)},
                                {QStringLiteral("acquisitions"), static_cast<qint64>(lock.acquisitions)},
                                {QStringLiteral("contended"), static_cast<qint64>(lock.contended)},
                                {QStringLiteral("owner_changes"), static_cast<qint64>(lock.ownerChanges)},
                                {QStringLiteral("max_waiters"), static_cast<qint64>(lock.maxWaiters)},
                                {QStringLiteral("futile"), static_cast<qint64>(lock.futile)},
                                {QStringLiteral("wait"), durations(lock.wait)},
                                {QStringLiteral("hold"), durations(lock.hold)},
                                {QStringLiteral("acquire_ns"), acquireCost(lock.acquire)},
                                {QStringLiteral("address"), addressOf(object)}});
    }
    return list;
}

// Little's law, L = λW: the depth that arrivals and stays imply, against the depth that was seen. The stay of
// what is still inside at the end counts up to then, so the law holds to within what was lost or misread.
QJsonValue littlesLawError(const store::Object& object, const store::SampleSummary& depth)
{
    const double spanNs = static_cast<double>(depth.lastNs - depth.firstNs);
    if (object.queue->sojourn.count() == 0 || spanNs <= 0 || depth.area <= 0)
        return {};
    const double mean = depth.area / spanNs;
    const double implied = static_cast<double>(object.queue->sojourn.totalNs()) / spanNs;
    return std::abs(implied - mean) / mean;
}

QJsonArray queues(const Snapshot& snapshot)
{
    QJsonArray list;
    for (const store::Object& object : *snapshot.objects) {
        if (!object.queue || !object.row)
            continue;
        const auto depth = snapshot.row(*object.row).sampled(snapshot.beginNs, snapshot.endNs);
        if (!depth)
            continue;
        const double spanNs = static_cast<double>(depth->lastNs - depth->firstNs);
        list.append(QJsonObject{{QStringLiteral("name"), text(object.name)},
                                {QStringLiteral("kind"), kindWord(object.kind)},
                                {QStringLiteral("capacity"), static_cast<qint64>(object.capacity)},
                                {QStringLiteral("puts"), static_cast<qint64>(object.queue->puts)},
                                {QStringLiteral("gets"), static_cast<qint64>(object.queue->gets)},
                                {QStringLiteral("depth_mean"), spanNs > 0 ? depth->area / spanNs : depth->last},
                                {QStringLiteral("depth_max"), object.queue->depthMax},
                                {QStringLiteral("futile"), static_cast<qint64>(object.queue->futile)},
                                {QStringLiteral("put_wait"), durations(object.queue->putWait)},
                                {QStringLiteral("get_wait"), durations(object.queue->getWait)},
                                {QStringLiteral("sojourn"), durations(object.queue->sojourn)},
                                {QStringLiteral("littles_law_error"), littlesLawError(object, *depth)}});
    }
    return list;
}

QString outcomeKey(std::size_t outcome)
{
    static const QStringList words{
        QStringLiteral("ok"),          QStringLiteral("http_error"),     QStringLiteral("refused"),
        QStringLiteral("reset"),       QStringLiteral("host_not_found"), QStringLiteral("timeout"),
        QStringLiteral("too_large"),   QStringLiteral("tls_error"),      QStringLiteral("redirected"),
        QStringLiteral("filtered"),    QStringLiteral("cancelled"),      QStringLiteral("other_error"),
        QStringLiteral("unreachable"), QStringLiteral("bad_answer")};
    static_assert(static_cast<int>(trace::kLastRequestOutcome) == 13);
    return words.value(static_cast<qsizetype>(outcome));
}

QJsonObject requests(const store::RequestFigures& figures, double durationS)
{
    QJsonObject outcomes;
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < figures.byOutcome.size(); ++i) {
        count += figures.byOutcome[i];
        if (figures.byOutcome[i] > 0)
            outcomes.insert(outcomeKey(i), static_cast<qint64>(figures.byOutcome[i]));
    }
    if (count == 0)
        return {};
    return {{QStringLiteral("count"), static_cast<qint64>(count)},
            {QStringLiteral("outcomes"), outcomes},
            {QStringLiteral("bytes"), static_cast<qint64>(figures.bytes)},
            {QStringLiteral("per_s"), durationS > 0 ? static_cast<double>(count) / durationS : 0.0},
            {QStringLiteral("latency"), durations(figures.latency)}};
}

QJsonObject recording(const Snapshot& snapshot)
{
    const store::Recording& figures = snapshot.recording;
    QJsonArray layers;
    if (figures.kernelLayer != store::KernelLayer::None)
        layers = {QStringLiteral("trace"), figures.kernelLayer == store::KernelLayer::Switches
                                               ? QStringLiteral("switches")
                                               : QStringLiteral("procfs")};
    const double spanS = snapshot.seconds(snapshot.endNs);
    return {{QStringLiteral("records"), static_cast<qint64>(figures.records)},
            {QStringLiteral("dropped"), static_cast<qint64>(figures.dropped)},
            {QStringLiteral("lost_bytes"), static_cast<qint64>(figures.lostBytes)},
            {QStringLiteral("switches_lost"), static_cast<qint64>(figures.switchesLost)},
            {QStringLiteral("layers"), layers},
            {QStringLiteral("layer_note"), text(figures.kernelLayerNote)},
            {QStringLiteral("records_per_s"), spanS > 0 ? static_cast<double>(figures.records) / spanS : 0.0}};
}

QJsonValue jsonOf(const scenario::Knob& knob, const scenario::KnobValue& value)
{
    switch (knob.kind) {
    case scenario::KnobKind::Integer:
    case scenario::KnobKind::Real:
        return value.number;
    case scenario::KnobKind::Toggle:
        return value.number != 0;
    default:
        return knob.plain(value);
    }
}

QJsonArray changes(const RunRequest& request, const RunResult& result)
{
    QJsonArray list;
    const scenario::ScenarioInfo* info = scenario::Catalogue::instance().find(request.scenario);
    for (const TimedChange& change : result.changes) {
        const int index = info == nullptr ? -1 : scenario::indexOf(info->knobs, change.knob);
        if (index < 0)
            continue;
        const scenario::Knob& knob = info->knobs[static_cast<std::size_t>(index)];
        list.append(QJsonObject{{QStringLiteral("t_s"), change.atS},
                                {QStringLiteral("knob"), change.knob},
                                {QStringLiteral("value"), jsonOf(knob, change.value)}});
    }
    return list;
}

QJsonArray findings(const RunResult& result)
{
    QJsonArray list;
    for (const Finding& finding : result.findings)
        list.append(QJsonObject{{QStringLiteral("kind"), finding.kind},
                                {QStringLiteral("text"), finding.text},
                                {QStringLiteral("start_s"), finding.startS},
                                {QStringLiteral("end_s"), finding.endS},
                                {QStringLiteral("objects"), QJsonArray::fromStringList(finding.objects)}});
    return list;
}

} // namespace

QJsonObject parametersOf(const RunRequest& request)
{
    QJsonObject parameters;
    const scenario::ScenarioInfo* info = scenario::Catalogue::instance().find(request.scenario);
    for (std::size_t i = 0; info != nullptr && i < request.values.size(); ++i)
        parameters.insert(info->knobs[i].name, jsonOf(info->knobs[i], request.values[i]));
    return parameters;
}

QJsonObject runReport(const RunRequest& request, const RunResult& result, const Snapshot& snapshot,
                      const QStringList& exports)
{
    return {{QStringLiteral("schema"), 1},
            {QStringLiteral("scenario"), request.scenario},
            {QStringLiteral("seed"), static_cast<qint64>(request.seed)},
            {QStringLiteral("outcome"), outcomeWord(result.outcome)},
            {QStringLiteral("message"), result.message},
            {QStringLiteral("duration_s"), result.durationS},
            {QStringLiteral("parameters"), parametersOf(request)},
            {QStringLiteral("changes"), changes(request, result)},
            {QStringLiteral("result"), result.result},
            {QStringLiteral("recording"), recording(snapshot)},
            {QStringLiteral("processes"), processes(snapshot)},
            {QStringLiteral("threads"), threads(snapshot)},
            {QStringLiteral("locks"), locks(snapshot)},
            {QStringLiteral("queues"), queues(snapshot)},
            {QStringLiteral("requests"), requests(*snapshot.requests, result.durationS)},
            {QStringLiteral("findings"), findings(result)},
            {QStringLiteral("exports"), QJsonArray::fromStringList(exports)}};
}

} // namespace lanescope::control
