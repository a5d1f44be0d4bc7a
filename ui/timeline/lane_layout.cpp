// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/lane_layout.h"

#include "ui/timeline/row_cursor.h"
#include "ui/timeline/row_list.h"

#include <algorithm>

namespace lanescope::timeline {
namespace {

using store::Interval;
using store::IntervalSummary;
using store::State;

constexpr double kBucketPx = 2;               ///< at least; at most twice that
constexpr std::size_t kMostBarsPerBucket = 3; ///< more than these are shown as shares
constexpr std::int64_t kNarrowestWithGapPx = 3;
constexpr std::size_t kMostNamed = 16; ///< or twice as many, of a dense bucket
constexpr std::size_t kMostLookedAt =
    256; ///< or twice as many, evenly spread over a dense bucket, when arrivals are counted

class Layout {
public:
    Layout(const store::Row& row, const TimeAxis& axis, std::int64_t firstColumn, int columns, int heightPx, int gapPx)
        : m_row(row)
        , m_cursor(row)
        , m_axis(axis)
        , m_firstColumn(firstColumn)
        , m_lastColumn(firstColumn + columns)
        , m_heightPx(heightPx)
        , m_gapPx(gapPx)
        , m_stepNs(bucketNs(axis.nsPerPx(), kBucketPx))
        , m_endNs(axis.startOf(m_lastColumn))
        , m_resumeNs(std::numeric_limits<std::int64_t>::min())
    {
    }

    LaneLayout run()
    {
        std::int64_t bucket = bucketStart(m_axis.startOf(m_firstColumn));
        while (bucket < m_endNs)
            bucket = layOutBucket(bucket);
        addOpen();
        return std::move(m_out);
    }

private:
    std::int64_t bucketStart(std::int64_t timeNs) const
    {
        return m_axis.originNs() + floorTo(timeNs - m_axis.originNs(), m_stepNs);
    }

    // Lays out one bucket and returns the next one worth a look.
    std::int64_t layOutBucket(std::int64_t startNs)
    {
        const auto& intervals = m_row.intervals;
        const std::int64_t endNs = startNs + m_stepNs;
        const RowCursor::Touching here = m_cursor.touching(startNs, endNs);
        const auto [first, last] = here;
        m_out.lookups += 2;
        if (first >= last)
            return first < intervals.size() ? std::max(endNs, bucketStart(intervals[first].startNs)) : m_endNs;
        const std::int64_t lastEndNs = intervals[last - 1].endNs();
        if (here.count() > kMostBarsPerBucket) {
            addShares(here, startNs, endNs);
            m_next = lastEndNs > endNs ? last - 1 : last;
            return endNs;
        }
        for (std::size_t i = std::max(first, m_next); i < last; ++i)
            addBar(intervals[i], false);
        m_next = last;
        return std::max(endNs, bucketStart(lastEndNs));
    }

    void addBar(const Interval& interval, bool isOpen)
    {
        LaneBar bar;
        bar.x0 = m_axis.columnOf(std::max(interval.startNs, m_resumeNs));
        bar.x1 = std::max(m_axis.columnOf(interval.endNs()), bar.x0 + 1);
        if (bar.x0 >= m_lastColumn || bar.x1 <= m_firstColumn)
            return;
        if (!isOpen && bar.x1 - bar.x0 >= kNarrowestWithGapPx + m_gapPx - 1)
            bar.x1 -= m_gapPx;
        bar.interval = interval;
        bar.isOpen = isOpen;
        m_out.bars.push_back(bar);
    }

    void addOpen()
    {
        if (!m_row.open || m_row.open->startNs >= m_endNs || m_row.knownUntilNs <= m_resumeNs)
            return;
        addBar(m_row.open->until(m_row.knownUntilNs), true);
    }

