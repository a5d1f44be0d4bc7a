// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/hit.h"
#include "ui/timeline/time_axis.h"

#include <QTabWidget>

namespace lanescope::charts {
class ChartsPanel;
}
namespace lanescope::panels {
class CrawlPanel;
class FindingsPanel;
class LockDetails;
class LogModel;
class DetailsArea;
class ProcessPanel;
class QueueDetails;
class RequestsPanel;
class TablePanel;
class ThreadDetails;
class WaitGraphPanel;
} // namespace lanescope::panels

namespace lanescope::window {

class DetailsSplit;
class FilterField;
class Settings;

/// The lower part of the centre: Findings, Locks, Waits, Queues, Threads, Processes, Requests, Crawl, Charts, Log. Only the tab that
/// is seen is updated, and the waits, where a deadlock is noticed. Threads: GUI.
class BottomTabs : public QTabWidget {
    Q_OBJECT

public:
    explicit BottomTabs(QWidget* parent = nullptr);

    void setSnapshot(const store::SnapshotPtr& snapshot);
    /// Selects in every table what was picked on the timeline.
    void select(const timeline::Hit& hit);
    /// A new run: what was picked belongs to the old one.
    void reset();
    void showLog();
    /// The tab of the locks, the queues or the threads.
    void showTable(const panels::TablePanel* table);

    charts::ChartsPanel& charts() { return *m_charts; }
    /// The stretch whose figures the details beside the tables tell; nothing: the whole run, or its last seconds.
    void setRange(std::optional<timeline::TimeRange> range);
    panels::LockDetails* lockDetails() const { return m_lockDetails; }
    panels::QueueDetails* queueDetails() const { return m_queueDetails; }
    panels::ThreadDetails* threadDetails() const { return m_threadDetails; }
    panels::FindingsPanel* findings() const { return m_findings; }
    /// How many there are now stands in the title of their tab.
    void setFindingCount(std::size_t count);
    panels::TablePanel* locks() const { return m_locks; }
    panels::TablePanel* queues() const { return m_queues; }
    panels::TablePanel* threads() const { return m_threads; }
    panels::TablePanel* log() const { return m_log; }
    panels::WaitGraphPanel* waits() const { return m_waits; }
    panels::ProcessPanel* processes() const { return m_processes; }
    panels::RequestsPanel* requests() const { return m_requests; }
    panels::CrawlPanel* crawl() const { return m_crawl; }
    /// The tab of the crawl is there for crawls only.
    void setCrawlShown(bool shown);
    /// The table that is seen, nullptr when the charts or the processes are.
    panels::TablePanel* currentTable() const;
    FilterField* filter() const { return m_filter; }
    /// Shows this tab, if it is there, and gives what is in it the focus.
    void goTo(int tab);
    /// Gives what is in the tab that is seen the focus.
    void focusContent();
    /// Goes to the filter of the table that is seen, if it has one.
    void focusFilter();

    /// Columns of all tables, and the tab.
    void restoreState(const Settings& settings);
    void saveState(Settings& settings) const;

Q_SIGNALS:
    void objectChosen(lanescope::store::ObjectIndex object);
    void threadChosen(lanescope::store::ThreadIndex thread);
    /// What this thread waits for now is to be shown.
    void waitChosen(lanescope::store::ThreadIndex thread);
    void processChosen(lanescope::store::ProcessIndex process);
    void momentChosen(std::int64_t timeNs);
    /// What a row shows at a moment is to be shown.
    void placeChosen(lanescope::store::RowIndex row, qint64 timeNs);

protected:
    /// Nothing: Qt would draw a line behind the filter, whether that is seen or not.
    void paintEvent(QPaintEvent*) override {}
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeObjectTables();
    void makeDetails();
    /// By the names under which their columns are remembered.
    std::vector<std::pair<QString, panels::TablePanel*>> tables() const;
    void followFilter();
    void bringIntoSight();
    void makeRunTables();
    void makeLog();
    void refresh();

    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    timeline::Hit m_hit;
    panels::FindingsPanel* m_findings = nullptr;
    panels::TablePanel* m_locks = nullptr;
    panels::LockDetails* m_lockDetails = nullptr;
    panels::QueueDetails* m_queueDetails = nullptr;
    panels::ThreadDetails* m_threadDetails = nullptr;
    DetailsSplit* m_locksTab = nullptr;
    DetailsSplit* m_queuesTab = nullptr;
    DetailsSplit* m_threadsTab = nullptr;
    panels::WaitGraphPanel* m_waits = nullptr;
    panels::TablePanel* m_queues = nullptr;
    panels::TablePanel* m_threads = nullptr;
    panels::ProcessPanel* m_processes = nullptr;
    panels::RequestsPanel* m_requests = nullptr;
    panels::CrawlPanel* m_crawl = nullptr;
    charts::ChartsPanel* m_charts = nullptr;
    panels::LogModel* m_logModel = nullptr;
    panels::TablePanel* m_log = nullptr;
    FilterField* m_filter = nullptr;
};

} // namespace lanescope::window
