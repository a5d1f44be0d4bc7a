// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/scenarios/scenario_run.h"

#include "core/control/run_controller.h"
#include "core/control/run_report.h"
#include "core/scenario/catalogue.h"
#include "tests/system/scenarios/invariants.h"
#include "tests/system/scenarios/page_names.h"
#include "tests/system/scenarios/result_fields.h"

#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>
#include <QTest>
#include <QTimer>

#include <cerrno>
#include <csignal>

namespace lanescope::testing {
namespace {

using control::RunController;
using control::RunRequest;
using scenario::Knob;
using scenario::ScenarioInfo;

constexpr double kSpareS = 30;

struct Assignment {
    QString problem;
    std::size_t knob = 0;
    scenario::KnobValue value;
};

Assignment assignment(const ScenarioInfo& info, const QString& typed)
{
    const qsizetype equals = typed.indexOf(u'=');
    const int index = scenario::indexOf(info.knobs, typed.left(equals));
    if (index < 0)
        return {QStringLiteral("%1 has no knob '%2'").arg(info.id, typed), 0, {}};
    const auto value = info.knobs[static_cast<std::size_t>(index)].parse(typed.mid(equals + 1));
    if (!value)
        return {QString::fromStdString(value.error()), 0, {}};
    return {{}, static_cast<std::size_t>(index), value.value()};
}

QString fill(const ScenarioInfo& info, const ScenarioRun& run, RunRequest& request)
{
    request.scenario = run.id;
    request.seed = run.seed;
    request.durationS = run.durationS;
    for (const Knob& knob : info.knobs)
        request.values.push_back(knob.standard);
    for (const QString& typed : run.settings) {
        const Assignment found = assignment(info, typed);
        if (!found.problem.isEmpty())
            return found.problem;
        request.values[found.knob] = found.value;
    }
    for (const QString& typed : run.changes) {
        const Assignment found = assignment(info, typed.section(u':', 1));
        if (!found.problem.isEmpty())
            return found.problem;
        request.changes.push_back({typed.section(u':', 0, 0).toDouble(), info.knobs[found.knob].name, found.value});
    }
    return {};
}

// How long it takes until all that the page tells of has been there depends on what else the machine has to do.
std::function<void(RunController&)> stopOnceThePageIsShown(const ScenarioRun& run)
{
    QElapsedTimer clock;
    clock.start();
    return [&run, clock](RunController& controller) {
        if (clock.hasExpired(static_cast<qint64>(run.durationS * 1000)) &&
            hasShownItsPage(run.id, *controller.snapshot()))
            controller.stop();
    };
}

// False when it does not end.
bool runToItsEnd(RunController& controller, const ScenarioRun& run, RunRequest& request)
{
    QEventLoop loop;
    QObject::connect(&controller, &RunController::finished, &loop, &QEventLoop::quit);
    auto watching = run.watching;
    if (run.untilItsPageIsShown) {
        request.durationS += kSpareS;
        watching = stopOnceThePageIsShown(run);
    }
    if (watching)
        QObject::connect(&controller.watch(), &control::RunWatch::looked, &loop, [&] { watching(controller); });
    QTimer::singleShot(static_cast<int>((request.durationS + kSpareS) * 1000), &loop, &QEventLoop::quit);
    controller.start(request);
    if (controller.state() != control::RunState::Finished)
        loop.exec();
    return controller.state() == control::RunState::Finished;
}

bool isAlive(std::int32_t pid)
{
    return ::kill(pid, 0) == 0 || errno != ESRCH;
}

// What every run of every scenario owes.
QString problemOf(const ScenarioInfo& info, const ScenarioRun& run, const control::RunResult& result,
                  const store::Snapshot& snapshot)
{
    const bool ended = result.outcome == control::RunOutcome::Completed ||
                       ((run.watching || run.untilItsPageIsShown) && result.outcome == control::RunOutcome::Stopped) ||
                       (info.mayDeadlock && result.outcome == control::RunOutcome::Deadlock);
    if (!ended)
        return QStringLiteral("outcome %1: %2").arg(control::outcomeWord(result.outcome), result.message);
    if (snapshot.recording.dropped != 0 && !run.mayDrop)
        return QStringLiteral("%1 records were dropped").arg(snapshot.recording.dropped);
    for (const store::Process& process : *snapshot.processes) {
        if (!process.fault.empty())
            return QString::fromStdString(process.fault);
        if (isAlive(process.pid))
            return QStringLiteral("process %1 is still there").arg(process.pid);
    }
    return {};
}

// Session folders of this very process; other programs, and other tests, have theirs.
QStringList leftInSharedMemory()
{
    const QString ours = QStringLiteral("lanescope-%1-*").arg(QCoreApplication::applicationPid());
    return QDir(QStringLiteral("/dev/shm")).entryList({ours}, QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
}

// What it tells while it goes on is the same as in the end, as far as it is known.
QString problemOfResultSoFar(const QString& id, const QJsonObject& soFar)
{
    if (soFar.isEmpty())
        return QStringLiteral("it told no result while it went on");
    const QString field = undocumentedField(id, soFar);
    return field.isEmpty() ? QString() : QStringLiteral("its page does not say what %1 is, told on the way").arg(field);
}

// What its own result owes.
QString problemOfResult(const Ran& ran, const ScenarioRun& run)
{
    if (const QString field = missingField(run.id, ran.result()); !field.isEmpty())
        return QStringLiteral("its result has no %1").arg(field);
    if (const QString field = undocumentedField(run.id, ran.result()); !field.isEmpty())
        return QStringLiteral("its page does not say what %1 is").arg(field);
    return brokenInvariant(ran);
}

} // namespace

QJsonObject Ran::named(const char* table, const QString& name) const
{
    for (const QJsonObject& row : rows(table)) {
        if (row[QStringLiteral("name")].toString() == name)
            return row;
    }
    return {};
}

QList<QJsonObject> Ran::rows(const char* table) const
{
    QList<QJsonObject> list;
    for (const QJsonValue& row : report[QLatin1StringView(table)].toArray())
        list.append(row.toObject());
    return list;
}

double Ran::waited(const QString& threadPrefix, const char* kind) const
{
    double sum = 0;
    for (const QJsonObject& thread : rows("threads")) {
        if (thread[QStringLiteral("name")].toString().startsWith(threadPrefix))
            sum += thread[QStringLiteral("wait_s")][QLatin1StringView(kind)].toDouble();
    }
    return sum;
}

QStringList Ran::findingKinds() const
{
    QStringList kinds;
    for (const QJsonObject& finding : rows("findings"))
        kinds.append(finding[QStringLiteral("kind")].toString());
    return kinds;
}

Ran runScenario(const ScenarioRun& run)
{
    Ran ran;
    const ScenarioInfo* info = scenario::Catalogue::instance().find(run.id);
    if (info == nullptr) {
        ran.problem = scenario::Catalogue::instance().unknown(run.id);
        return ran;
    }
    RunRequest request;
    if (ran.problem = fill(*info, run, request); !ran.problem.isEmpty())
        return ran;
    qputenv("LANESCOPE_LAB", LANESCOPE_REAL_LAB);
    {
        RunController controller;
        QJsonObject soFar; // as it was told last while it went on
        QObject::connect(&controller, &RunController::resultChanged, &controller,
                         [&](const QJsonObject& result) { soFar = result; });
        const bool hasEnded = runToItsEnd(controller, run, request);
        ran.snapshot = controller.snapshot();
        if (!hasEnded) {
            ran.problem = QStringLiteral("it did not end");
            return ran;
        }
        ran.report = control::runReport(request, controller.result(), *ran.snapshot, {});
        ran.problem = problemOf(*info, run, controller.result(), *ran.snapshot);
        if (ran.problem.isEmpty() && run.untilItsPageIsShown)
            ran.problem = pageProblem(run.id, *ran.snapshot, ran.result());
        if (ran.problem.isEmpty() && run.untilItsPageIsShown)
            ran.problem = problemOfResultSoFar(run.id, soFar);
    }
    if (ran.problem.isEmpty())
        ran.problem = problemOfResult(ran, run);
    if (const QStringList left = leftInSharedMemory(); ran.problem.isEmpty() && !left.isEmpty())
        ran.problem = QStringLiteral("it left %1 in /dev/shm").arg(left.join(u' '));
    if (!ran.problem.isEmpty() && !run.settings.isEmpty())
        ran.problem += QStringLiteral(" (with %1)").arg(run.settings.join(u' '));
    return ran;
}

} // namespace lanescope::testing
