// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/locks/lock_details.h"

#include "ui/panels/small_histogram.h"
#include "ui/theme/state_style.h"

namespace lanescope::panels {

LockDetails::LockDetails(QWidget* parent)
    : DetailsArea(tr("The chosen lock"), tr("Choose a lock to see who holds it and who waits."), parent)
    , m_grid(new FactGrid(body()))
    , m_waiting(new SmallCurve(tr("threads that waited"), body()))
    , m_holders(new ShareBars({}, body()))
    , m_holdingSpans(new ShareBars(tr("in these spans"), body()))
    , m_waiters(new ShareBars({}, body()))
    , m_waitingSpans(new ShareBars(tr("in these spans"), body()))
    , m_waits(new SmallHistogram(body()))
    , m_holds(new SmallHistogram(body()))
{
    addPart(m_grid, Side::First);
    addPart(m_waiting, Side::Second);
    addQuiet(tr("how long waits were"), Side::Second);
    addPart(m_waits, Side::Second);
    m_holdsTitle = addQuiet(tr("how long holds were"), Side::Second);
    addPart(m_holds, Side::Second);
    addPart(m_holders, Side::Third);
    addPart(m_holdingSpans, Side::Third);
    addPart(m_waiters, Side::Fourth);
    addPart(m_waitingSpans, Side::Fourth);
    m_waits->setState(store::State::LockWait);
    m_holds->setState(store::State::Held);
    for (ShareBars* bars : {m_holders, m_waiters})
        connect(bars, &ShareBars::chosen, this,
                [this](std::uint32_t key) { Q_EMIT threadChosen(store::ThreadIndex{key}); });
    for (ShareBars* bars : {m_holdingSpans, m_waitingSpans}) {
        connect(bars, &ShareBars::chosen, this, [this](std::uint32_t key) {
            if (key < m_spans.places.size())
                Q_EMIT placeChosen(m_spans.places[key].row, m_spans.places[key].timeNs);
        });
    }
    refresh();
}

// The one that threads waited for longest.
std::optional<std::uint32_t> LockDetails::usual(const store::Snapshot& snapshot) const
{
    std::optional<std::uint32_t> most;
    for (std::uint32_t i = 0; i < snapshot.objects->size(); ++i) {
        const store::Object& object = (*snapshot.objects)[i];
        if (object.lock && !snapshot.process(object.process).isOurOwn &&
            (!most || object.lock->wait.totalNs() > (*snapshot.objects)[*most].lock->wait.totalNs()))
            most = i;
    }
    return most;
}

QString LockDetails::tell(const store::Snapshot& snapshot, std::uint32_t key)
{
    m_story = lockStory(snapshot, store::ObjectIndex{key}, range());
    m_grid->show(m_story.facts);
    m_waiting->show(m_story.waiting, store::State::LockWait);
    m_holders->setTitle(range() ? tr("held it, selected range") : tr("held it, last 10 s"));
    m_holders->show(m_story.holders, theme::stateColour(store::State::Held, palette()));
    m_waiters->setTitle(range() ? tr("waited for it, selected range") : tr("waited for it, last 10 s"));
    m_waiters->show(m_story.waiters, theme::stateColour(store::State::LockWait, palette()));
    m_waits->show({m_story.waits, -1, {}});
    m_holds->show({m_story.holds, -1, {}});
    showSpans(snapshot, store::ObjectIndex{key});
    for (QWidget* part : std::initializer_list<QWidget*>{m_holdsTitle, m_holds, m_holders})
        setPartWanted(part, m_story.isHeld);
    return m_story.title;
}

void LockDetails::showSpans(const store::Snapshot& snapshot, store::ObjectIndex lock)
{
    m_spans =
        lockSpans(snapshot, lock, range().value_or(timeline::TimeRange{snapshot.endNs - kLatelyNs, snapshot.endNs}));
    m_holdingSpans->show(m_spans.holding, theme::stateColour(store::State::Held, palette()));
    m_waitingSpans->show(m_spans.waiting, theme::stateColour(store::State::LockWait, palette()));
    setPartWanted(m_holdingSpans, !m_spans.holding.empty());
    setPartWanted(m_waitingSpans, !m_spans.waiting.empty());
}

} // namespace lanescope::panels
