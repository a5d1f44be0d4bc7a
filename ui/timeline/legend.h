// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/utilisation.h"
#include "ui/timeline/viewport.h"
#include "ui/timeline/wait_words.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace lanescope::timeline {

class LegendChip;

/// The states with their colours, and as a profile: how the threads of the run spent the *visible* time.
/// Renewed at most ten times a second. A state that has once been seen keeps its place. Threads: GUI.
class Legend : public QWidget {
    Q_OBJECT
public:
    static constexpr int kRefreshMs = 100;

    Legend(Viewport* viewport, Utilisation* utilisation, QWidget* parent = nullptr);

    void setSnapshot(store::SnapshotPtr snapshot);
    void reset();
    QSize sizeHint() const override { return {600, 28}; }
    /// The chips as they stand, from left to right, those without room left out.
    std::vector<LegendChip*> shownChips() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void setMoreFont();
    void refreshSoon();
    void refresh();
    void refreshLockStates();
    void nameSignalWaits();
    std::vector<LegendChip*> chipsThatFit() const;
    void arrange();
    LegendChip* chipFor(store::State state);
    void toggle(store::State state);
    void isolate(store::State state);
    void showDimmed();

    Viewport& m_viewport;
    Utilisation& m_utilisation;
    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    SignalWaits m_signalWaits;        ///< since the run began
    std::vector<LegendChip*> m_chips; ///< in the order of the states
    QLabel* m_more;
    QTimer m_timer;
};

} // namespace lanescope::timeline
