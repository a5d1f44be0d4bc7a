// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/figure_model.h"

#include <algorithm>
#include <unordered_set>

namespace lanescope::panels {
namespace {

using Keys = std::vector<std::uint32_t>;

std::size_t goneAtFront(const Keys& shown, const std::unordered_set<std::uint32_t>& present)
{
    const auto first = std::find_if(shown.begin(), shown.end(), [&](auto key) { return present.contains(key); });
    return static_cast<std::size_t>(first - shown.begin());
}

} // namespace

QVariant columnData(const Column& column, const store::Snapshot& snapshot, std::uint32_t key, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return figureText(column.unit, column.value(snapshot, key));
    case Qt::TextAlignmentRole:
        return QVariant(figureAlignment(column.unit));
    case FigureModel::SortRole:
        return column.value(snapshot, key);
    case FigureModel::KeyRole:
        return key;
    case FigureModel::UnitRole:
        return static_cast<int>(column.unit);
    default:
        return {};
    }
}

QVariant columnHead(const Column& column, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return column.title;
    case Qt::ToolTipRole:
        return column.tip;
    case Qt::TextAlignmentRole:
        return QVariant(figureAlignment(column.unit));
    default:
        return {};
    }
}

FigureModel::FigureModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void FigureModel::prepare(const store::Snapshot&, bool) {}
Severity FigureModel::severity(std::uint32_t) const
{
    return Severity::Normal;
}
QString FigureModel::toolTip(std::uint32_t, int) const
{
    return {};
}
QVariant FigureModel::bar(std::uint32_t) const
{
    return {};
}
QVariant FigureModel::trend(std::uint32_t) const
{
    return {};
}

void FigureModel::setSnapshot(store::SnapshotPtr snapshot)
{
    const bool newRun = snapshot->beginNs != m_snapshot->beginNs || snapshot->generation < m_snapshot->generation;
    const Keys keys = keysOf(*snapshot);
    if (newRun) {
        beginResetModel();
        prepare(*snapshot, true);
        m_snapshot = std::move(snapshot);
        m_keys = keys;
        endResetModel();
        return;
    }
    prepare(*snapshot, false);
    m_snapshot = std::move(snapshot);
    follow(keys);
    if (!m_keys.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

// Brings m_keys to `keys` with as little as possible: drop at the front, add at the end.
void FigureModel::follow(const Keys& keys)
{
    const std::unordered_set<std::uint32_t> present(keys.begin(), keys.end());
    if (const std::size_t gone = goneAtFront(m_keys, present); gone > 0) {
        beginRemoveRows({}, 0, static_cast<int>(gone) - 1);
        m_keys.erase(m_keys.begin(), m_keys.begin() + static_cast<std::ptrdiff_t>(gone));
        endRemoveRows();
    }
    const bool odd = std::any_of(m_keys.begin(), m_keys.end(), [&](auto key) { return !present.contains(key); });
    if (odd) {
        beginResetModel();
        m_keys = keys;
        endResetModel();
        return;
    }
    const std::unordered_set<std::uint32_t> shown(m_keys.begin(), m_keys.end());
    Keys added;
    std::copy_if(keys.begin(), keys.end(), std::back_inserter(added), [&](auto key) { return !shown.contains(key); });
    if (added.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(added.size()) - 1);
    m_keys.insert(m_keys.end(), added.begin(), added.end());
    endInsertRows();
}

int FigureModel::rowOf(std::uint32_t key) const
{
    const auto found = std::find(m_keys.begin(), m_keys.end(), key);
    return found == m_keys.end() ? -1 : static_cast<int>(found - m_keys.begin());
}

int FigureModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_keys.size());
}

int FigureModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant FigureModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const std::uint32_t key = m_keys[static_cast<std::size_t>(index.row())];
    const Column& column = m_columns[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::ToolTipRole:
        return toolTip(key, index.column());
    case SeverityRole:
        return static_cast<int>(severity(key));
    case BarRole:
        return column.unit == Unit::Bar ? bar(key) : QVariant();
    case TrendRole:
        return column.unit == Unit::Trend ? trend(key) : QVariant();
    default:
        return columnData(column, *m_snapshot, key, role);
    }
}

QVariant FigureModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    return columnHead(m_columns[static_cast<std::size_t>(section)], role);
}

} // namespace lanescope::panels
