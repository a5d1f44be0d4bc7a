// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/lock_story.h"

#include <QElapsedTimer>
#include <QScrollArea>

#include <optional>

class QLabel;

namespace lanescope::panels {

class SmallHistogram;

/// The lock that is chosen in the table: who has it, who waits, how long waits and holds are, and whose they were lately.
/// Threads: GUI.
class LockDetails : public QScrollArea {
    Q_OBJECT

public:
    explicit LockDetails(QWidget* parent = nullptr);

    void setSnapshot(store::SnapshotPtr snapshot);
    void setLock(std::optional<store::ObjectIndex> lock);
    const LockStory& story() const { return m_story; }

    QSize sizeHint() const override { return {320, 200}; }

Q_SIGNALS:
    void threadChosen(lanescope::store::ThreadIndex thread);

protected:
    void changeEvent(QEvent* event) override;

private:
    QLabel* quietLabel(const QString& text);
    void refresh();
    void tint();

    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    std::optional<store::ObjectIndex> m_lock;
    LockStory m_story;
    QElapsedTimer m_age;
    QWidget* m_body;
    QLabel* m_title;
    FactGrid* m_grid;
    SmallHistogram* m_waits;
    SmallHistogram* m_holds;
    ShareBars* m_holders;
    ShareBars* m_waiters;
    std::vector<QLabel*> m_quiet;
};

} // namespace lanescope::panels
