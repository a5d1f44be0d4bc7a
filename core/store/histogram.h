// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace lanescope::store {

/// Durations in log-linear buckets: 32 to each power of two, so a value is known to 1/32 ≈ 3 %
/// (the layout of HdrHistogram, http://hdrhistogram.org). Merged, never averaged. Units: nanoseconds.
class Histogram {
public:
    static constexpr unsigned kSubBits = 5;
    static constexpr std::size_t kSub = 1U << kSubBits;
    static constexpr std::size_t kOctaves = 40; ///< up to 2^44 ns, about 5 h; longer ones count in the last bucket
    static constexpr std::size_t kBuckets = kSub * kOctaves;

    void add(std::int64_t valueNs)
    {
        valueNs = std::max<std::int64_t>(valueNs, 0);
        ++m_counts[bucket(valueNs)];
        ++m_count;
        addToTotal(valueNs);
        m_max = std::max(m_max, valueNs);
    }
    void merge(const Histogram& other)
    {
        for (std::size_t i = 0; i < kBuckets; ++i)
            m_counts[i] += other.m_counts[i];
        m_count += other.m_count;
        addToTotal(other.m_total);
        m_max = std::max(m_max, other.m_max);
    }

    std::uint64_t count() const { return m_count; }
    std::int64_t totalNs() const { return m_total; }
    std::int64_t maxNs() const { return m_max; }
    double meanNs() const { return m_count == 0 ? 0.0 : static_cast<double>(m_total) / static_cast<double>(m_count); }

    /// The least value that `share` (0–1) of all do not exceed, by nearest rank: the ⌈share · count⌉th of all in their order,
    /// so the 99th percentile of fewer than 100 is the largest. (R. J. Hyndman and Y. Fan, Sample Quantiles in Statistical
    /// Packages, The American Statistician 50(4), 1996, definition 1.) It is told by the middle of its bucket, never above
    /// the maximum; the largest of all, and what lies in the last bucket, which has no end, by the maximum.
    std::int64_t percentileNs(double share) const
    {
        if (m_count == 0)
            return 0;
        const std::uint64_t wanted = nearestRank(share, m_count);
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < kBuckets; ++i) {
            seen += m_counts[i];
            if (seen >= wanted && wanted < m_count && i + 1 < kBuckets)
                return std::min((lowerNs(i) + lowerNs(i + 1)) / 2, m_max);
        }
        return m_max;
    }

    /// From 1 on. A product such as 0.07 · 100, which is a little above 7 in binary, is not rounded up.
    static std::uint64_t nearestRank(double share, std::uint64_t count)
    {
        constexpr double kRoundingError = 1e-12;
        const double rank = std::ceil(share * static_cast<double>(count) * (1 - kRoundingError));
        return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(rank), 1, count);
    }

    std::uint64_t countIn(std::size_t index) const { return m_counts[index]; }
    using Counts = std::array<std::uint32_t, kBuckets>;
    /// A histogram as it was when its counts, total and maximum were written down.
    static Histogram restored(const Counts& counts, std::int64_t totalNs, std::int64_t maxNs)
    {
        Histogram histogram;
        histogram.m_counts = counts;
        for (const std::uint32_t count : counts)
            histogram.m_count += count;
        histogram.m_total = totalNs;
        histogram.m_max = maxNs;
        return histogram;
    }
    static std::int64_t lowerNs(std::size_t index)
    {
        const std::size_t octave = index / kSub;
        const auto sub = static_cast<std::int64_t>(index % kSub);
        return octave == 0 ? sub : (static_cast<std::int64_t>(kSub) + sub) << (octave - 1);
    }
    static std::size_t bucket(std::int64_t valueNs)
    {
        const auto value = static_cast<std::uint64_t>(valueNs);
        if (value < kSub)
            return value;
        const auto octave = static_cast<std::size_t>(std::bit_width(value)) - kSubBits;
        if (octave >= kOctaves)
            return kBuckets - 1;
        return octave * kSub + ((value >> (octave - 1)) & (kSub - 1));
    }

private:
    // Stays at the largest number rather than overflow: durations come from segments, which may state any.
    void addToTotal(std::int64_t ns)
    {
        if (__builtin_add_overflow(m_total, ns, &m_total))
            m_total = std::numeric_limits<std::int64_t>::max();
    }

    Counts m_counts{};
    std::uint64_t m_count = 0;
    std::int64_t m_total = 0;
    std::int64_t m_max = 0;
};

} // namespace lanescope::store
