// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace lanescope::timeline {

/// [fromNs, toNs) on CLOCK_MONOTONIC.
struct TimeRange {
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;

    std::int64_t spanNs() const { return toNs - fromNs; }
    bool isEmpty() const { return toNs <= fromNs; }
    bool contains(std::int64_t timeNs) const { return fromNs <= timeNs && timeNs < toNs; }
    friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// Between nanoseconds and pixel columns. Pure maths; the only place where one becomes the other.
///
/// Columns are counted from the start of the run, not from the left edge: an instant stays in its column
/// while the view pans, so what was painted once can be moved instead of painted again, and nothing shimmers.
/// For that the left edge is rounded down to a whole column. Units: device pixels. Threads: any, a value.
class TimeAxis {
public:
    TimeAxis() = default;
    TimeAxis(std::int64_t originNs, TimeRange visible, int widthPx)
        : m_originNs(originNs)
        , m_widthPx(std::max(widthPx, 1))
        , m_nsPerPx(static_cast<double>(std::max<std::int64_t>(visible.spanNs(), 1)) / m_widthPx)
        , m_firstColumn(columnOf(visible.fromNs))
    {
    }

    double nsPerPx() const { return m_nsPerPx; }
    int widthPx() const { return m_widthPx; }
    std::int64_t originNs() const { return m_originNs; }
    std::int64_t firstColumn() const { return m_firstColumn; }

    /// The column an instant falls into.
    std::int64_t columnOf(std::int64_t timeNs) const
    {
        return static_cast<std::int64_t>(std::floor(static_cast<double>(timeNs - m_originNs) / m_nsPerPx));
    }
    /// The first nanosecond of a column: columnOf(startOf(c)) == c as long as a column is 1 ns or wider.
    std::int64_t startOf(std::int64_t column) const
    {
        return m_originNs + static_cast<std::int64_t>(std::ceil(static_cast<double>(column) * m_nsPerPx));
    }

    /// Pixels from the left edge; far-away instants are clamped so that they fit a painter's int.
    int xOf(std::int64_t timeNs) const { return clampedX(columnOf(timeNs) - m_firstColumn); }
    int xOfColumn(std::int64_t column) const { return clampedX(column - m_firstColumn); }
    std::int64_t timeAt(double x) const
    {
        return m_originNs + static_cast<std::int64_t>(std::floor((static_cast<double>(m_firstColumn) + x) * m_nsPerPx));
    }
    /// What the columns [0, widthPx) really cover: the visible range, rounded to columns.
    TimeRange covered() const { return {startOf(m_firstColumn), startOf(m_firstColumn + m_widthPx)}; }

private:
    static int clampedX(std::int64_t x)
    {
        constexpr std::int64_t kFar = 1 << 28;
        return static_cast<int>(std::clamp(x, -kFar, kFar));
    }

    std::int64_t m_originNs = 0;
    int m_widthPx = 1;
    double m_nsPerPx = 1;
    std::int64_t m_firstColumn = 0;
};

/// The smallest power of two of nanoseconds that spans at least `pixels` pixels.
inline std::int64_t bucketNs(double nsPerPx, double pixels)
{
    const double wanted = std::clamp(nsPerPx * pixels, 1.0, 4e18);
    return static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(std::ceil(wanted))));
}

/// The largest multiple of `stepNs` that is not above `timeNs`; right for negative times too.
inline std::int64_t floorTo(std::int64_t timeNs, std::int64_t stepNs)
{
    std::int64_t remainder = timeNs % stepNs;
    if (remainder < 0)
        remainder += stepNs;
    return timeNs - remainder;
}

/// The smallest of 1, 2, 5, 10, 20, 50 … ns that is at least `atLeastNs`.
inline std::int64_t niceStepNs(double atLeastNs)
{
    std::int64_t power = 1;
    while (static_cast<double>(power) * 10 <= atLeastNs && power < 1'000'000'000'000'000'000)
        power *= 10;
    for (const std::int64_t factor : {1, 2, 5}) {
        if (static_cast<double>(power * factor) >= atLeastNs)
            return power * factor;
    }
    return power >= 1'000'000'000'000'000'000 ? power : power * 10;
}

} // namespace lanescope::timeline
