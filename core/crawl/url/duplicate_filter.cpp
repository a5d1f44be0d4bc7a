// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/url/duplicate_filter.h"

#include <cassert>

namespace lanescope::crawl {

namespace {
constexpr std::size_t kFirstCells = 64;
} // namespace

/// The cell that holds the fingerprint, or the free one where it belongs.
std::size_t DuplicateFilter::Shard::find(std::uint64_t fingerprint) const
{
    __extension__ using Wide = unsigned __int128;
    // The high bits choose the cell (any capacity, no division), the low ones chose the shard.
    auto at = static_cast<std::size_t>((static_cast<Wide>(fingerprint) * cells.size()) >> 64);
    while (cells[at] != 0 && cells[at] != fingerprint)
        at = at + 1 < cells.size() ? at + 1 : 0;
    return at;
}

void DuplicateFilter::Shard::grow()
{
    Shard larger;
    // × 1.5 and not × 2: right after a growth the table is still 57 % full, which keeps it under 16 B a page.
    larger.cells.resize(cells.empty() ? kFirstCells : cells.size() + cells.size() / 2);
    for (const std::uint64_t fingerprint : cells) {
        if (fingerprint != 0)
            larger.cells[larger.find(fingerprint)] = fingerprint;
    }
    cells = std::move(larger.cells);
}

bool DuplicateFilter::insert(std::uint64_t fingerprint)
{
    assert(fingerprint != 0);
    Shard& shard = m_shards[shardOf(fingerprint)];
    if ((shard.used + 1) * 100 > shard.cells.size() * 85)
        shard.grow();
    std::uint64_t& cell = shard.cells[shard.find(fingerprint)];
    if (cell == fingerprint)
        return false;
    cell = fingerprint;
    ++shard.used;
    return true;
}

bool DuplicateFilter::contains(std::uint64_t fingerprint) const
{
    const Shard& shard = m_shards[shardOf(fingerprint)];
    return !shard.cells.empty() && shard.cells[shard.find(fingerprint)] == fingerprint;
}

void DuplicateFilter::clear()
{
    m_shards = {};
}

std::size_t DuplicateFilter::size() const
{
    std::size_t total = 0;
    for (const Shard& shard : m_shards)
        total += shard.used;
    return total;
}

std::size_t DuplicateFilter::memoryBytes() const
{
    std::size_t total = sizeof(*this);
    for (const Shard& shard : m_shards)
        total += shard.cells.capacity() * sizeof(std::uint64_t);
    return total;
}

} // namespace lanescope::crawl
