// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/hit.h"
#include "ui/timeline/time_axis.h"
#include "ui/window/object_tables.h"

#include <QTabWidget>

namespace lanescope::charts {
class ChartsPanel;
}
namespace lanescope::panels {
class CrawlPanel;
class FindingsPanel;
class LogModel;
class ProcessPanel;
class RequestsPanel;
class TablePanel;
class WaitGraphPanel;
} // namespace lanescope::panels

namespace lanescope::window {

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
    void setRange(std::optional<timeline::TimeRange> range) { m_objects->setRange(range); }
    panels::LockDetails* lockDetails() const { return m_objects->lockDetails(); }
    panels::QueueDetails* queueDetails() const { return m_objects->queueDetails(); }
    panels::ThreadDetails* threadDetails() const { return m_objects->threadDetails(); }
    panels::FindingsPanel* findings() const { return m_findings; }
    /// How many there are now stands in the title of their tab.
    void setFindingCount(std::size_t count);
    panels::TablePanel* locks() const { return m_objects->locks(); }
    panels::TablePanel* queues() const { return m_objects->queues(); }
    panels::TablePanel* threads() const { return m_objects->threads(); }
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
    /// By Escape: whoever was here goes back to the timeline.
    void left();

protected:
    /// Nothing: Qt would draw a line behind the filter, whether that is seen or not.
    void paintEvent(QPaintEvent*) override {}
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void makeObjectTables();
    /// By the names under which their columns are remembered.
    std::vector<std::pair<QString, panels::TablePanel*>> tables() const;
    void followFilter();
    void fitTabs();
    void makeRunTables();
    void makeLog();
    void addTabs();
    void addFilter();
    void refresh();

    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    timeline::Hit m_hit;
    panels::FindingsPanel* m_findings = nullptr;
    ObjectTables* m_objects = nullptr;
    panels::WaitGraphPanel* m_waits = nullptr;
    panels::ProcessPanel* m_processes = nullptr;
    panels::RequestsPanel* m_requests = nullptr;
    panels::CrawlPanel* m_crawl = nullptr;
    charts::ChartsPanel* m_charts = nullptr;
    panels::LogModel* m_logModel = nullptr;
    panels::TablePanel* m_log = nullptr;
    FilterField* m_filter = nullptr;
};

} // namespace lanescope::window
