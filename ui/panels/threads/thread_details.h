// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/details_area.h"
#include "ui/panels/threads/thread_story.h"

namespace lanescope::panels {

/// The thread that is chosen in the table: what it does, where its time went, for what it waited longest, and on which CPUs
/// it ran. Threads: GUI.
class ThreadDetails : public DetailsArea {
    Q_OBJECT

public:
    explicit ThreadDetails(QWidget* parent = nullptr);

    const ThreadStory& story() const { return m_story; }

Q_SIGNALS:
    void objectChosen(lanescope::store::ObjectIndex object);

protected:
    std::optional<std::uint32_t> usual(const store::Snapshot& snapshot) const override;
    QString tell(const store::Snapshot& snapshot, std::uint32_t key) override;

private:
    ThreadStory m_story;
    StateProfile* m_profile;
    FactGrid* m_grid;
    ShareBars* m_waits;
};

} // namespace lanescope::panels
