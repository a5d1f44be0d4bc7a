// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/table_panel.h"

#include "ui/panels/figure_delegate.h"
#include "ui/panels/figure_model.h"
#include "ui/panels/fitted_columns.h"
#include "ui/panels/words_filter.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::panels {
namespace {

constexpr int kRowPx = FigureDelegate::kRowPx;

} // namespace

TablePanel::TablePanel(FigureModel* model, const EmptyText& empty, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_proxy(new WordsFilter(this))
    , m_table(new QTableView(this))
    , m_empty(empty)
{
    m_model->setParent(this);
    m_proxy->setSourceModel(m_model);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_table, 1);
    buildTable();
    makeColumnMenu();
    m_columns = new FittedColumns(*m_table->horizontalHeader(), m_model->columns());
    connect(m_model, &QAbstractItemModel::modelReset, m_columns, &FittedColumns::reset);
    connect(m_columns, &FittedColumns::grown, this, &TablePanel::columnsGrown);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &TablePanel::fitColumns);
}

void TablePanel::buildTable()
{
    m_table->setModel(m_proxy);
    m_table->setItemDelegate(new FigureDelegate(m_table));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setTabKeyNavigation(false);
    m_table->setSortingEnabled(true);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(std::max(kRowPx, fontMetrics().height() + 6));
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionsMovable(true);
    sortBy(-1, Qt::AscendingOrder);
    m_table->viewport()->installEventFilter(this);

    auto* copyAction = new QAction(tr("Copy"), m_table);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(copyAction, &QAction::triggered, this, &TablePanel::copy);
    m_table->addAction(copyAction);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (!m_selecting && current.isValid())
                    Q_EMIT chosen(current.data(FigureModel::KeyRole).toUInt());
            });
    connect(m_table, &QTableView::clicked, this,
            [this](const QModelIndex& index) { Q_EMIT chosen(index.data(FigureModel::KeyRole).toUInt()); });
}

void TablePanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_isFittedInto)
        return;
    m_columns->setRoom(width());
    fitColumns();
}

int TablePanel::fitInto(int roomPx)
{
    m_isFittedInto = true;
    m_columns->setRoom(roomPx);
    fitColumns();
    const QHeaderView* columns = m_table->horizontalHeader();
    int whole = m_table->verticalScrollBar()->sizeHint().width();
    for (int place = 0; place < columns->count(); ++place) {
        const int next = columns->sectionSize(columns->logicalIndex(place)); // 0: hidden
        if (whole + next > roomPx)
            break;
        whole += next;
    }
    return std::max(whole, minimumWidth());
}

// Of the rows in sight only: a table may have many.
void TablePanel::fitColumns()
{
    const int rows = m_proxy->rowCount();
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    for (int row = std::max(0, m_table->rowAt(0)); row <= (last < 0 ? rows - 1 : last); ++row)
        m_columns->makeRoomFor(m_proxy->index(row, 0));
}

