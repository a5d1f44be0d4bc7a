// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/queues/queue_details.h"

#include "ui/panels/small_histogram.h"

namespace lanescope::panels {

QueueDetails::QueueDetails(QWidget* parent)
    : DetailsArea(tr("The chosen queue"), tr("Choose a queue to see what goes in and out."), parent)
    , m_law(new CheckLight(body()))
    , m_depth(new SmallCurve(tr("depth"), body()))
    , m_grid(new FactGrid(body()))
    , m_times(new FactGrid(body()))
    , m_stays(new SmallHistogram(body()))
{
    addPart(m_law, Side::First);
    addPart(m_grid, Side::First);
    addPart(m_times, Side::Second);
    addPart(m_depth, Side::Third);
    addQuiet(tr("how long items were in it"), Side::Third);
    addPart(m_stays, Side::Third);
    m_stays->setState(store::State::QueuePutWait);
    refresh();
}

// The one through which most goes.
std::optional<std::uint32_t> QueueDetails::usual(const store::Snapshot& snapshot) const
{
    std::optional<std::uint32_t> most;
    for (std::uint32_t i = 0; i < snapshot.objects->size(); ++i) {
        const store::Object& object = (*snapshot.objects)[i];
        if (object.queue && !snapshot.process(object.process).isOurOwn &&
            (!most || object.queue->puts > (*snapshot.objects)[*most].queue->puts))
            most = i;
    }
    return most;
}

QString QueueDetails::tell(const store::Snapshot& snapshot, std::uint32_t key)
{
    m_story = queueStory(snapshot, store::ObjectIndex{key}, range());
    m_law->show(m_story.law.state, m_story.law.text);
    m_law->setToolTip(
        tr("%1\nLittle’s law: how many are in it on average, L, is how many leave a second, λ, times how long "
           "each was in it, W. Both sides are measured apart, so they tell how good the figures are.")
            .arg(m_story.law.text));
    m_depth->show(m_story.depth, store::State::QueuePutWait);
    const auto half = m_story.facts.begin() + static_cast<std::ptrdiff_t>((m_story.facts.size() + 1) / 2);
    m_grid->show({m_story.facts.begin(), half});
    m_times->show({half, m_story.facts.end()});
    m_stays->show({m_story.stays, -1, {}});
    return m_story.title;
}

} // namespace lanescope::panels
