// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/processes/process_panel.h"

#include "ui/panels/figure_delegate.h"
#include "ui/panels/fitted_columns.h"
#include "ui/panels/processes/process_output.h"
#include "ui/theme/key_splitter.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::panels {
namespace {

constexpr int kIndentPx = 16;

} // namespace

ProcessPanel::ProcessPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new ProcessTreeModel(this))
    , m_tree(new QTreeView(this))
    , m_output(new ProcessOutput(this))
    , m_empty{tr("No process runs."), tr("Press Start to run the scenario.")}
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* both = new theme::KeySplitter(Qt::Horizontal, this);
    both->setChildrenCollapsible(false);
    both->addWidget(m_tree);
    both->addWidget(m_output);
    both->setSizes({7000, 3000}); // of what room there is
    layout->addWidget(both, 1);
    m_end = makeAction({}, QKeySequence(Qt::Key_Delete), control::ProcessSignal::End);
    m_kill = makeAction(tr("Kill (SIGKILL)"), QKeySequence(Qt::SHIFT | Qt::Key_Delete), control::ProcessSignal::Kill);
    m_stop = makeAction(tr("Stop (SIGSTOP)"), {}, control::ProcessSignal::Stop);
    m_continue = makeAction(tr("Continue (SIGCONT)"), {}, control::ProcessSignal::Continue);
    buildTree();
    m_columns = new FittedColumns(*m_tree->header(), m_model->columns());
    updateActions();
}

void ProcessPanel::buildTree()
{
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new FigureDelegate(m_tree));
    m_tree->setAccessibleName(tr("Processes"));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(kIndentPx);
    m_tree->setUniformRowHeights(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->header()->setSectionsMovable(true);
    m_tree->header()->setFirstSectionMovable(false);
    m_tree->header()->setStretchLastSection(true);
    m_tree->viewport()->installEventFilter(this);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &ProcessPanel::showMenu);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& index) {
        updateActions();
        if (index.isValid()) // also when the focus came here, which selects nothing by itself
            m_tree->selectionModel()->select(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        const auto process = m_model->processAt(index);
        m_output->setProcess(process);
        if (process && !m_selecting)
            Q_EMIT chosen(*process);
    });
    // A child is in sight as soon as it is there.
    connect(m_model, &QAbstractItemModel::rowsInserted, m_tree,
            [this](const QModelIndex& above) { m_tree->expand(above); });
    connect(m_model, &QAbstractItemModel::modelReset, m_tree, &QTreeView::expandAll);
    connect(m_tree->verticalScrollBar(), &QScrollBar::valueChanged, this, &ProcessPanel::fitColumns);
}

void ProcessPanel::fitColumns()
{
    const int bottom = m_tree->viewport()->height();
    for (QModelIndex row = m_tree->indexAt({0, 0}); row.isValid() && m_tree->visualRect(row).top() < bottom;
         row = m_tree->indexBelow(row)) {
        int depth = 1; // the signs that fold stand before those of the first level
        for (QModelIndex above = row.parent(); above.isValid(); above = above.parent())
            ++depth;
        m_columns->makeRoomFor(row.siblingAtColumn(0), depth * m_tree->indentation());
    }
}

QByteArray ProcessPanel::saveColumns() const
{
    return m_columns->save();
}

void ProcessPanel::restoreColumns(const QByteArray& state)
{
    m_columns->restore(state);
}

QAction* ProcessPanel::makeAction(const QString& text, const QKeySequence& keys, control::ProcessSignal signal)
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_tree->addAction(action);
    connect(action, &QAction::triggered, this, [this, signal] {
        if (const store::Process* process = current())
            Q_EMIT signalWanted(process->pid, signal);
    });
    return action;
}

const store::Process* ProcessPanel::current() const
{
    const auto process = m_model->processAt(m_tree->currentIndex());
    return process ? &m_model->snapshot().process(*process) : nullptr;
}

void ProcessPanel::updateActions()
{
    const store::Process* process = current();
    const bool isThere = process && m_model->snapshot().live;
    const bool isZombie = isThere && process->kernelState == 'Z'; // who tries to kill it is told why that is no use
    const bool lives = isThere && !process->endNs && !isZombie;
    const bool stopped = lives && process->kernelState == 'T';
    m_end->setEnabled(lives || isZombie);
    m_end->setText(stopped ? tr("Ask to end once it continues (SIGTERM)") : tr("Ask to end (SIGTERM)"));
    m_kill->setEnabled(lives || isZombie);
    m_stop->setEnabled(lives && !stopped);
    m_continue->setEnabled(lives && stopped);
}

void ProcessPanel::showMenu(const QPoint& position)
{
    if (!current())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_stop, m_continue});
    menu->addSeparator();
    menu->addActions({m_end, m_kill});
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

void ProcessPanel::setSnapshot(store::SnapshotPtr snapshot)
{
    const auto chosenBefore = m_model->processAt(m_tree->currentIndex());
    const bool sameRun = snapshot->beginNs == m_model->snapshot().beginNs;
    const QScrollBar* bar = m_tree->verticalScrollBar();
    const bool grew = snapshot->processes->size() > m_model->snapshot().processes->size();
    const bool hasEnded =
        std::ranges::any_of(*snapshot->processes, [](const auto& one) { return one.endNs.has_value(); });
    const bool follow = grew && hasEnded && bar->value() >= bar->maximum() - FigureDelegate::kRowPx / 2;
    m_output->setSnapshot(snapshot);
    m_model->setSnapshot(std::move(snapshot));
    if (sameRun && chosenBefore && !m_tree->currentIndex().isValid())
        select(*chosenBefore); // an orphan has moved
    if (!sameRun)
        m_columns->reset();
    if (follow) // of some that follow each other, who lives has begun last
        m_tree->scrollToBottom();
    fitColumns();
    updateActions();
}

void ProcessPanel::select(store::ProcessIndex process)
{
    const QModelIndex index = m_model->indexOf(process);
    if (!index.isValid() || index == m_tree->currentIndex().siblingAtColumn(0))
        return;
    m_selecting = true;
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
    m_selecting = false;
}

bool ProcessPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_tree->viewport() && event->type() == QEvent::Paint && m_model->rowCount() == 0) {
        paintEmptyText(*m_tree->viewport(), m_empty);
        return true;
    }
    if (watched == m_tree->viewport() && event->type() == QEvent::Resize) {
        m_columns->setRoom(m_tree->width());
        fitColumns();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace lanescope::panels
