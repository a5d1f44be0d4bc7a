// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/details_area.h"
#include "ui/panels/lock_story.h"

namespace lanescope::panels {

class SmallHistogram;

/// The lock that is chosen in the table: who has it, who waits, how long waits and holds are, and whose they were. Threads: GUI.
class LockDetails : public DetailsArea {
    Q_OBJECT

public:
    explicit LockDetails(QWidget* parent = nullptr);

    const LockStory& story() const { return m_story; }

Q_SIGNALS:
    void threadChosen(lanescope::store::ThreadIndex thread);

protected:
    std::optional<std::uint32_t> usual(const store::Snapshot& snapshot) const override;
    QString tell(const store::Snapshot& snapshot, std::uint32_t key) override;

private:
    LockStory m_story;
    FactGrid* m_grid;
    SmallCurve* m_waiting;
    ShareBars* m_holders;
    ShareBars* m_waiters;
    SmallHistogram* m_waits;
    SmallHistogram* m_holds;
};

} // namespace lanescope::panels
