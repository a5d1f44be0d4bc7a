// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/details_area.h"
#include "ui/panels/locks/lock_spans.h"
#include "ui/panels/locks/lock_story.h"

namespace lanescope::panels {

class SmallHistogram;

/// The lock that is chosen in the table: who has it, who waits, how long waits and holds are, whose they were and in which
/// spans. Threads: GUI.
class LockDetails : public DetailsArea {
    Q_OBJECT

public:
    explicit LockDetails(QWidget* parent = nullptr);

    const LockStory& story() const { return m_story; }
    const LockSpans& spans() const { return m_spans; }

Q_SIGNALS:
    void threadChosen(lanescope::store::ThreadIndex thread);
    /// The newest wait or hold in a span is to be shown.
    void placeChosen(lanescope::store::RowIndex row, qint64 timeNs);

protected:
    std::optional<std::uint32_t> usual(const store::Snapshot& snapshot) const override;
    QString tell(const store::Snapshot& snapshot, std::uint32_t key) override;

private:
    void showSpans(const store::Snapshot& snapshot, store::ObjectIndex lock);

    LockStory m_story;
    LockSpans m_spans;
    FactGrid* m_grid;
    SmallCurve* m_waiting;
    ShareBars* m_holders;
    ShareBars* m_holdingSpans;
    ShareBars* m_waiters;
    ShareBars* m_waitingSpans;
    SmallHistogram* m_waits;
    QWidget* m_holdsTitle;
    SmallHistogram* m_holds;
};

} // namespace lanescope::panels
