// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <random>
#include <vector>

namespace lanescope::tests {

/// Many threads with very many short intervals each, for tests and measurements of the cost of painting.
class DenseRun {
public:
    static constexpr std::int64_t kBeginNs = 5'000'000'000;

    DenseRun(std::size_t rows, std::size_t intervalsPerRow, std::int64_t meanNs, unsigned seed = 1);

    /// Every row grows by what happens in `ns`.
    void advance(std::int64_t ns);
    store::SnapshotPtr snapshot(bool live);

private:
    void append(std::size_t row);

    std::mt19937 m_random;
    std::int64_t m_meanNs;
    std::vector<store::IntervalSeries> m_series;
    std::vector<std::int64_t> m_untilNs;
    std::int64_t m_endNs = kBeginNs;
    std::uint64_t m_generation = 0;
};

} // namespace lanescope::tests
