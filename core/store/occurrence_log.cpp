// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/occurrence_log.h"

namespace lanescope::store {

OccurrenceSummary OccurrenceView::summary(std::int64_t fromNs, std::int64_t toNs) const
{
    return toNs <= fromNs ? OccurrenceSummary{} : m_series.summarise(firstEndingAt(fromNs), firstEndingAt(toNs));
}

Distribution OccurrenceView::distribution(std::int64_t fromNs, std::int64_t toNs) const
{
    Distribution result;
    if (toNs <= fromNs)
        return result;
    Histogram::Counts counts{};
    const std::size_t first = firstEndingAt(fromNs);
    const std::size_t last = firstEndingAt(toNs);
    const auto scan = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            const Occurrence& one = m_series[i];
            ++counts[Histogram::bucket(one.lengthNs())];
            addShare(result.shares, {static_cast<std::uint32_t>(one.threadBits), 1, one.lengthNs()});
        }
    };
    const std::uint64_t gone = m_series.goneCount();
    const std::uint64_t firstPoint = (gone + first + TallyPoints::kEvery - 1) / TallyPoints::kEvery;
    const std::uint64_t lastPoint = (gone + last) / TallyPoints::kEvery;
    if (firstPoint < lastPoint) {
        scan(first, static_cast<std::size_t>(firstPoint * TallyPoints::kEvery - gone));
        m_points->at(lastPoint).addSince(m_points->at(firstPoint), counts, result.shares);
        scan(static_cast<std::size_t>(lastPoint * TallyPoints::kEvery - gone), last);
    } else {
        scan(first, last);
    }
    const OccurrenceSummary sum = m_series.summarise(first, last);
    result.lengths = Histogram::restored(counts, sum.totalNs, sum.longestNs);
    return result;
}

std::int64_t OccurrenceView::coveredNs(std::int64_t fromNs, std::int64_t toNs) const
{
    if (toNs <= fromNs)
        return 0;
    const std::size_t first = firstEndingAt(fromNs);
    const std::size_t last = firstEndingAt(toNs);
    std::int64_t covered = m_series.summarise(first, last).totalNs;
    if (first < last)
        covered -= std::max<std::int64_t>(fromNs - m_series[first].startNs(), 0);
    if (last < m_series.size()) // reaches in from behind, perhaps over all of it
        covered += std::max<std::int64_t>(toNs - std::max(m_series[last].startNs(), fromNs), 0);
    return covered;
}

void OccurrenceLog::advance(std::int64_t untilNs)
{
    if (m_pending.empty())
        return;
    const auto due = std::stable_partition(m_pending.begin(), m_pending.end(),
                                           [untilNs](const Occurrence& o) { return o.endNs <= untilNs; });
    std::stable_sort(m_pending.begin(), due,
                     [](const Occurrence& a, const Occurrence& b) { return a.endNs < b.endNs; });
    std::for_each(m_pending.begin(), due, [this](const Occurrence& o) { append(o); });
    m_pending.erase(m_pending.begin(), due);
}

void OccurrenceLog::append(Occurrence occurrence)
{
    if (!m_series.empty()) {
        const Occurrence& last = m_series.last();
        occurrence.endNs = std::max(occurrence.endNs, last.endNs);
        occurrence.changed = occurrence.shared == 0 && occurrence.threadBits != last.threadBits;
    }
    m_series.append(occurrence);
    if ((m_series.goneCount() + m_series.size()) % TallyPoints::kEvery == 0)
        addPoint();
}

void OccurrenceLog::addPoint()
{
    const auto entries = m_series.peek();
    const std::size_t last = entries.size();
    const std::size_t block = std::min<std::size_t>(last, TallyPoints::kEvery);
    TallyPoints& points = editPoints();
    // Of a block whose beginning is gone the rest counts: ranges never begin before what is there, so the
    // difference of two points is right.
    const Tally& before = points.at(points.first + points.tallies.size() - 1);
    points.tallies.push_back(std::make_shared<Tally>(before.with(entries, last - block, last)));
    m_tallyBytes += points.tallies.back()->bytes();
}

TallyPoints& OccurrenceLog::editPoints()
{
    if (m_pointsAreShared)
        m_points = std::make_shared<TallyPoints>(*m_points);
    m_pointsAreShared = false;
    return *m_points;
}

OccurrenceView OccurrenceLog::view()
{
    m_pointsAreShared = true;
    return {m_series.view(), m_points};
}

bool OccurrenceLog::dropOldest(std::size_t count)
{
    if (!m_series.dropOldest([](const Occurrence& o) { return o.endNs; }, count))
        return false;
    TallyPoints& points = editPoints();
    // The last one stays: those to come are made from it.
    std::size_t gone = 0;
    while (gone + 1 < points.tallies.size() && (points.first + gone) * TallyPoints::kEvery < m_series.goneCount())
        m_tallyBytes -= points.tallies[gone++]->bytes();
    points.tallies.erase(points.tallies.begin(), points.tallies.begin() + static_cast<std::ptrdiff_t>(gone));
    points.first += gone;
    return true;
}

} // namespace lanescope::store
