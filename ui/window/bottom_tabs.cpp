// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/bottom_tabs.h"

#include "ui/charts/charts_panel.h"
#include "ui/panels/crawl/crawl_panel.h"
#include "ui/panels/findings/findings_panel.h"
#include "ui/panels/log_model.h"
#include "ui/panels/processes/process_panel.h"
#include "ui/panels/requests/requests_panel.h"
#include "ui/panels/table_panel.h"
#include "ui/panels/waits/wait_graph_panel.h"
#include "ui/panels/waits/wait_graph_view.h"
#include "ui/window/details_split.h"
#include "ui/window/filter_field.h"
#include "ui/window/first_focus.h"
#include "ui/window/object_tables.h"
#include "ui/window/settings.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QStyle>
#include <QTabBar>
#include <QTableView>
#include <QTreeView>

#include <utility>

namespace lanescope::window {

using panels::TablePanel;

namespace {

constexpr int kAroundTabPx = 23; ///< padding, border and margin of the style sheet, and the chosen one is bold
constexpr int kBesideFilterPx = 16;
constexpr int kTightFilterPx = 118;

} // namespace

BottomTabs::BottomTabs(QWidget* parent)
    : QTabWidget(parent)
{
    setDocumentMode(true);
    setAccessibleName(tr("Details"));
    tabBar()->setExpanding(false);
    tabBar()->setUsesScrollButtons(true);
    tabBar()->setElideMode(Qt::ElideNone);
    makeObjectTables();
    makeRunTables();
    m_charts = new charts::ChartsPanel(this);
    makeLog();
    m_findings = new panels::FindingsPanel(this);
    addTabs();
    addFilter();
    connect(this, &QTabWidget::currentChanged, this, [this] {
        followFilter();
        refresh();
        select(m_hit);
    });
    connect(m_charts, &charts::ChartsPanel::timeActivated, this, &BottomTabs::momentChosen);
    connect(m_crawl, &panels::CrawlPanel::momentChosen, this, &BottomTabs::momentChosen);
    setCrawlShown(false);
}

void BottomTabs::addTabs()
{
    addTab(m_findings, tr("Findings"));
    addTab(m_objects->tabOf(locks()), tr("Locks"));
    addTab(m_waits, tr("Waits"));
    addTab(m_objects->tabOf(queues()), tr("Queues"));
    addTab(m_objects->tabOf(threads()), tr("Threads"));
    addTab(m_processes, tr("Processes"));
    addTab(m_requests, tr("Requests"));
    addTab(m_crawl, tr("Crawl"));
    addTab(m_charts, tr("Charts"));
    addTab(m_log, tr("Log"));
}

void BottomTabs::addFilter()
{
    auto* corner = new QWidget(this);
    auto* room = new QHBoxLayout(corner);
    room->setContentsMargins(4, 3, 12, 5);
    m_filter = new FilterField(corner);
    room->addWidget(m_filter);
    setCornerWidget(corner, Qt::TopRightCorner);
    followFilter();
}

void BottomTabs::makeObjectTables()
{
    m_objects = new ObjectTables(this);
    connect(m_objects, &ObjectTables::objectChosen, this, &BottomTabs::objectChosen);
    connect(m_objects, &ObjectTables::threadChosen, this, &BottomTabs::threadChosen);
    connect(m_objects, &ObjectTables::placeChosen, this, &BottomTabs::placeChosen);
    m_waits = new panels::WaitGraphPanel(this);
    connect(m_waits, &panels::WaitGraphPanel::placeWanted, this, &BottomTabs::placeChosen);
    connect(m_waits, &panels::WaitGraphPanel::threadWanted, this, &BottomTabs::waitChosen);
    connect(m_waits, &panels::WaitGraphPanel::objectWanted, this, &BottomTabs::objectChosen);
}

void BottomTabs::makeRunTables()
{
    m_processes = new panels::ProcessPanel(this);
    connect(m_processes, &panels::ProcessPanel::chosen, this, &BottomTabs::processChosen);
    m_requests = new panels::RequestsPanel(this);
    m_crawl = new panels::CrawlPanel(this);
}

void BottomTabs::makeLog()
{
    m_logModel = new panels::LogModel;
    m_log = new TablePanel(m_logModel,
                           {tr("Nothing has been said yet."),
                            tr("Log lines, knob changes and pauses appear here. Click one to see its moment.")},
                           this);
    m_log->setFollowsEnd(true);
    m_log->stretchLastColumn();
    connect(m_log, &TablePanel::chosen, this,
            [this](std::uint32_t key) { Q_EMIT momentChosen(m_logModel->momentNs(key)); });
}

void BottomTabs::setSnapshot(const store::SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    m_waits->setSnapshot(snapshot); // seen or not: it is where a deadlock is noticed
    refresh();
}

TablePanel* BottomTabs::currentTable() const
{
    if (currentWidget() == m_requests)
        return m_requests->table();
    if (currentWidget() == m_crawl)
        return m_crawl->table();
    if (const auto* both = qobject_cast<DetailsSplit*>(currentWidget()))
        return both->table();
    return qobject_cast<TablePanel*>(currentWidget());
}

void BottomTabs::refresh()
{
    if (currentWidget() == m_requests)
        m_requests->setSnapshot(m_snapshot);
    else if (currentWidget() == m_crawl)
        m_crawl->setSnapshot(m_snapshot);
    else if (auto* both = qobject_cast<DetailsSplit*>(currentWidget()))
        both->setSnapshot(m_snapshot);
    else if (TablePanel* table = currentTable())
        table->setSnapshot(m_snapshot);
    if (currentWidget() == m_processes)
        m_processes->setSnapshot(m_snapshot);
    else if (currentWidget() == m_charts)
        m_charts->setSnapshot(m_snapshot);
}

void BottomTabs::select(const timeline::Hit& hit)
{
    m_hit = hit;
    m_objects->select(hit, *m_snapshot);
    const bool known = hit.object && static_cast<std::size_t>(*hit.object) < m_snapshot->objects->size();
    if (known && currentWidget() == m_charts && m_snapshot->object(*hit.object).lock)
        m_charts->showLock(*hit.object);
    if (hit.process)
        m_processes->select(*hit.process);
    if (hit.rowKind == store::RowKind::RequestSlot && hit.interval)
        m_requests->choose(hit.interval->subject);
}

void BottomTabs::reset()
{
    m_hit = {};
}

void BottomTabs::setFindingCount(std::size_t count)
{
    const QString title = count == 0 ? tr("Findings") : tr("Findings %1").arg(count);
    if (tabText(indexOf(m_findings)) == title)
        return;
    setTabText(indexOf(m_findings), title);
    fitTabs();
}

void BottomTabs::setCrawlShown(bool shown)
{
    setTabVisible(indexOf(m_crawl), shown);
    if (!shown && currentWidget() == m_crawl)
        setCurrentWidget(m_findings); // it was the last tab that was open when the window was closed
    fitTabs();
}

void BottomTabs::resizeEvent(QResizeEvent* event)
{
    QTabWidget::resizeEvent(event);
    fitTabs();
}

// Qt brings a tab into sight when it is chosen, not when others leave it no room any more: setting what is set makes it look.
void BottomTabs::fitTabs()
{
    int neededPx = m_filter->isHidden() ? 0 : m_filter->sizeHint().width() + kBesideFilterPx;
    for (int tab = 0; tab < count(); ++tab)
        neededPx += isTabVisible(tab) ? fontMetrics().horizontalAdvance(tabText(tab)) + kAroundTabPx : 0;
    if (const bool isTight = neededPx > width(); isTight != tabBar()->property("tight").toBool()) {
        tabBar()->setProperty("tight", isTight);
        tabBar()->style()->unpolish(tabBar());
        tabBar()->style()->polish(tabBar());
        m_filter->setMaximumWidth(isTight ? kTightFilterPx : QWIDGETSIZE_MAX);
    }
    tabBar()->setElideMode(Qt::ElideNone);
}

void BottomTabs::showTable(const TablePanel* table)
{
    setCurrentWidget(m_objects->tabOf(table));
}

// Requests have a filter of their own, with more to it; the slots of a crawl are few.
void BottomTabs::followFilter()
{
    TablePanel* table = currentTable();
    const bool isOurs = table != nullptr && table != m_requests->table() && table != m_crawl->table();
    m_filter->follow(isOurs ? table : nullptr, tabText(currentIndex()).toLower());
    fitTabs();
}

void BottomTabs::goTo(int tab)
{
    if (!isTabVisible(tab))
        return;
    setCurrentIndex(tab);
    focusContent();
}

void BottomTabs::focusContent()
{
    QWidget* inside = nullptr;
    if (TablePanel* table = currentTable())
        inside = table->table();
    else if (currentWidget() == m_processes)
        inside = m_processes->tree();
    else if (currentWidget() == m_waits)
        inside = &m_waits->view(); // not the button that ends the run
    else
        inside = firstFocus(*currentWidget());
    (inside ? inside : tabBar())->setFocus(Qt::ShortcutFocusReason);
}

// What is in a tab has had it first: a filter that has words loses these.
void BottomTabs::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT left();
    else
        QTabWidget::keyPressEvent(event);
}

void BottomTabs::focusFilter()
{
    if (m_filter->isHidden())
        return;
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

std::vector<std::pair<QString, TablePanel*>> BottomTabs::tables() const
{
    return {{QStringLiteral("locks"), locks()},          {QStringLiteral("queues"), queues()},
            {QStringLiteral("threads"), threads()},      {QStringLiteral("requests"), m_requests->table()},
            {QStringLiteral("slots"), m_crawl->table()}, {QStringLiteral("log"), m_log}};
}

void BottomTabs::restoreState(const Settings& settings)
{
    for (const auto& [name, table] : tables())
        table->restoreColumns(settings.columnsOf(name));
    m_processes->restoreColumns(settings.columnsOf(QStringLiteral("processes")));
    setCurrentIndex(settings.tab());
}

void BottomTabs::saveState(Settings& settings) const
{
    for (const auto& [name, table] : tables())
        settings.setColumnsOf(name, table->saveColumns());
    settings.setColumnsOf(QStringLiteral("processes"), m_processes->saveColumns());
    settings.setTab(currentIndex());
}

void BottomTabs::showLog()
{
    setCurrentWidget(m_log);
}

} // namespace lanescope::window
