// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/potential_deadlock.h"
#include "ui/panels/waits/wait_graph.h"

#include <QWidget>

class QLayout;
class QPushButton;
class QScrollArea;

namespace lanescope::panels {

class ShortText;
class WaitGraphView;

/// Who waits for whom now, and which locks were taken in orders that could deadlock. When a deadlock is found, what it is
/// stands above the graph with a button that ends the run, and the graph is kept as it was: it is shown when the run has ended, and
/// on demand if a knob has freed it and the run goes on. Threads: GUI.
class WaitGraphPanel : public QWidget {
    Q_OBJECT

public:
    explicit WaitGraphPanel(QWidget* parent = nullptr);

    void setSnapshot(const store::SnapshotPtr& snapshot);
    WaitGraphView& view() { return *m_view; }
    /// What is shown; of a run that ended in a deadlock, the picture of that.
    const WaitGraph& graph() const;
    QString words() const;

Q_SIGNALS:
    /// What goes on, or went on, in this row at this moment is to be shown: a wait, a hold.
    void placeWanted(lanescope::store::RowIndex row, qint64 timeNs);
    /// The wait of this thread, or what it does, is to be shown.
    void threadWanted(lanescope::store::ThreadIndex thread);
    void objectWanted(lanescope::store::ObjectIndex object);
    void endWanted();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QLayout* makeHead();
    QWidget* makeArea();
    void showGraph(const store::Snapshot& snapshot);
    void sayWhatItShows(const store::Snapshot& snapshot);
    void tint();

    const std::vector<analysis::PotentialDeadlock>& potentialOf(const store::Snapshot& snapshot);

    std::int64_t m_beginNs = 0;
    store::Table<store::OrderEdge> m_order;               ///< looked through for cycles
    std::vector<analysis::PotentialDeadlock> m_potential; ///< what was found in it
    store::SnapshotPtr m_snapshot;
    WaitGraph m_kept;          ///< of the last deadlock; without a sentence there was none
    std::int64_t m_keptNs = 0; ///< when it was so
    bool m_showsKept = false;
    ShortText* m_words;
    QPushButton* m_end;
    QPushButton* m_last; ///< switches between that and now
    WaitGraphView* m_view;
};

} // namespace lanescope::panels