// All but the first, which says what a row is.
void TablePanel::makeColumnMenu()
{
    auto* menu = new QMenu(tr("Columns"), m_table);
    const auto& columns = m_model->columns();
    for (std::size_t i = 1; i < columns.size(); ++i) {
        QAction* shown = menu->addAction(columns[i].title);
        shown->setCheckable(true);
        shown->setChecked(!columns[i].isExtra);
        shown->setToolTip(columns[i].tip);
        m_columnActions.push_back(shown);
        m_table->setColumnHidden(static_cast<int>(i), columns[i].isExtra);
        connect(shown, &QAction::toggled, m_table,
                [this, i](bool on) { m_table->setColumnHidden(static_cast<int>(i), !on); });
    }
    auto* sort = new QAction(tr("Sort by this column"), m_table); // for whoever has no pointer for the head
    connect(sort, &QAction::triggered, this, &TablePanel::sortByCurrentColumn);
    m_table->addAction(sort);
    m_table->addAction(menu->menuAction());
    m_table->horizontalHeader()->addActions(menu->actions());
    m_table->horizontalHeader()->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void TablePanel::sortByCurrentColumn()
{
    const int column = std::max(0, m_table->currentIndex().column());
    const QHeaderView* head = m_table->horizontalHeader();
    const bool turns = head->sortIndicatorSection() == column && head->sortIndicatorOrder() == Qt::AscendingOrder;
    sortBy(column, turns ? Qt::DescendingOrder : Qt::AscendingOrder);
    m_columns->setTouched();
}

void TablePanel::setWords(const QString& words)
{
    m_proxy->setWords(words);
}

QString TablePanel::words() const
{
    return m_proxy->words();
}

QByteArray TablePanel::saveColumns() const
{
    return m_columns->save();
}

void TablePanel::restoreColumns(const QByteArray& state)
{
    if (!m_columns->restore(state))
        return;
    for (std::size_t i = 0; i < m_columnActions.size(); ++i)
        m_columnActions[i]->setChecked(!m_table->isColumnHidden(static_cast<int>(i) + 1));
}

void TablePanel::addTop(QWidget* filter)
{
    static_cast<QVBoxLayout*>(layout())->insertWidget(0, filter);
}

void TablePanel::setFilter(const QString& words, std::function<bool(std::uint32_t key)> condition)
{
    m_proxy->setFilter(words, std::move(condition));
}

void TablePanel::sortBy(int column, Qt::SortOrder order)
{
    m_table->sortByColumn(column, order);
}

void TablePanel::stretchLastColumn()
{
    m_table->horizontalHeader()->setStretchLastSection(true);
}

bool TablePanel::atEnd() const
{
    const QScrollBar* bar = m_table->verticalScrollBar();
    return bar->value() >= bar->maximum() - kRowPx / 2;
}

void TablePanel::setSnapshot(store::SnapshotPtr snapshot)
{
    const bool follow = m_followsEnd && atEnd();
    const int before = m_model->rowCount();
    m_model->setSnapshot(std::move(snapshot));
    fitColumns();
    if (follow && m_model->rowCount() != before)
        m_table->scrollToBottom();
    if (m_proxy->rowCount() == 0)
        m_table->viewport()->update();
}

void TablePanel::select(std::uint32_t key)
{
    const int row = m_model->rowOf(key);
    const QModelIndex index = row < 0 ? QModelIndex() : m_proxy->mapFromSource(m_model->index(row, 0));
    m_selecting = true;
    if (!index.isValid()) {
        m_table->clearSelection();
    } else {
        m_table->setCurrentIndex(index);
        m_table->scrollTo(index);
    }
    m_selecting = false;
}

void TablePanel::clearSelection()
{
    m_selecting = true;
    m_table->clearSelection();
    m_table->selectionModel()->clearCurrentIndex();
    m_selecting = false;
}

QModelIndexList TablePanel::selectedRows() const
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.row() < b.row(); });
    return rows;
}

std::vector<std::uint32_t> TablePanel::selectedKeys() const
{
    std::vector<std::uint32_t> keys;
    for (const QModelIndex& row : selectedRows())
        keys.push_back(row.data(FigureModel::KeyRole).toUInt());
    return keys;
}

QString TablePanel::selectedText() const
{
    const QModelIndexList rows = selectedRows();
    if (rows.isEmpty())
        return {};
    const auto line = [&](auto textOf) {
        QStringList cells;
        for (int column = 0; column < m_proxy->columnCount(); ++column) {
            if (const Unit unit = m_model->columns()[static_cast<std::size_t>(column)].unit;
                unit != Unit::Bar && unit != Unit::Trend)
                cells << textOf(column);
        }
        return cells.join(u'\t');
    };
    QStringList lines{line([&](int c) { return m_proxy->headerData(c, Qt::Horizontal).toString(); })};
    for (const QModelIndex& row : rows)
        lines << line([&](int c) { return row.siblingAtColumn(c).data().toString().trimmed(); });
    return lines.join(u'\n') + u'\n';
}

void TablePanel::copy() const
{
    if (const QString text = selectedText(); !text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

bool TablePanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Paint && m_proxy->rowCount() == 0) {
        paintEmpty();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void TablePanel::paintEmpty() const
{
    const bool filtered = m_model->rowCount() > 0;
    paintEmptyText(*m_table->viewport(),
                   filtered ? EmptyText{tr("No row matches the filter."),
                                        tr("Clear the filter to see all %n row(s).", nullptr, m_model->rowCount())}
                            : m_empty);
}

} // namespace lanescope::panels
