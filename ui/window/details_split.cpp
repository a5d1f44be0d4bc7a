// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/details_split.h"

#include "ui/panels/details_area.h"
#include "ui/panels/figure_model.h"
#include "ui/panels/table_panel.h"

#include <QAbstractItemModel>
#include <QHeaderView>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>

namespace lanescope::window {
namespace {

constexpr int kLeastPx = 220;      ///< of each, beside the other
constexpr int kLeastHighPx = 64;   ///< of each, above or below the other
constexpr int kWidePx = 640;       ///< from here on …
constexpr int kHighPx = 210;       ///< … and here on the details may stand below
constexpr int kWordRows = 3;       ///< as much room as the words take that stand in the place of rows
constexpr double kMostOfAll = 0.4; ///< that a table above takes

} // namespace

DetailsSplit::DetailsSplit(panels::TablePanel* table, panels::DetailsArea* details, Rows rows, QWidget* parent)
    : KeySplitter(Qt::Horizontal, parent)
    , m_table(table)
    , m_details(details)
    , m_rows(rows)
{
    setChildrenCollapsible(false);
    addWidget(table);
    addWidget(details);
    connect(table, &panels::TablePanel::chosen, details, &panels::DetailsArea::choose);
    connect(&m_pace, &panels::PacedSnapshot::due, this, [this](const store::SnapshotPtr& snapshot) {
        m_table->setSnapshot(snapshot);
        m_details->setSnapshot(snapshot);
    });
    connect(this, &QSplitter::splitterMoved, this, [this] { m_chosen = true; });
    const QAbstractItemModel* shown = table->table()->model();
    for (const auto changed : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(shown, changed, this, [this] { arrange(); });
    connect(shown, &QAbstractItemModel::modelReset, this, &DetailsSplit::arrange);
    arrange();
}

int DetailsSplit::tablePx() const
{
    const QTableView* view = m_table->table();
    const int shown = view->model()->rowCount();
    const int rows = shown > 0 ? shown : kWordRows;
    return view->horizontalHeader()->sizeHint().height() + rows * view->verticalHeader()->defaultSectionSize() +
           view->horizontalScrollBar()->sizeHint().height();
}

void DetailsSplit::arrange()
{
    m_details->setVisible(m_table->model()->rowCount() > 0);
    const bool below = m_rows == Rows::Few && width() >= kWidePx && height() >= kHighPx;
    const Qt::Orientation wanted = below ? Qt::Vertical : Qt::Horizontal;
    if (wanted != orientation()) {
        setOrientation(wanted);
        m_chosen = false;
    }
    for (QWidget* part : std::initializer_list<QWidget*>{m_table, m_details})
        part->setMinimumSize(below ? 0 : kLeastPx, below ? kLeastHighPx : 0);
    setStretchFactor(0, below ? 0 : 1);
    setStretchFactor(1, 1);
    if (m_chosen)
        return;
    if (!below)
        return setSizes({6200, 3800}); // of what room there is
    const int table = std::min(tablePx(), static_cast<int>(kMostOfAll * height()));
    setSizes({table, height() - table});
}

void DetailsSplit::resizeEvent(QResizeEvent* event)
{
    KeySplitter::resizeEvent(event);
    arrange();
}

} // namespace lanescope::window
