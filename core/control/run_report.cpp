// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/run_report.h"

#include "core/analysis/allowed_cpus.h"
#include "core/analysis/pauses.h"
#include "core/analysis/utilisation.h"
#include "core/control/object_report.h"
#include "core/scenario/catalogue.h"
#include "core/trace/outcome_words.h"

#include <QJsonArray>

namespace lanescope::control {
namespace {

using store::IntervalSummary;
using store::Snapshot;
using store::State;

double seconds(std::int64_t ns)
{
    return static_cast<double>(ns) / 1e9;
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QJsonValue orNull(const std::optional<std::int64_t>& timeNs, const Snapshot& snapshot)
{
    return timeNs ? QJsonValue(snapshot.seconds(*timeNs)) : QJsonValue();
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

// Null where it was over before anybody looked.
QJsonValue onCpu(const store::Thread& thread, std::int64_t ns)
{
    return thread.isUnsampled ? QJsonValue() : QJsonValue(seconds(ns));
}

// Those on which it may run, at one time or another.
QJsonArray numbers(const store::CpuSet& cpus)
{
    QJsonArray list;
    for (const std::uint16_t cpu : cpus)
        list.append(cpu);
    return list;
}

// By kind, in seconds.
QJsonObject waits(const IntervalSummary& sum)
{
    return {{QStringLiteral("lock"), seconds(sum.of(State::LockWait))},
            {QStringLiteral("condition"), seconds(sum.of(State::ConditionWait))},
            {QStringLiteral("semaphore"), seconds(sum.of(State::SemaphoreWait))},
            {QStringLiteral("queue"), seconds(sum.of(State::QueuePutWait) + sum.of(State::QueueGetWait))},
            {QStringLiteral("join"), seconds(sum.of(State::JoinWait))},
            {QStringLiteral("sleep"), seconds(sum.of(State::Sleep))},
            {QStringLiteral("io"), seconds(sum.of(State::Io))},
            {QStringLiteral("other"), seconds(sum.of(State::OtherWait))}};
}

QJsonArray threads(const Snapshot& snapshot)
{
    QJsonArray list;
    const analysis::AllowedCpus allowed(snapshot, {snapshot.beginNs, snapshot.endNs});
    for (std::size_t i = 0; i < snapshot.threads->size(); ++i) {
        const store::Thread& thread = (*snapshot.threads)[i];
        if (thread.isOurOwn)
            continue;
        const IntervalSummary sum = wholeRun(snapshot, thread);
        list.append(QJsonObject{{QStringLiteral("pid"), snapshot.process(thread.process).pid},
                                {QStringLiteral("tid"), thread.tid},
                                {QStringLiteral("name"), text(thread.name)},
                                {QStringLiteral("start_s"), snapshot.seconds(thread.startNs)},
                                {QStringLiteral("end_s"), orNull(thread.endNs, snapshot)},
                                {QStringLiteral("running_s"), onCpu(thread, sum.of(State::Running))},
                                {QStringLiteral("ready_s"), onCpu(thread, sum.of(State::Ready))},
                                {QStringLiteral("wait_s"), waits(sum)},
                                {QStringLiteral("migrations"), migrations(snapshot, thread)},
                                {QStringLiteral("cpus_allowed"), numbers(allowed.of(store::ThreadIndex(i)))},
                                {QStringLiteral("dropped"), static_cast<qint64>(thread.dropped)}});
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

QJsonObject utilisation(const Snapshot& snapshot)
{
    const analysis::Utilisation use = analysis::utilisation(snapshot, {snapshot.beginNs, snapshot.endNs});
    QJsonArray cpus;
    for (const analysis::Utilisation::Cpu& cpu : use.cpus)
        cpus.append(QJsonObject{{QStringLiteral("cpu"), cpu.number}, {QStringLiteral("busy_share"), cpu.busyShare}});
    return {{QStringLiteral("parallelism"), use.parallelism},
            {QStringLiteral("wanted"), use.wanted},
            {QStringLiteral("running_s"), seconds(use.threadTimes.of(State::Running))},
            {QStringLiteral("ready_s"), seconds(use.threadTimes.of(State::Ready))},
            {QStringLiteral("wait_s"), waits(use.threadTimes)},
            {QStringLiteral("migrations_per_s"), use.migrationsPerS ? QJsonValue(*use.migrationsPerS) : QJsonValue()},
            {QStringLiteral("cpus"), cpus},
            {QStringLiteral("machine_cpus"), static_cast<qint64>(analysis::machineCpus(snapshot))},
            {QStringLiteral("switches_lost"), static_cast<qint64>(use.switchesLost)},
            {QStringLiteral("approximate"), use.isApproximate()}};
}

QString outcomeKey(std::size_t outcome)
{
    const std::string_view word = trace::outcomeWord(static_cast<trace::RequestOutcome>(outcome));
    return QString::fromLatin1(word.data(), static_cast<qsizetype>(word.size()));
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
            {QStringLiteral("kept"), static_cast<qint64>(figures.recent.size())}, // the newest; tables have these
            {QStringLiteral("outcomes"), outcomes},
            {QStringLiteral("bytes"), static_cast<qint64>(figures.bytes)},
            {QStringLiteral("per_s"), durationS > 0 ? static_cast<double>(count) / durationS : 0.0},
            {QStringLiteral("latency"), durationReport(figures.latency)}};
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
            {QStringLiteral("paused_s"), seconds(analysis::pausedNs(snapshot, {snapshot.beginNs, snapshot.endNs}))},
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
    for (const Finding& finding : result.findings) {
        const QJsonObject cure = finding.cure ? QJsonObject{{QStringLiteral("knob"), finding.cure->knob},
                                                            {QStringLiteral("value"), finding.cure->value}}
                                              : QJsonObject();
        list.append(QJsonObject{
            {QStringLiteral("kind"), finding.kind},
            {QStringLiteral("text"), finding.text},
            {QStringLiteral("start_s"), finding.startS},
            {QStringLiteral("end_s"), finding.endS},
            {QStringLiteral("objects"), QJsonArray::fromStringList(finding.objects)},
            {QStringLiteral("threads"), QJsonArray::fromStringList(finding.threads)},
            {QStringLiteral("alike"), QJsonArray::fromStringList(finding.alike)},
            {QStringLiteral("over"), finding.isOver},
            {QStringLiteral("approximate"), finding.isApproximate},
            {QStringLiteral("try"), finding.cure ? QJsonValue(cure) : QJsonValue()},
            {QStringLiteral("advice"), finding.words.isEmpty() ? QJsonValue() : QJsonValue(finding.words)}});
    }
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
            {QStringLiteral("utilisation"), utilisation(snapshot)},
            {QStringLiteral("processes"), processes(snapshot)},
            {QStringLiteral("threads"), threads(snapshot)},
            {QStringLiteral("locks"), lockReport(snapshot)},
            {QStringLiteral("queues"), queueReport(snapshot)},
            {QStringLiteral("requests"), requests(*snapshot.requests, result.durationS)},
            {QStringLiteral("findings"), findings(result)},
            {QStringLiteral("exports"), QJsonArray::fromStringList(exports)}};
}

} // namespace lanescope::control
