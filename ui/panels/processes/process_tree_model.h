// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/figure_model.h"
#include "ui/panels/rate_meter.h"

#include <QAbstractItemModel>

#include <optional>
#include <vector>

namespace lanescope::panels {

/// Every process of the run below the one whose child it is now, Lanescope's own helpers quietly among them; those of
/// one parent in the order of their start. An index knows its ProcessIndex (FigureModel::KeyRole). An orphan moves to
/// its new parent. Threads: GUI.
class ProcessTreeModel : public QAbstractItemModel {
    Q_OBJECT

public:
    explicit ProcessTreeModel(QObject* parent = nullptr);

    void setSnapshot(store::SnapshotPtr snapshot);
    const store::Snapshot& snapshot() const { return *m_snapshot; }
    const std::vector<Column>& columns() const { return m_columns; }
    /// Invalid if there is no such process.
    QModelIndex indexOf(store::ProcessIndex process) const;
    std::optional<store::ProcessIndex> processAt(const QModelIndex& index) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    using Keys = std::vector<std::uint32_t>;
    static constexpr std::uint32_t kRoot = store::kNone;

    static Keys parentsOf(const store::Snapshot& snapshot);
    void rebuild(const Keys& parents);
    void append(const Keys& parents);
    void meter(bool newRun);
    const Keys& childrenOf(std::uint32_t key) const { return key == kRoot ? m_roots : m_children[key]; }
    Keys& childrenOf(std::uint32_t key) { return key == kRoot ? m_roots : m_children[key]; }
    static QVariant toolTip(const store::Process& process);
    Severity severity(const store::Process& process) const;

    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    std::vector<Column> m_columns;
    Keys m_parents; // by ProcessIndex; kRoot: it has none in the run
    Keys m_roots;
    std::vector<Keys> m_children; // by ProcessIndex
    std::vector<RateMeter> m_cpu; // by ProcessIndex
    std::vector<int> m_threads;   // by ProcessIndex: how many live
};

} // namespace lanescope::panels
