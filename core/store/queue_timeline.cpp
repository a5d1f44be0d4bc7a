// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/queue_timeline.h"

#include <algorithm>

namespace lanescope::store {
namespace {

void noteParty(std::vector<ThreadIndex>& parties, ThreadIndex thread)
{
    const bool isKnown = std::find(parties.begin(), parties.end(), thread) != parties.end();
    if (!isKnown && parties.size() < QueueFigures::kMostParties)
        parties.push_back(thread);
}

// How far apart the stamp of a put and what its getter tells of it may lie: the clock is read better and better, by some parts
// in a million, and a stay may be long.
std::int64_t stampErrorNs(std::int64_t stayNs)
{
    return 2'000 + stayNs / 50'000;
}

} // namespace

void QueueTimeline::advance(std::int64_t untilNs, const Target& target)
{
    std::stable_sort(m_pending.begin(), m_pending.end(),
                     [](const QueueChange& a, const QueueChange& b) { return a.timeNs < b.timeNs; });
    std::size_t done = 0;
    for (; done < m_pending.size() && m_pending[done].timeNs <= untilNs; ++done)
        apply(m_pending[done], target);
    m_pending.erase(m_pending.begin(), m_pending.begin() + static_cast<std::ptrdiff_t>(done));
    target.row.knownUntilNs = std::max(target.row.knownUntilNs, untilNs);
}

void QueueTimeline::addStay(const QueueChange& change, std::int64_t stayNs, const Target& target)
{
    target.figures.sojourn.add(stayNs);
    target.stays.add(Occurrence::make(change.timeNs, stayNs, static_cast<std::uint32_t>(change.thread)));
}

void QueueTimeline::takeOldest(const QueueChange& change, const Target& target)
{
    const std::size_t known = std::min<std::size_t>(change.items, m_putTimes.size());
    for (std::size_t item = 0; item < known; ++item) {
        addStay(change, change.timeNs - m_putTimes.front(), target);
        m_putTimes.pop_front();
    }
}

// Its put is the one that lies nearest, but the oldest where it may be that one.
void QueueTimeline::takeAny(const QueueChange& change, const Target& target)
{
    addStay(change, change.stayNs, target);
    if (m_putTimes.empty())
        return;
    const std::int64_t putNs = change.timeNs - change.stayNs;
    auto nearest = std::ranges::lower_bound(m_putTimes, putNs);
    const bool isNearerBefore = nearest != m_putTimes.begin() &&
                                (nearest == m_putTimes.end() || putNs - *std::prev(nearest) < *nearest - putNs);
    if (isNearerBefore)
        --nearest;
    if (putNs - m_putTimes.front() <= stampErrorNs(change.stayNs))
        nearest = m_putTimes.begin();
    if (nearest != m_putTimes.begin())
        target.figures.stayAccount = std::max(target.figures.stayAccount, StayAccount::EachTold);
    m_putTimes.erase(nearest);
}

void QueueTimeline::apply(const QueueChange& change, const Target& target)
{
    QueueFigures& figures = target.figures;
    target.items.add(change, m_depth);
    m_depth = change.depth;
    target.row.samples.append({change.timeNs, change.depth});
    figures.depthMax = std::max(figures.depthMax, change.depth);
    if (change.change == trace::DepthChange::Put) {
        figures.puts += change.items;
        noteParty(figures.putters, change.thread);
        // A segment may state any number; no more can be inside than it says.
        const auto room = static_cast<double>(kMostFollowed - std::min(m_putTimes.size(), kMostFollowed));
        const double inside = std::min(std::clamp(change.depth, 0.0, static_cast<double>(change.items)), room);
        m_putTimes.insert(m_putTimes.end(), static_cast<std::size_t>(inside), change.timeNs);
    } else if (change.change != trace::DepthChange::None) {
        figures.gets += change.items;
        noteParty(figures.getters, change.thread);
        const bool isInOrder = change.change == trace::DepthChange::Get;
        if (!isInOrder && change.stayNs == QueueChange::kNotTold)
            figures.stayAccount = StayAccount::MeanOnly;
        if (isInOrder || change.stayNs == QueueChange::kNotTold)
            takeOldest(change, target);
        else
            takeAny(change, target);
    }
    // After dropped records the depth is right and the memory of puts is not.
    while (!m_putTimes.empty() && static_cast<double>(m_putTimes.size()) > change.depth)
        m_putTimes.pop_front();
    figures.oldestPutNs = m_putTimes.empty() ? std::nullopt : std::optional(m_putTimes.front());
    noteFull(change.timeNs, target);
}

void QueueTimeline::noteFull(std::int64_t timeNs, const Target& target)
{
    const bool isFull = m_capacity > 0 && m_depth >= m_capacity;
    std::optional<std::int64_t>& since = target.figures.fullSinceNs;
    if (isFull == since.has_value())
        return;
    if (since)
        target.full.add(Occurrence::make(timeNs, timeNs - *since, Occurrence::kNobody));
    since = isFull ? std::optional(timeNs) : std::nullopt;
}

} // namespace lanescope::store