    void addShares(RowCursor::Touching here, std::int64_t startNs, std::int64_t endNs)
    {
        m_resumeNs = endNs;
        const std::int64_t x0 = std::max(m_axis.columnOf(startNs), m_firstColumn);
        const std::int64_t x1 = std::min(m_axis.columnOf(endNs), m_lastColumn);
        if (x0 >= x1)
            return;
        m_out.dense.emplace_back(x0, x1);
        ++m_out.lookups;
        const IntervalSummary sum = m_cursor.summarise(here, startNs, endNs);
        const std::uint32_t subject = m_row.intervals[here.first + here.count() / 2].subject;
        const double pxPerNs = m_heightPx / static_cast<double>(m_stepNs);
        double filled = 0;
        int bottom = m_heightPx;
        for (std::size_t i = 0; i < sum.ns.size() && bottom > 0; ++i) {
            if (sum.ns[i] <= 0)
                continue;
            filled += static_cast<double>(sum.ns[i]) * pxPerNs;
            // At least one pixel: what happened in a bucket is never invisible, however short.
            const int top = std::clamp(m_heightPx - static_cast<int>(filled + 0.5), 0, bottom - 1);
            m_out.shares.push_back({x0, x1, top, bottom, stateOf(m_row.kind, i), subject});
            bottom = top;
        }
        if (const double arrived = m_row.kind == store::RowKind::Cpu ? arrivedShare(here) : 0; arrived > 0)
            m_out.arrivals.push_back({x0, x1, arrived});
        if (m_row.kind == store::RowKind::Cpu || m_row.kind == store::RowKind::ThreadState)
            addFolded(here, x0, x1);
    }

    void addFolded(RowCursor::Touching here, std::int64_t x0, std::int64_t x1)
    {
        const std::size_t step = (here.count() / kMostNamed) | 1; // odd: see arrivedShare()
        for (std::size_t i = here.first; i < here.last; i += step) {
            const Interval& one = m_row.intervals[i];
            if (one.subject != store::kNone && (m_row.kind == store::RowKind::Cpu || isWait(one.state())))
                addFolded(one.subject, x0, x1);
        }
    }

    // Beside the last columns with the same, which are among the last few.
    void addFolded(std::uint32_t subject, std::int64_t x0, std::int64_t x1)
    {
        const std::size_t count = m_out.folded.size();
        for (std::size_t i = count; i > 0 && count - i < 2 * kMostNamed; --i) {
            LaneFolded& before = m_out.folded[i - 1];
            if (before.subject == subject && before.x1 >= x0) {
                before.x1 = x1;
                return;
            }
        }
        m_out.folded.push_back({x0, x1, subject});
    }

    double arrivedShare(RowCursor::Touching here) const
    {
        // Odd, so that threads which take turns are not always met at the same one.
        const std::size_t step = (here.count() / kMostLookedAt) | 1;
        std::size_t seen = 0;
        std::size_t arrived = 0;
        for (std::size_t i = here.first; i < here.last; i += step, ++seen)
            arrived += m_row.intervals[i].peer != store::kNone ? 1 : 0;
        return seen > 0 ? static_cast<double>(arrived) / static_cast<double>(seen) : 0;
    }

    const store::Row& m_row;
    RowCursor m_cursor;
    const TimeAxis& m_axis;
    std::int64_t m_firstColumn;
    std::int64_t m_lastColumn;
    int m_heightPx;
    int m_gapPx;
    std::int64_t m_stepNs;
    std::int64_t m_endNs;
    std::int64_t m_resumeNs; ///< until here, shares have shown everything
    std::size_t m_next = 0;  ///< intervals before this one are drawn
    LaneLayout m_out;
};

} // namespace

State stateOf(store::RowKind kind, std::size_t index)
{
    const auto from = [index](State first) {
        return static_cast<State>(std::min(static_cast<std::size_t>(first) + index, store::kStateCount - 1));
    };
    switch (kind) {
    case store::RowKind::LockOwner:
        return from(State::Held);
    case store::RowKind::Tasks:
        return from(State::Task);
    case store::RowKind::RequestSlot:
        return from(State::RequestQueued);
    default:
        return from(State::Running);
    }
}

LaneLayout layOutLane(const store::Row& row, const TimeAxis& axis, std::int64_t firstColumn, int columns, int heightPx,
                      int gapPx)
{
    return Layout(row, axis, firstColumn, columns, heightPx, gapPx).run();
}

} // namespace lanescope::timeline
