// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/processes/process_tree_model.h"

#include "ui/panels/processes/process_words.h"

#include <algorithm>
#include <unordered_map>

namespace lanescope::panels {
namespace {

using store::Process;
using store::Snapshot;

const Process& at(const Snapshot& snapshot, std::uint32_t key)
{
    return (*snapshot.processes)[key];
}

std::int32_t parentPidOf(const Process& process)
{
    return process.parentNow > 0 ? process.parentNow : process.parentPid;
}

Column column(const QString& title, const QString& tip, Unit unit, const QString& sample,
              QVariant (*value)(const Snapshot&, const Process&))
{
    return {title, tip, unit, sample,
            [value](const Snapshot& snapshot, std::uint32_t key) { return value(snapshot, at(snapshot, key)); }};
}

QVariant sinceBegin(const Snapshot& snapshot, std::int64_t timeNs)
{
    return QVariant(static_cast<qlonglong>(timeNs - snapshot.beginNs));
}

Column name()
{
    return column(ProcessTreeModel::tr("Name"), ProcessTreeModel::tr("Children stand below their parent."), Unit::Text,
                  QStringLiteral("lanescope-lab 12 mm"),
                  [](const Snapshot&, const Process& p) -> QVariant { return processName(p); });
}

Column pid()
{
    return column(ProcessTreeModel::tr("PID"), {}, Unit::Identifier, QStringLiteral("9999999"),
                  [](const Snapshot&, const Process& p) -> QVariant { return p.pid; });
}

Column state()
{
    return column(ProcessTreeModel::tr("State"), ProcessTreeModel::tr("How it does, or how it ended."), Unit::Text,
                  QStringLiteral("was ended by signal 15 (SIGTERM)"),
                  [](const Snapshot&, const Process& p) -> QVariant { return processState(p); });
}

Column bytes(const QString& title, const QString& tip, std::int64_t (*read)(const Process&))
{
    return {title, tip, Unit::Bytes, QStringLiteral("999.9 MB"),
            [read](const Snapshot& snapshot, std::uint32_t key) -> QVariant {
                const std::int64_t size = read(at(snapshot, key));
                return size > 0 ? QVariant(static_cast<qlonglong>(size)) : QVariant();
            }};
}

Column memory()
{
    return bytes(ProcessTreeModel::tr("Memory"), ProcessTreeModel::tr("In main memory, shared pages included."),
                 [](const Process& p) { return p.residentBytes; });
}

// What matters less than what a process takes now.
std::vector<Column> past()
{
    return {
        column(ProcessTreeModel::tr("CPU time"), ProcessTreeModel::tr("Of all its threads together."), Unit::Duration,
               QStringLiteral("99 min 59 s"),
               [](const Snapshot&, const Process& p) -> QVariant { return static_cast<qlonglong>(p.cpuNs); }),
        column(ProcessTreeModel::tr("Parent"),
               ProcessTreeModel::tr("The process it is a child of now. An orphan is given another parent."),
               Unit::Identifier, QStringLiteral("9999999"),
               [](const Snapshot&, const Process& p) -> QVariant { return parentPidOf(p); }),
        bytes(ProcessTreeModel::tr("Peak"), ProcessTreeModel::tr("The most memory that was seen."),
              [](const Process& p) { return p.peakBytes; }),
        column(ProcessTreeModel::tr("Started"), ProcessTreeModel::tr("Since the start of the run."), Unit::Moment,
               QStringLiteral("9,999.999 s"),
               [](const Snapshot& s, const Process& p) -> QVariant { return sinceBegin(s, p.startNs); }),
        column(ProcessTreeModel::tr("Ended"), ProcessTreeModel::tr("Since the start of the run; – means it runs."),
               Unit::Moment, QStringLiteral("9,999.999 s"),
               [](const Snapshot& s, const Process& p) -> QVariant {
                   return p.endNs ? sinceBegin(s, *p.endNs) : QVariant();
               }),
    };
}

} // namespace

ProcessTreeModel::ProcessTreeModel(QObject* parent)
    : QAbstractItemModel(parent)
{
    const Column cpu{tr("CPU"), tr("Over the last two seconds; 100 % is one CPU."), Unit::Share,
                     QStringLiteral("999.9 %"), [this](const Snapshot& snapshot, std::uint32_t key) -> QVariant {
                         return at(snapshot, key).endNs ? QVariant() : QVariant(m_cpu[key].perSecond() / 1e9);
                     }};
    const Column threads{tr("Threads"), tr("That live now."), Unit::Count, QStringLiteral("9,999"),
                         [this](const Snapshot& snapshot, std::uint32_t key) -> QVariant {
                             return at(snapshot, key).endNs ? QVariant() : QVariant(m_threads[key]);
                         }};
    m_columns = {name(), pid(), state(), cpu, memory(), threads};
    const std::vector<Column> rest = past();
    m_columns.insert(m_columns.end(), rest.begin(), rest.end());
}

// The newest process that had the parent's number when the child began: numbers are used again.
ProcessTreeModel::Keys ProcessTreeModel::parentsOf(const Snapshot& snapshot)
{
    const auto& all = *snapshot.processes;
    Keys parents(all.size(), kRoot);
    std::unordered_map<std::int32_t, std::uint32_t> newest; // by pid
    for (std::uint32_t child = 0; child < all.size(); ++child) {
        if (const auto found = newest.find(parentPidOf(all[child])); found != newest.end())
            parents[child] = found->second;
        newest[all[child].pid] = child;
    }
    return parents;
}

void ProcessTreeModel::setSnapshot(store::SnapshotPtr snapshot)
{
    const bool newRun = snapshot->beginNs != m_snapshot->beginNs || snapshot->generation < m_snapshot->generation;
    const Keys parents = parentsOf(*snapshot);
    const bool grew = !newRun && parents.size() >= m_parents.size() &&
                      std::equal(m_parents.begin(), m_parents.end(), parents.begin());
    if (!grew)
        beginResetModel();
    m_snapshot = std::move(snapshot);
    meter(newRun);
    if (!grew) {
        rebuild(parents);
        endResetModel();
        return;
    }
    const std::size_t before = m_parents.size();
    append(parents);
    for (std::uint32_t key = 0; key < before; ++key) {
        const QModelIndex changed = indexOf(store::ProcessIndex{key});
        Q_EMIT dataChanged(changed, changed.siblingAtColumn(columnCount() - 1));
    }
}

void ProcessTreeModel::meter(bool newRun)
{
    if (newRun)
        m_cpu.clear();
    m_cpu.resize(m_snapshot->processes->size());
    for (std::uint32_t i = 0; i < m_cpu.size(); ++i) {
        const std::int64_t usedNs = std::max<std::int64_t>(0, at(*m_snapshot, i).cpuNs);
        m_cpu[i].add(m_snapshot->endNs, static_cast<std::uint64_t>(usedNs));
    }
    m_threads.assign(m_cpu.size(), 0);
    for (const store::Thread& thread : *m_snapshot->threads)
        m_threads[static_cast<std::size_t>(thread.process)] += thread.endNs ? 0 : 1;
}

void ProcessTreeModel::rebuild(const Keys& parents)
{
    m_parents = parents;
    m_roots.clear();
    m_children.assign(parents.size(), {});
    for (std::uint32_t key = 0; key < parents.size(); ++key)
        childrenOf(parents[key]).push_back(key);
}

void ProcessTreeModel::append(const Keys& parents)
{
    for (auto key = static_cast<std::uint32_t>(m_parents.size()); key < parents.size(); ++key) {
        const std::uint32_t above = parents[key];
        const QModelIndex place = above == kRoot ? QModelIndex() : indexOf(store::ProcessIndex{above});
        const int row = rowCount(place);
        beginInsertRows(place, row, row);
        m_parents.push_back(above);
        m_children.emplace_back();
        childrenOf(above).push_back(key);
        endInsertRows();
    }
}

QModelIndex ProcessTreeModel::indexOf(store::ProcessIndex process) const
{
    const auto key = static_cast<std::uint32_t>(process);
    if (key >= m_parents.size())
        return {};
    const Keys& siblings = childrenOf(m_parents[key]);
    const auto row = std::find(siblings.begin(), siblings.end(), key) - siblings.begin();
    return createIndex(static_cast<int>(row), 0, static_cast<quintptr>(key));
}

std::optional<store::ProcessIndex> ProcessTreeModel::processAt(const QModelIndex& index) const
{
    if (!index.isValid())
        return std::nullopt;
    return store::ProcessIndex{static_cast<std::uint32_t>(index.internalId())};
}

QModelIndex ProcessTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const std::uint32_t above = parent.isValid() ? static_cast<std::uint32_t>(parent.internalId()) : kRoot;
    return createIndex(row, column, static_cast<quintptr>(childrenOf(above)[static_cast<std::size_t>(row)]));
}

