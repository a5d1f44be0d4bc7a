// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/details_area.h"
#include "ui/panels/queues/queue_story.h"

namespace lanescope::panels {

class SmallHistogram;

/// The queue or pool that is chosen in the table: its depth over time, what goes in and out, who is blocked, and whether
/// Little's law holds. Threads: GUI.
class QueueDetails : public DetailsArea {
    Q_OBJECT

public:
    explicit QueueDetails(QWidget* parent = nullptr);

    const QueueStory& story() const { return m_story; }

protected:
    std::optional<std::uint32_t> usual(const store::Snapshot& snapshot) const override;
    QString tell(const store::Snapshot& snapshot, std::uint32_t key) override;

private:
    QueueStory m_story;
    CheckLight* m_law;
    SmallCurve* m_depth;
    FactGrid* m_grid;
    FactGrid* m_times;
    SmallHistogram* m_stays;
};

} // namespace lanescope::panels
