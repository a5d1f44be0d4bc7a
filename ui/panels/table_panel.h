// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/panels/empty_text.h"

#include <QModelIndexList>
#include <QWidget>

#include <functional>
#include <vector>

class QAction;
class QTableView;

namespace lanescope::panels {

class FigureModel;
class FittedColumns;
class WordsFilter;

/// One tab of the lower part: a sortable table of figures with its empty state; a filter keeps rows. Ctrl+C copies the
/// selected rows with their titles, for a spreadsheet. The menu of the table and that of its head show and hide columns.
/// Threads: GUI.
class TablePanel : public QWidget {
    Q_OBJECT

public:
    /// Takes ownership of the model.
    TablePanel(FigureModel* model, const EmptyText& empty, QWidget* parent = nullptr);

    /// A filter of the caller's own making, to stand above the table.
    void addTop(QWidget* filter);
    /// Keeps the rows with all these words in any column.
    void setWords(const QString& words);
    QString words() const;
    /// Keeps the rows with all these words whose key meets the condition; an empty one lets all through.
    void setFilter(const QString& words, std::function<bool(std::uint32_t key)> condition);
    /// Sorted like this until the person chooses another order; -1: the order of the model.
    void sortBy(int column, Qt::SortOrder order);
    void stretchLastColumn();
    /// Fits the columns into this room; how wide the table is with as many whole ones as it holds, and no part of another.
    int fitInto(int roomPx);
    /// Which columns are shown, in what order and how wide, from one start to the next.
    QByteArray saveColumns() const;
    void restoreColumns(const QByteArray& state);
    /// Stays at the end while new rows come, as long as the last row was in sight.
    void setFollowsEnd(bool follows) { m_followsEnd = follows; }

    void setSnapshot(store::SnapshotPtr snapshot);
    /// Selects the row of a key and brings it into sight, without telling anybody; nothing if it has no row.
    void select(std::uint32_t key);
    void clearSelection();
    /// The selected rows as lines of tab-separated texts, the titles first. Empty when nothing is selected.
    QString selectedText() const;
    /// The keys of the selected rows, from top to bottom.
    std::vector<std::uint32_t> selectedKeys() const;
    void copy() const;

    QTableView* table() const { return m_table; }
    FigureModel* model() const { return m_model; }

Q_SIGNALS:
    /// A person chose this row.
    void chosen(std::uint32_t key);
    /// A column has got more room: what fitInto() said is old.
    void columnsGrown();

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTable();
    void makeColumnMenu();
    void sortByCurrentColumn();
    void fitColumns();
    void paintEmpty() const;
    bool atEnd() const;

    QModelIndexList selectedRows() const;

    FigureModel* m_model;
    WordsFilter* m_proxy;
    QTableView* m_table;
    FittedColumns* m_columns = nullptr;
    std::vector<QAction*> m_columnActions; ///< from the second column on
    EmptyText m_empty;
    bool m_isFittedInto = false; ///< whoever divides the room says how much there is
    bool m_followsEnd = false;
    bool m_selecting = false;
};

} // namespace lanescope::panels
