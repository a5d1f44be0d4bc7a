// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/panels/crawl/crawl_figures.h"

#include <QElapsedTimer>
#include <QWidget>

class QLabel;
class QSplitter;

namespace lanescope::charts {
class ChartView;
}

namespace lanescope::panels {

class SlotsModel;
class TablePanel;

/// A crawl at a glance: its figures and what must always hold; below, where the waiting went, its slots, and how long
/// requests took. Threads: GUI.
class CrawlPanel : public QWidget {
    Q_OBJECT

public:
    explicit CrawlPanel(QWidget* parent = nullptr);

    /// What the crawl tells of itself now.
    void setStatus(const QJsonObject& status);
    void setSnapshot(const store::SnapshotPtr& snapshot);
    /// What the chart over time shows; an empty range is the whole run.
    void setRange(qint64 fromNs, qint64 toNs);
    /// Another run begins.
    void clear();

    TablePanel* table() const { return m_slots; }
    charts::ChartView* waiting() const { return m_waiting; }
    charts::ChartView* latency() const { return m_latency; }
    CheckLight* law() const { return m_law; }

Q_SIGNALS:
    /// A person chose this slot.
    void slotChosen(const QString& slot);
    /// A moment was clicked in the chart over time.
    void momentChosen(qint64 timeNs);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeTop();
    void refresh();
    void refreshCharts();
    void dividePanel();

    QSplitter* m_parts;
    bool m_partsAreChosen = false; // by hand
    QLabel* m_figures;
    CheckLight* m_law;
    CheckLight* m_caps;
    CheckLight* m_balance;
    SlotsModel* m_model; ///< owned by m_slots
    TablePanel* m_slots;
    charts::ChartView* m_waiting;
    charts::ChartView* m_latency;
    QJsonObject m_status;
    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    qint64 m_fromNs = 0;
    qint64 m_toNs = 0;
    QElapsedTimer m_sinceCharts;
};

} // namespace lanescope::panels
