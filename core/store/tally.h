// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/histogram.h"
#include "core/store/occurrence.h"

#include <vector>

namespace lanescope::store {

/// What one thread has of the occurrences of an object.
struct ThreadShare {
    std::uint32_t thread = Occurrence::kNobody;
    std::uint64_t count = 0;
    std::int64_t totalNs = 0;
};

/// The distribution of all occurrences up to some point: how many of which length, and whose. Of two such points the
/// difference is that of what lies between. Kept sparse: of 1,280 buckets an object fills a few dozen.
class Tally {
public:
    /// This one and those in [first, last) besides.
    template <class Entries>
    Tally with(const Entries& entries, std::size_t first, std::size_t last) const;

    /// Adds what lies between `before` and this one, a later point of the same object, to what is given.
    void addSince(const Tally& before, Histogram::Counts& counts, std::vector<ThreadShare>& shares) const;

    std::size_t bytes() const
    {
        return sizeof(*this) + m_buckets.capacity() * sizeof(Bucket) + m_shares.capacity() * sizeof(ThreadShare);
    }

private:
    struct Bucket {
        std::uint32_t index;
        std::uint32_t count;
    };
    std::vector<Bucket> m_buckets;     // by index
    std::vector<ThreadShare> m_shares; // by thread
};

/// Adds `share` to the one of the same thread in a list that is sorted by thread.
inline void addShare(std::vector<ThreadShare>& shares, const ThreadShare& share)
{
    const auto place = std::lower_bound(shares.begin(), shares.end(), share.thread,
                                        [](const ThreadShare& s, std::uint32_t thread) { return s.thread < thread; });
    if (place == shares.end() || place->thread != share.thread) {
        shares.insert(place, share);
        return;
    }
    place->count += share.count;
    place->totalNs += share.totalNs;
}

template <class Entries>
Tally Tally::with(const Entries& entries, std::size_t first, std::size_t last) const
{
    Histogram::Counts counts{};
    for (const Bucket& bucket : m_buckets)
        counts[bucket.index] = bucket.count;
    Tally sum;
    sum.m_shares = m_shares;
    for (std::size_t i = first; i < last; ++i) {
        const Occurrence& one = entries[i];
        ++counts[Histogram::bucket(one.lengthNs())];
        addShare(sum.m_shares, {static_cast<std::uint32_t>(one.threadBits), 1, one.lengthNs()});
    }
    for (std::uint32_t i = 0; i < counts.size(); ++i) {
        if (counts[i] != 0)
            sum.m_buckets.push_back({i, counts[i]});
    }
    sum.m_buckets.shrink_to_fit();
    return sum;
}

inline void Tally::addSince(const Tally& before, Histogram::Counts& counts, std::vector<ThreadShare>& shares) const
{
    for (const Bucket& bucket : m_buckets)
        counts[bucket.index] += bucket.count;
    for (const Bucket& bucket : before.m_buckets)
        counts[bucket.index] -= bucket.count;
    auto earlier = before.m_shares.begin();
    for (const ThreadShare& share : m_shares) {
        ThreadShare rest = share;
        while (earlier != before.m_shares.end() && earlier->thread < share.thread)
            ++earlier;
        if (earlier != before.m_shares.end() && earlier->thread == share.thread) {
            rest.count -= earlier->count;
            rest.totalNs -= earlier->totalNs;
        }
        if (rest.count != 0)
            addShare(shares, rest);
    }
}

} // namespace lanescope::store
