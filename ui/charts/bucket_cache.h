// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/measures.h"

#include <QDeadlineTimer>

#include <functional>
#include <unordered_map>
#include <vector>

namespace lanescope::charts {

/// Sums per bucket of a run that goes on, each computed once: what is over does not change, so an update
/// costs only the newest buckets. When the width doubles, pairs are added up instead of computed again.
/// Threads: one at a time.
class BucketCache {
public:
    /// Puts the sums within [fromNs, toNs) into `values`, which is empty; may give any number of them.
    using Measure = std::function<void(std::int64_t fromNs, std::int64_t toNs, std::vector<double>& values)>;

    /// Computes what is missing of the grid, newest first, until the deadline. True when nothing is missing.
    bool fill(const store::Snapshot& snapshot, const session::BucketGrid& grid, const Measure& measure,
              const QDeadlineTimer& deadline);
    /// nullptr for what is not computed yet.
    const std::vector<double>* at(std::int64_t number) const;
    void clear();
    /// How many buckets were computed so far, not counting those added up from smaller ones.
    std::uint64_t computed() const { return m_computed; }

private:
    struct Entry {
        std::vector<double> values;
        std::uint64_t generation = 0;
        bool isFinal = false;
    };
    void adopt(const store::Snapshot& snapshot, const session::BucketGrid& grid);
    void doubleWidth();
    void forgetOutside(const session::BucketGrid& grid);

    std::unordered_map<std::int64_t, Entry> m_entries;
    std::int64_t m_originNs = 0;
    std::int64_t m_widthNs = 0;
    std::uint64_t m_generation = 0;
    std::uint64_t m_computed = 0;
};

} // namespace lanescope::charts
