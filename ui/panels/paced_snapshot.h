// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QTimer>

namespace lanescope::panels {

/// Of the snapshots of a run that goes on, those whose figures are shown: the first of each half second of the run. Nobody reads
/// faster, and what goes by this shows the same moment everywhere, or figures side by side would contradict each other. What comes
/// last, because the view was paused, is shown a little later. Threads: GUI.
class PacedSnapshot : public QObject {
    Q_OBJECT

public:
    static constexpr std::int64_t kStepNs = 500'000'000;

    explicit PacedSnapshot(QObject* parent = nullptr);

    void set(store::SnapshotPtr latest);

Q_SIGNALS:
    void due(const lanescope::store::SnapshotPtr& snapshot);

private:
    bool isDue(const store::Snapshot& latest) const;
    void show();

    store::SnapshotPtr m_shown = store::Snapshot::empty();
    store::SnapshotPtr m_latest = store::Snapshot::empty();
    QTimer m_rest; ///< until nothing else can be expected
};

} // namespace lanescope::panels
