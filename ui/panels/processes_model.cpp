// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/processes_model.h"

#include "core/control/exit_words.h"
#include "ui/timeline/row_facts.h"

#include <numeric>

namespace lanescope::panels {
namespace {

using store::Process;
using store::Snapshot;

const Process& processAt(const Snapshot& snapshot, std::uint32_t key) { return (*snapshot.processes)[key]; }

// How far below the first process of the run this one was started.
int generation(const Snapshot& snapshot, const Process& process)
{
    int depth = 0;
    std::int32_t parent = process.parentPid;
    for (std::size_t i = 0; i < snapshot.processes->size(); ++i) {
        const auto found = std::find_if(snapshot.processes->begin(), snapshot.processes->end(),
                                        [parent](const Process& other) { return other.pid == parent; });
        if (found == snapshot.processes->end())
            break;
        ++depth;
        parent = found->parentPid;
    }
    return depth;
}

QString indentedName(const Snapshot& snapshot, const Process& process)
{
    const int depth = generation(snapshot, process);
    const QString name = process.name.empty() ? ProcessesModel::tr("process %1").arg(process.pid)
                                              : timeline::toQString(process.name);
    return depth == 0 ? name : QString(2 * (depth - 1), u'\u2003') + QStringLiteral("└ ") + name;
}

std::vector<Column> identity()
{
    return {
        {ProcessesModel::tr("Name"), ProcessesModel::tr("Children stand indented below their parent."), Unit::Text,
         QStringLiteral("lanescope-lab worker 12"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return indentedName(s, processAt(s, key)); }},
        {ProcessesModel::tr("PID"), {}, Unit::Identifier, QStringLiteral("9999999"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return processAt(s, key).pid; }},
        {ProcessesModel::tr("Parent"), ProcessesModel::tr("The process that started it."), Unit::Identifier,
         QStringLiteral("9999999"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return processAt(s, key).parentPid; }},
    };
}

std::vector<Column> life()
{
    return {
        {ProcessesModel::tr("Started"), ProcessesModel::tr("Since the start of the run."), Unit::Moment,
         QStringLiteral("9,999.999 s"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             return static_cast<qlonglong>(processAt(s, key).startNs - s.beginNs);
         }},
        {ProcessesModel::tr("Ended"), ProcessesModel::tr("Since the start of the run; – means it runs."), Unit::Moment,
         QStringLiteral("9,999.999 s"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             const auto& end = processAt(s, key).endNs;
             return end ? QVariant(static_cast<qlonglong>(*end - s.beginNs)) : QVariant();
         }},
        {ProcessesModel::tr("CPU time"), {}, Unit::Duration, QStringLiteral("99 min 59 s"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             return static_cast<qlonglong>(processAt(s, key).cpuNs);
         }},
        {ProcessesModel::tr("How it ended"), {}, Unit::Text,
         QStringLiteral("was ended by signal 11 (SIGSEGV, invalid memory access)"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return processEnd(processAt(s, key)); }},
    };
}

} // namespace

QString processEnd(const Process& process)
{
    if (!process.fault.empty())
        return ProcessesModel::tr("not recorded any more: %1").arg(timeline::toQString(process.fault));
    if (process.signal || process.exitCode)
        return control::exitWords(process.exitCode.value_or(0), process.signal.value_or(0));
    return process.endNs ? ProcessesModel::tr("ended") : ProcessesModel::tr("runs");
}

ProcessesModel::ProcessesModel(QObject* parent)
    : FigureModel(parent)
{
    std::vector<Column> all = identity();
    const std::vector<Column> rest = life();
    all.insert(all.end(), rest.begin(), rest.end());
    setColumns(std::move(all));
}

std::vector<std::uint32_t> ProcessesModel::keysOf(const Snapshot& snapshot) const
{
    std::vector<std::uint32_t> keys(snapshot.processes->size());
    std::iota(keys.begin(), keys.end(), 0U);
    return keys;
}

Severity ProcessesModel::severity(std::uint32_t key) const
{
    const Process& process = processAt(snapshot(), key);
    if (!process.fault.empty() || process.signal.value_or(0) != 0)
        return Severity::Alarm;
    if (process.exitCode.value_or(0) != 0)
        return Severity::Warning;
    return process.isOurOwn || process.endNs ? Severity::Quiet : Severity::Normal;
}

QString ProcessesModel::toolTip(std::uint32_t key, int) const
{
    const Process& process = processAt(snapshot(), key);
    return process.isOurOwn ? tr("Part of Lanescope itself, not of what the scenario shows.") : QString();
}

} // namespace lanescope::panels
