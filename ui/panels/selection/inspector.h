// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/selection/selection_facts.h"

#include <QWidget>

#include <optional>

class QLabel;

namespace lanescope::panels {

class SmallHistogram;

/// The "Selection" at the right: what was clicked on the timeline, in a few lines that can be selected and
/// copied. Its lines follow the run while what was clicked is still going on. Threads: GUI.
class Inspector : public QWidget {
    Q_OBJECT

public:
    explicit Inspector(QWidget* parent = nullptr);

    void setSnapshot(store::SnapshotPtr snapshot);
    void inspect(const timeline::Hit& hit);
    void clear();

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void tint();

    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    std::optional<timeline::Hit> m_hit;
    FactGrid* m_grid;
    SmallHistogram* m_histogram;
    QLabel* m_hint;
};

} // namespace lanescope::panels
