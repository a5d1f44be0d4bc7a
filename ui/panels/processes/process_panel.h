// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/process_signal.h"
#include "ui/panels/empty_text.h"
#include "ui/panels/processes/process_tree_model.h"

#include <QWidget>

class QAction;
class QTreeView;

namespace lanescope::panels {

class FittedColumns;
class ProcessOutput;

/// The processes of the run as a tree that follows it, with a menu that ends, kills, stops and continues the chosen
/// one, and beside it what the chosen one has written. It only asks; whoever owns the run decides. Threads: GUI.
class ProcessPanel : public QWidget {
    Q_OBJECT

public:
    explicit ProcessPanel(QWidget* parent = nullptr);

    void setSnapshot(store::SnapshotPtr snapshot);
    /// Selects the line of a process without telling anybody.
    void select(store::ProcessIndex process);

    /// Which columns are shown and how, from one start to the next.
    QByteArray saveColumns() const;
    void restoreColumns(const QByteArray& state);

    QTreeView* tree() const { return m_tree; }
    ProcessTreeModel* model() const { return m_model; }
    ProcessOutput* output() const { return m_output; }

Q_SIGNALS:
    /// A person chose this process.
    void chosen(lanescope::store::ProcessIndex process);
    void signalWanted(qint64 pid, lanescope::control::ProcessSignal signal);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTree();
    void fitColumns();
    QAction* makeAction(const QString& text, const QKeySequence& keys, control::ProcessSignal signal);
    const store::Process* current() const;
    void updateActions();
    void showMenu(const QPoint& position);

    ProcessTreeModel* m_model;
    QTreeView* m_tree;
    FittedColumns* m_columns = nullptr;
    ProcessOutput* m_output;
    QAction* m_end;
    QAction* m_kill;
    QAction* m_stop;
    QAction* m_continue;
    EmptyText m_empty;
    bool m_selecting = false;
};

} // namespace lanescope::panels
