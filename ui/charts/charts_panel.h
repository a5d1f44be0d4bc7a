// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_catalogue.h"
#include "ui/charts/chart_view.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <array>

QT_BEGIN_NAMESPACE
class QComboBox;
class QGridLayout;
class QLabel;
class QListWidget;
QT_END_NAMESPACE

namespace lanescope::charts {

/// The charts of the run: at the left what to see, at the right one chart, or as many as there is room for.
/// Redraws at most four times a second and only what is visible; a long run is added up in slices of a few
/// milliseconds. Threads: GUI.
class ChartsPanel : public QWidget {
    Q_OBJECT

public:
    explicit ChartsPanel(QWidget* parent = nullptr);

    void setSnapshot(const store::SnapshotPtr& snapshot);
    /// What the time charts show; an empty range is the whole run.
    void setRange(qint64 fromNs, qint64 toNs);

    /// What the knobs were at the start of the run, for the marks of their changes.
    void setStartValues(const timeline::StartValues& values);

    /// None: the overview.
    void select(std::optional<ChartKind> kind);
    std::optional<ChartKind> selected() const;
    /// Shows the wait and hold times of this lock.
    void showLock(store::ObjectIndex lock);

    /// The charts that are visible now, in reading order.
    QList<ChartView*> visibleViews() const { return m_visible; }
    ChartView& view(ChartKind kind);

Q_SIGNALS:
    /// A moment was clicked in a time chart.
    void timeActivated(qint64 timeNs);
    void selectionChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void createChooser();
    void createChoiceRow();
    void colourBorders();
    void arrange();
    QList<ChartKind> overview() const;
    int howManyFit(int& columns) const;
    void scheduleRefresh();
    void refresh();
    void updateChoices();

    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    TimeRange m_range;
    timeline::StartValues m_startValues;
    QListWidget* m_chooser = nullptr;
    QWidget* m_choiceRow = nullptr;
    QComboBox* m_choice = nullptr;
    QWidget* m_area = nullptr;
    QGridLayout* m_grid = nullptr;
    std::array<ChartView*, kAllCharts.size()> m_views{};
    QList<ChartView*> m_visible;
    QTimer m_timer;
    QElapsedTimer m_sinceRefresh;
    std::uint64_t m_objectsSeen = 0;
};

} // namespace lanescope::charts
