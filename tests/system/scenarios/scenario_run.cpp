// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/scenarios/scenario_run.h"

#include "core/control/run_controller.h"
#include "core/control/run_report.h"
#include "core/scenario/catalogue.h"

#include <QDir>
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
using scenario::KnobKind;
using scenario::ScenarioInfo;

constexpr int kSpareMs = 30'000;

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

bool isAlive(std::int32_t pid)
{
    return ::kill(pid, 0) == 0 || errno != ESRCH;
}

// What every run of every scenario owes.
QString problemOf(const ScenarioInfo& info, bool mayDrop, const control::RunResult& result,
                  const store::Snapshot& snapshot)
{
    const bool ended = result.outcome == control::RunOutcome::Completed ||
                       (info.mayDeadlock && result.outcome == control::RunOutcome::Deadlock);
    if (!ended)
        return QStringLiteral("outcome %1: %2").arg(control::outcomeWord(result.outcome), result.message);
    if (snapshot.recording.dropped != 0 && !mayDrop)
        return QStringLiteral("%1 records were dropped").arg(snapshot.recording.dropped);
    for (const store::Process& process : *snapshot.processes) {
        if (!process.fault.empty())
            return QString::fromStdString(process.fault);
        if (isAlive(process.pid))
            return QStringLiteral("process %1 is still there").arg(process.pid);
    }
    return {};
}

QStringList sharedMemory()
{
    return QDir(QStringLiteral("/dev/shm")).entryList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
}

QString atEnd(const Knob& knob, bool most)
{
    const bool number = knob.kind == KnobKind::Integer || knob.kind == KnobKind::Real;
    const double last = knob.kind == KnobKind::Choice ? static_cast<double>(knob.choices.size() - 1) : 1.0;
    const double value = number ? (most ? knob.maximum : knob.minimum) : (most ? last : 0.0);
    return knob.name + u'=' + knob.plain({value, {}});
}

QStringList everyKnob(const ScenarioInfo& info, bool most)
{
    QStringList settings;
    for (const Knob& knob : info.knobs) {
        if (knob.kind != KnobKind::Text)
            settings += atEnd(knob, most);
    }
    return settings;
}

// One knob after the other goes to its minimum, its maximum and back; of those with many knobs some in each run, so that
// none is long.
QList<ScenarioRun> moved(const ScenarioInfo& info)
{
    constexpr double kBetweenS = 0.12;
    constexpr double kFirstS = 0.3;
    constexpr double kLongestS = 6;
    QList<ScenarioRun> runs{{info.id}};
    double atS = kFirstS;
    const auto change = [&](const QString& typed) {
        runs.last().changes += QString::number(atS, 'f', 2) + u':' + typed;
        atS += kBetweenS;
        runs.last().durationS = atS + kFirstS;
    };
    for (const Knob& knob : info.knobs) {
        if (knob.effect != scenario::KnobEffect::Live || knob.kind == KnobKind::Text)
            continue;
        if (atS > kLongestS) {
            runs.append({info.id});
            atS = kFirstS;
        }
        change(atEnd(knob, false));
        change(atEnd(knob, true));
        change(knob.name + u'=' + knob.plain(knob.standard));
    }
    return runs;
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
    const QStringList before = sharedMemory();
    {
        RunController controller;
        QEventLoop loop;
        QObject::connect(&controller, &RunController::finished, &loop, &QEventLoop::quit);
        QTimer::singleShot(static_cast<int>(run.durationS * 1000) + kSpareMs, &loop, &QEventLoop::quit);
        controller.start(request);
        if (controller.state() != control::RunState::Finished)
            loop.exec();
        ran.snapshot = controller.snapshot();
        if (controller.state() != control::RunState::Finished) {
            ran.problem = QStringLiteral("it did not end");
            return ran;
        }
        ran.report = control::runReport(request, controller.result(), *ran.snapshot, {});
        ran.problem = problemOf(*info, run.mayDrop, controller.result(), *ran.snapshot);
    }
    // Other programs use this folder too; ours carry our name or our own pid.
    const QString mine = QString::number(QCoreApplication::applicationPid());
    for (const QString& entry : sharedMemory()) {
        if (ran.problem.isEmpty() && !before.contains(entry) && entry.contains(QStringLiteral("lanescope")) &&
            entry.contains(mine))
            ran.problem = QStringLiteral("it left %1 in /dev/shm").arg(entry);
    }
    return ran;
}

void addRowsOfGroup(const QString& idPrefix)
{
    QTest::addColumn<ScenarioRun>("run");
    const auto add = [](const ScenarioRun& run, const QString& how) { QTest::newRow(qPrintable(run.id + how)) << run; };
    const auto extreme = [](const ScenarioInfo& info, bool most) {
        ScenarioRun run{info.id, everyKnob(info, most)};
        run.mayDrop = true;
        return run;
    };
    for (const ScenarioInfo& info : scenario::Catalogue::instance().all()) {
        if (!info.id.startsWith(idPrefix))
            continue;
        add({info.id}, QString());
        const QList<ScenarioRun> moves = moved(info);
        for (qsizetype i = 0; i < moves.size(); ++i)
            add(moves[i], moves.size() == 1 ? QStringLiteral(" moved") : QStringLiteral(" moved %1").arg(i + 1));
        add(extreme(info, false), QStringLiteral(" least"));
        add(extreme(info, true), QStringLiteral(" most"));
    }
}

} // namespace lanescope::testing