QModelIndex ProcessTreeModel::parent(const QModelIndex& child) const
{
    if (!child.isValid())
        return {};
    const std::uint32_t above = m_parents[static_cast<std::size_t>(child.internalId())];
    return above == kRoot ? QModelIndex() : indexOf(store::ProcessIndex{above});
}

int ProcessTreeModel::rowCount(const QModelIndex& parent) const
{
    if (parent.column() > 0)
        return 0;
    const std::uint32_t above = parent.isValid() ? static_cast<std::uint32_t>(parent.internalId()) : kRoot;
    return static_cast<int>(childrenOf(above).size());
}

int ProcessTreeModel::columnCount(const QModelIndex&) const
{
    return static_cast<int>(m_columns.size());
}

QVariant ProcessTreeModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto key = static_cast<std::uint32_t>(index.internalId());
    const Process& process = at(*m_snapshot, key);
    if (role == Qt::ToolTipRole)
        return toolTip(process);
    if (role == FigureModel::SeverityRole)
        return static_cast<int>(severity(process));
    return columnData(m_columns[static_cast<std::size_t>(index.column())], *m_snapshot, key, role);
}

QVariant ProcessTreeModel::toolTip(const Process& process)
{
    return process.isOurOwn ? tr("Part of Lanescope itself, not of what the scenario shows.") : QVariant();
}

QVariant ProcessTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    return columnHead(m_columns[static_cast<std::size_t>(section)], role);
}

Severity ProcessTreeModel::severity(const Process& process) const
{
    if (!process.fault.empty() || process.signal.value_or(0) != 0)
        return Severity::Alarm;
    if (process.exitCode.value_or(0) != 0 || process.kernelState == 'Z' || process.kernelState == 'T')
        return Severity::Warning;
    return process.isOurOwn || process.endNs ? Severity::Quiet : Severity::Normal;
}

} // namespace lanescope::panels
