// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/utilisation.h"
#include "ui/timeline/viewport.h"

#include <QElapsedTimer>
#include <QWidget>

namespace lanescope::timeline {

class Legend;
class OverviewStrip;
class TimelineView;
class TimeRuler;
class UtilisationBand;

/// The centre of the window: overview, time axis, utilisation, lanes and legend on one time axis.
///
/// Hand it the newest snapshot once a frame; that also moves the followed edge on. While the view is paused
/// it goes on showing the snapshot it had, and takes the newest when it goes on. Threads: GUI.
class TimelinePane : public QWidget {
    Q_OBJECT
public:
    explicit TimelinePane(QWidget* parent = nullptr);
    ~TimelinePane() override;

    /// The same run, later; a snapshot whose beginNs differs is taken for a new run.
    void setSnapshot(const store::SnapshotPtr& snapshot);
    /// What is shown now: the newest, or the one at which the view was paused.
    store::SnapshotPtr shownSnapshot() const { return m_shown; }
    /// Begins anew: nothing is shown until the next snapshot.
    void reset();

    Viewport& viewport() { return *m_viewport; }
    TimelineView& view() { return *m_view; }
    OverviewStrip& overview() { return *m_overview; }
    TimeRuler& ruler() { return *m_ruler; }
    UtilisationBand& band() { return *m_band; }
    Legend& legend() { return *m_legend; }

private:
    void display(const store::SnapshotPtr& snapshot);

    Viewport* m_viewport;
    Utilisation m_utilisation;
    store::SnapshotPtr m_newest = store::Snapshot::empty();
    store::SnapshotPtr m_shown = store::Snapshot::empty();
    bool m_hasRun = false;
    QElapsedTimer m_sinceFrame;
    OverviewStrip* m_overview;
    TimeRuler* m_ruler;
    UtilisationBand* m_band;
    TimelineView* m_view;
    Legend* m_legend;
};

} // namespace lanescope::timeline
