// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/bottom_tabs.h"

#include "ui/charts/charts_panel.h"
#include "ui/panels/crawl_panel.h"
#include "ui/panels/findings_panel.h"
#include "ui/panels/lock_details.h"
#include "ui/panels/locks_model.h"
#include "ui/panels/log_model.h"
#include "ui/panels/process_panel.h"
#include "ui/panels/queue_details.h"
#include "ui/panels/queues_model.h"
#include "ui/panels/requests_panel.h"
#include "ui/panels/table_panel.h"
#include "ui/panels/thread_details.h"
#include "ui/panels/threads_model.h"
#include "ui/panels/wait_graph_panel.h"

#include <QSplitter>
#include <QTabBar>

namespace lanescope::window {

using panels::TablePanel;

BottomTabs::BottomTabs(QWidget* parent)
    : QTabWidget(parent)
{
    setDocumentMode(true);
    setAccessibleName(tr("Details"));
    tabBar()->setExpanding(false);
    tabBar()->setUsesScrollButtons(true);
    tabBar()->setElideMode(Qt::ElideNone);
    makeObjectTables();
    makeDetails();
    makeRunTables();
    m_charts = new charts::ChartsPanel(this);
    makeLog();
    m_findings = new panels::FindingsPanel(this);
    addTab(m_findings, tr("Findings"));
    addTab(m_locksTab, tr("Locks"));
    addTab(m_waits, tr("Waits"));
    addTab(m_queuesTab, tr("Queues"));
    addTab(m_threadsTab, tr("Threads"));
    addTab(m_processes, tr("Processes"));
    addTab(m_requests, tr("Requests"));
    addTab(m_crawl, tr("Crawl"));
    addTab(m_charts, tr("Charts"));
    addTab(m_log, tr("Log"));
    connect(this, &QTabWidget::currentChanged, this, [this] {
        refresh();
        select(m_hit);
    });
    connect(m_charts, &charts::ChartsPanel::timeActivated, this, &BottomTabs::momentChosen);
    connect(m_crawl, &panels::CrawlPanel::momentChosen, this, &BottomTabs::momentChosen);
    setCrawlShown(false);
}

void BottomTabs::makeObjectTables()
{
    m_locks = new TablePanel(
        new panels::LocksModel,
        {tr("No locks have been used yet."), tr("Mutexes, read-write locks, semaphores, conditions, events and "
                                                "barriers appear here with their first use.")},
        this);
    m_queues = new TablePanel(
        new panels::QueuesModel,
        {tr("No queue has been used yet."), tr("Queues and pools appear here with the first thing put into them.")},
        this);
    m_threads = new TablePanel(new panels::ThreadsModel,
                               {tr("No thread has been seen yet."), tr("Press Start to run the scenario.")}, this);
    m_waits = new panels::WaitGraphPanel(this);
    connect(m_waits, &panels::WaitGraphPanel::placeWanted, this, &BottomTabs::placeChosen);
    connect(m_waits, &panels::WaitGraphPanel::threadWanted, this, &BottomTabs::waitChosen);
    connect(m_waits, &panels::WaitGraphPanel::objectWanted, this, &BottomTabs::objectChosen);
    for (TablePanel* panel : {m_locks, m_queues}) {
        connect(panel, &TablePanel::chosen, this,
                [this](std::uint32_t key) { Q_EMIT objectChosen(store::ObjectIndex{key}); });
    }
    connect(m_threads, &TablePanel::chosen, this,
            [this](std::uint32_t key) { Q_EMIT threadChosen(store::ThreadIndex{key}); });
}

// Beside each table, what is chosen in it.
void BottomTabs::makeDetails()
{
    m_lockDetails = new panels::LockDetails(this);
    m_queueDetails = new panels::QueueDetails(this);
    m_threadDetails = new panels::ThreadDetails(this);
    m_locksTab = besideEachOther(m_locks, m_lockDetails);
    m_queuesTab = besideEachOther(m_queues, m_queueDetails);
    m_threadsTab = besideEachOther(m_threads, m_threadDetails);
    connect(m_lockDetails, &panels::LockDetails::threadChosen, this, &BottomTabs::threadChosen);
    connect(m_threadDetails, &panels::ThreadDetails::objectChosen, this, &BottomTabs::objectChosen);
}

QSplitter* BottomTabs::besideEachOther(TablePanel* table, panels::DetailsArea* details)
{
    constexpr int kLeastPx = 220;
    auto* both = new QSplitter(Qt::Horizontal, this);
    both->setHandleWidth(1);
    both->setChildrenCollapsible(false);
    both->addWidget(table);
    both->addWidget(details);
    both->setStretchFactor(0, 1);
    both->setStretchFactor(1, 1);
    table->setMinimumWidth(kLeastPx);
    both->setSizes({1000, 850}); // of what room there is
    details->setMinimumWidth(kLeastPx);
    connect(table, &TablePanel::chosen, details, &panels::DetailsArea::choose);
    return both;
}

panels::DetailsArea* BottomTabs::detailsOf(const TablePanel* table) const
{
    if (table == m_locks)
        return m_lockDetails;
    if (table == m_queues)
        return m_queueDetails;
    return table == m_threads ? m_threadDetails : nullptr;
}

void BottomTabs::setRange(std::optional<timeline::TimeRange> range)
{
    for (panels::DetailsArea* details :
         std::initializer_list<panels::DetailsArea*>{m_lockDetails, m_queueDetails, m_threadDetails})
        details->setRange(range);
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
    m_log->addFilter(tr("Filter the log"));
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
    if (currentWidget() == m_queuesTab)
        return m_queues;
    if (currentWidget() == m_threadsTab)
        return m_threads;
    return currentWidget() == m_locksTab ? m_locks : qobject_cast<TablePanel*>(currentWidget());
}

void BottomTabs::refresh()
{
    if (currentWidget() == m_requests)
        m_requests->setSnapshot(m_snapshot);
    else if (currentWidget() == m_crawl)
        m_crawl->setSnapshot(m_snapshot);
    else if (TablePanel* table = currentTable())
        table->setSnapshot(m_snapshot);
    if (panels::DetailsArea* details = detailsOf(currentTable()))
        details->setSnapshot(m_snapshot);
    if (currentWidget() == m_processes)
        m_processes->setSnapshot(m_snapshot);
    else if (currentWidget() == m_charts)
        m_charts->setSnapshot(m_snapshot);
}

void BottomTabs::select(const timeline::Hit& hit)
{
    m_hit = hit;
    const bool known = hit.object && static_cast<std::size_t>(*hit.object) < m_snapshot->objects->size();
    if (known) {
        m_locks->select(static_cast<std::uint32_t>(*hit.object));
        if (m_snapshot->object(*hit.object).lock)
            m_lockDetails->choose(static_cast<std::uint32_t>(*hit.object));
        if (m_snapshot->object(*hit.object).queue)
            m_queueDetails->choose(static_cast<std::uint32_t>(*hit.object));
        m_queues->select(static_cast<std::uint32_t>(*hit.object));
        if (currentWidget() == m_charts && m_snapshot->object(*hit.object).lock)
            m_charts->showLock(*hit.object);
    }
    if (hit.thread) {
        m_threads->select(static_cast<std::uint32_t>(*hit.thread));
        m_threadDetails->choose(static_cast<std::uint32_t>(*hit.thread));
    }
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
    if (tabText(indexOf(m_findings)) != title)
        setTabText(indexOf(m_findings), title);
}

void BottomTabs::setCrawlShown(bool shown)
{
    setTabVisible(indexOf(m_crawl), shown);
}

void BottomTabs::showTable(const TablePanel* table)
{
    QWidget* tab = table == m_locks     ? m_locksTab
                   : table == m_queues  ? m_queuesTab
                   : table == m_threads ? m_threadsTab
                                        : nullptr;
    if (tab != nullptr)
        setCurrentWidget(tab);
}

void BottomTabs::showLog()
{
    setCurrentWidget(m_log);
}

} // namespace lanescope::window
