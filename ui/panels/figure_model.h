// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/panels/figures.h"

#include <QAbstractTableModel>

#include <functional>
#include <vector>

namespace lanescope::panels {

/// How loudly a row speaks; the delegate gives it the colour.
enum class Severity { Normal, Quiet, Warning, Alarm };

/// One column of a table: what it is called and how its value is read from a snapshot. `key` says which row.
struct Column {
    QString title;
    QString tip;
    Unit unit = Unit::Text;
    QString sample; ///< a wide value: a figure has room for it from the start, a text takes so much when it needs it
    std::function<QVariant(const store::Snapshot&, std::uint32_t key)> value;
    bool isExtra = false; ///< hidden until somebody asks for it in the menu of columns
};

/// The cell of a column for one of the roles below: its text, alignment, value to sort by, key and unit; nothing for
/// other roles.
QVariant columnData(const Column& column, const store::Snapshot& snapshot, std::uint32_t key, int role);
/// Its head.
QVariant columnHead(const Column& column, int role);

/// A table of figures read straight from the newest snapshot. A row is a key (an index of the snapshot's
/// tables, or an id) that keeps its meaning during a run: rows are added at the end and dropped at the front,
/// so selection and scroll position stay; only a new run resets it. Values are computed when they are
/// asked for, hence only for visible cells. Threads: GUI.
class FigureModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role { SortRole = Qt::UserRole, KeyRole, UnitRole, SeverityRole, BarRole, TrendRole };

    void setSnapshot(store::SnapshotPtr snapshot);
    const store::Snapshot& snapshot() const { return *m_snapshot; }
    const std::vector<Column>& columns() const { return m_columns; }
    /// The row of a key, -1 if it has none.
    int rowOf(std::uint32_t key) const;
    std::uint32_t keyAt(int row) const { return m_keys[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    explicit FigureModel(QObject* parent);
    /// To be called once, by the constructor of the table.
    void setColumns(std::vector<Column> columns) { m_columns = std::move(columns); }

    virtual std::vector<std::uint32_t> keysOf(const store::Snapshot& snapshot) const = 0;
    /// Called before the rows change; for what cannot be read from one snapshot alone.
    virtual void prepare(const store::Snapshot& snapshot, bool newRun);
    virtual Severity severity(std::uint32_t key) const;
    virtual QString toolTip(std::uint32_t key, int column) const;
    virtual QVariant bar(std::uint32_t key) const;
    virtual QVariant trend(std::uint32_t key) const; ///< a Trend

private:
    void follow(const std::vector<std::uint32_t>& keys);

    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    std::vector<Column> m_columns;
    std::vector<std::uint32_t> m_keys;
};

} // namespace lanescope::panels
