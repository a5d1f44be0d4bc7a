// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/bucket_cache.h"

namespace lanescope::charts {
namespace {

// The last stretch of a live run may still change: what a status word said is replaced by the record.
constexpr std::int64_t kSettleNs = 500'000'000;
constexpr std::size_t kMostEntries = 4096;

void addTo(std::vector<double>& sum, const std::vector<double>& values)
{
    if (sum.size() < values.size())
        sum.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        sum[i] += values[i];
}

} // namespace

void BucketCache::clear()
{
    m_entries.clear();
}

const std::vector<double>* BucketCache::at(std::int64_t number) const
{
    const auto found = m_entries.find(number);
    return found == m_entries.end() ? nullptr : &found->second.values;
}

void BucketCache::doubleWidth()
{
    std::unordered_map<std::int64_t, Entry> wider;
    for (const auto& [number, entry] : m_entries) {
        const auto other = m_entries.find(number ^ 1);
        if ((number & 1) != 0 || other == m_entries.end() || !entry.isFinal || !other->second.isFinal)
            continue;
        Entry sum = entry;
        addTo(sum.values, other->second.values);
        wider.emplace(number >> 1, std::move(sum));
    }
    m_entries = std::move(wider);
    m_widthNs *= 2;
}

void BucketCache::adopt(const store::Snapshot& snapshot, const session::BucketGrid& grid)
{
    const bool otherRun = grid.originNs != m_originNs || snapshot.generation < m_generation;
    if (otherRun || grid.widthNs < m_widthNs)
        clear();
    while (!m_entries.empty() && m_widthNs < grid.widthNs)
        doubleWidth();
    m_widthNs = grid.widthNs;
    m_originNs = grid.originNs;
    m_generation = snapshot.generation;
}

void BucketCache::forgetOutside(const session::BucketGrid& grid)
{
    if (m_entries.size() > kMostEntries)
        std::erase_if(m_entries, [&grid](const auto& item) {
            return item.first < grid.first || item.first >= grid.first + grid.count;
        });
}

bool BucketCache::fill(const store::Snapshot& snapshot, const session::BucketGrid& grid, const Measure& measure,
                       const QDeadlineTimer& deadline)
{
    adopt(snapshot, grid);
    forgetOutside(grid);
    for (std::int64_t number = grid.first + grid.count - 1; number >= grid.first; --number) {
        Entry& entry = m_entries[number];
        if (entry.isFinal || (entry.generation == snapshot.generation && entry.generation != 0))
            continue;
        if (deadline.hasExpired()) {
            if (entry.generation == 0)
                m_entries.erase(number);
            return false;
        }
        const std::int64_t endNs = grid.startNs(number + 1);
        entry.values.clear();
        measure(grid.startNs(number), std::min(endNs, snapshot.endNs), entry.values);
        entry.generation = std::max<std::uint64_t>(snapshot.generation, 1);
        entry.isFinal = !snapshot.live || endNs <= snapshot.endNs - kSettleNs;
        ++m_computed;
    }
    return true;
}

} // namespace lanescope::charts
