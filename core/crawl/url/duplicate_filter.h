// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lanescope::crawl {

/// The set of pages seen, by their 64-bit fingerprints: 9.5 to 14.2 bytes each beyond the first thousands.
///
/// Open addressing in shards, so that one growth copies a sixteenth of the set and not all of it while a
/// lock is held. Threads: none of its own; the owner locks. Complexity: insert is O(1) amortised.
class DuplicateFilter {
public:
    /// True if it was not there yet. The fingerprint is never 0.
    bool insert(std::uint64_t fingerprint);
    bool contains(std::uint64_t fingerprint) const;
    void clear();

    std::size_t size() const;
    std::size_t memoryBytes() const;

private:
    static constexpr std::size_t kShards = 16;

    struct Shard {
        std::vector<std::uint64_t> cells; // 0: free
        std::size_t used = 0;

        std::size_t find(std::uint64_t fingerprint) const;
        void grow();
    };
    static std::size_t shardOf(std::uint64_t fingerprint) { return fingerprint & (kShards - 1); }

    std::array<Shard, kShards> m_shards;
};

} // namespace lanescope::crawl
