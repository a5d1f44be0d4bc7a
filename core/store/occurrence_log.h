// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/series.h"
#include "core/store/tally.h"

namespace lanescope::store {

/// A tally after every so many occurrences, counted from the first of all: the distribution over any range is the
/// difference of two of them and what lies before and behind.
struct TallyPoints {
    static constexpr std::uint64_t kEvery = 4096;

    std::uint64_t first = 1; ///< tallies[i] is that of the first (first + i) · kEvery occurrences
    std::vector<std::shared_ptr<const Tally>> tallies;

    const Tally& at(std::uint64_t point) const
    {
        static const Tally nothing;
        return point == 0 ? nothing : *tallies[point - first];
    }
};

/// How the occurrences of a range are distributed.
struct Distribution {
    Histogram lengths;
    std::vector<ThreadShare> shares; ///< by thread
};

/// An immutable look at a log as it was when it was taken. A range [fromNs, toNs) has what *ended* in it, whole: of two
/// neighbouring ranges counts and totals add up. Cheap to copy. Threads: any.
class OccurrenceView {
public:
    OccurrenceView() = default;
    OccurrenceView(SeriesView<Occurrence, OccurrenceSummary> series, std::shared_ptr<const TallyPoints> points)
        : m_series(std::move(series))
        , m_points(std::move(points))
    {
    }

    std::size_t size() const { return m_series.size(); }
    bool empty() const { return m_series.empty(); }
    const Occurrence& operator[](std::size_t index) const { return m_series[index]; }
    /// What ended before is gone over the memory budget.
    std::int64_t goneBeforeNs() const { return m_series.goneBeforeNs(); }

    /// The first that ended at or after `timeNs`. O(log n)
    std::size_t firstEndingAt(std::int64_t timeNs) const
    {
        return m_series.partitionPoint([timeNs](const Occurrence& o) { return o.endNs < timeNs; });
    }
    /// O(log n)
    OccurrenceSummary summary(std::int64_t fromNs, std::int64_t toNs) const;
    /// O(log n + kEvery + buckets + threads)
    Distribution distribution(std::int64_t fromNs, std::int64_t toNs) const;
    /// Calls visit(occurrence) for each that began before `timeNs` and ended then or later, in the order of their ends.
    /// O(found · log² n)
    template <class Visit>
    void forEachAcross(std::int64_t timeNs, Visit&& visit) const
    {
        visitAcross(timeNs, firstEndingAt(timeNs), size(), visit);
    }
    /// For occurrences that do not overlap, as times in which a queue was full: how much of [fromNs, toNs) they cover,
    /// those that reach beyond it included. O(log n)
    std::int64_t coveredNs(std::int64_t fromNs, std::int64_t toNs) const;

private:
    // By halves: where even the longest, had it ended first, began in time, there is none.
    template <class Visit>
    void visitAcross(std::int64_t timeNs, std::size_t first, std::size_t last, Visit& visit) const
    {
        constexpr std::size_t kFew = 32;
        if (first >= last || m_series[first].endNs - m_series.summarise(first, last).longestNs >= timeNs)
            return;
        if (last - first > kFew) {
            const std::size_t middle = first + (last - first) / 2;
            visitAcross(timeNs, first, middle, visit);
            visitAcross(timeNs, middle, last, visit);
            return;
        }
        for (std::size_t i = first; i < last; ++i) {
            if (m_series[i].startNs() < timeNs)
                visit(m_series[i]);
        }
    }

    SeriesView<Occurrence, OccurrenceSummary> m_series;
    std::shared_ptr<const TallyPoints> m_points;
};

/// The writer's side: occurrences in the order of their ends, with their index. Threads: the collector's; views any.
class OccurrenceLog {
public:
    /// In no order; takes effect with advance().
    void add(const Occurrence& occurrence) { m_pending.push_back(occurrence); }
    /// All that ended before `untilNs` has been added. What was told too late is put behind what is there.
    void advance(std::int64_t untilNs);
    bool pending() const { return !m_pending.empty(); }

    OccurrenceView view();
    std::size_t bytes() const { return m_series.bytes() + m_tallyBytes; }
    std::size_t sealedChunks() const { return m_series.sealedChunks(); }
    /// Lets the oldest full chunks go, so many if there are; false if there is none.
    bool dropOldest(std::size_t count = 1);

private:
    void append(Occurrence occurrence);
    void addPoint();
    TallyPoints& editPoints();

    std::vector<Occurrence> m_pending;
    Series<Occurrence, OccurrenceSummary> m_series;
    std::shared_ptr<TallyPoints> m_points = std::make_shared<TallyPoints>();
    bool m_pointsAreShared = false;
    std::size_t m_tallyBytes = 0;
};

} // namespace lanescope::store
