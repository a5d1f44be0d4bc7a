// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/threads/thread_details.h"

#include "ui/theme/state_style.h"

namespace lanescope::panels {

ThreadDetails::ThreadDetails(QWidget* parent)
    : DetailsArea(tr("The chosen thread"), tr("Choose a thread to see where its time went."), parent)
    , m_profile(new StateProfile(body()))
    , m_grid(new FactGrid(body()))
    , m_waits(new ShareBars({}, body()))
{
    addPart(m_profile, Side::First);
    addPart(m_grid, Side::First);
    addPart(m_waits, Side::Second);
    connect(m_waits, &ShareBars::chosen, this,
            [this](std::uint32_t key) { Q_EMIT objectChosen(store::ObjectIndex{key}); });
    refresh();
}

// The first one of the run, if possible one that a scenario made.
std::optional<std::uint32_t> ThreadDetails::usual(const store::Snapshot& snapshot) const
{
    std::optional<std::uint32_t> best;
    for (std::uint32_t i = 0; i < snapshot.threads->size(); ++i) {
        const store::Thread& thread = (*snapshot.threads)[i];
        if (thread.isOurOwn || snapshot.process(thread.process).isOurOwn)
            continue;
        if (thread.tid != snapshot.process(thread.process).pid)
            return i;
        best = best ? best : i;
    }
    return best;
}

QString ThreadDetails::tell(const store::Snapshot& snapshot, std::uint32_t key)
{
    m_story = threadStory(snapshot, store::ThreadIndex{key}, range());
    m_profile->show(m_story.shares, m_story.signalWait);
    m_grid->show(m_story.facts);
    m_waits->setTitle(range() ? tr("waited for, of the selected range") : tr("waited for, of the last 10 s"));
    m_waits->show(m_story.waits, theme::stateColour(store::State::LockWait, palette()));
    return m_story.title;
}

} // namespace lanescope::panels
