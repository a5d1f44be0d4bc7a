// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

namespace lanescope::store {

/// One hold or wait of an object, or one item's stay in a queue, as figures need it: when it ended, how long it was,
/// whose it was. 16 bytes, because there is one for each record.
struct Occurrence {
    static constexpr std::uint64_t kMaxDurationNs = (1ULL << 44) - 1; // 4.8 hours
    static constexpr std::uint32_t kNobody = (1U << 16) - 1;

    std::int64_t endNs = 0;
    std::uint64_t durationNs : 44 = 0;
    std::uint64_t threadBits : 16 = kNobody; ///< ThreadIndex; a later thread than there is room for is nobody
    std::uint64_t marked : 1 = 0;  ///< holds: it had to wait for it; waits: the one before was a futile wake-up
    std::uint64_t changed : 1 = 0; ///< holds: the one before was another thread's
    std::uint64_t shared : 1 = 0;  ///< holds: others may have had it too
    std::uint64_t unused : 1 = 0;

    static Occurrence make(std::int64_t endNs, std::int64_t durationNs, std::uint32_t thread)
    {
        Occurrence made;
        made.endNs = endNs;
        const auto length = static_cast<std::uint64_t>(std::max<std::int64_t>(durationNs, 0));
        made.durationNs = std::min(length, kMaxDurationNs) & kMaxDurationNs;
        made.threadBits = std::min(thread, kNobody) & kNobody;
        return made;
    }
    std::int64_t lengthNs() const { return static_cast<std::int64_t>(durationNs); }
    std::int64_t startNs() const { return endNs - lengthNs(); }
    /// It went from one thread straight to the next, which had waited.
    bool isHandOver() const { return marked != 0 && changed != 0; }
};
static_assert(sizeof(Occurrence) == 16);

/// What is known of a stretch of occurrences.
struct OccurrenceSummary {
    std::uint64_t count = 0;
    std::int64_t totalNs = 0;
    std::int64_t longestNs = 0;
    std::uint32_t marked = 0;
    std::uint32_t changed = 0;
    // Runs of hand-overs without a break: at the beginning, at the end, the longest anywhere.
    std::uint32_t leadingRun = 0;
    std::uint32_t trailingRun = 0;
    std::uint32_t longestRun = 0;

    void add(const OccurrenceSummary& later)
    {
        longestRun = std::max({longestRun, later.longestRun, trailingRun + later.leadingRun});
        if (leadingRun == count)
            leadingRun += later.leadingRun;
        trailingRun = later.trailingRun == later.count ? trailingRun + later.trailingRun : later.trailingRun;
        count += later.count;
        totalNs += later.totalNs;
        longestNs = std::max(longestNs, later.longestNs);
        marked += later.marked;
        changed += later.changed;
    }
    void add(const Occurrence& one)
    {
        OccurrenceSummary summary;
        summary.count = 1;
        summary.totalNs = summary.longestNs = one.lengthNs();
        summary.marked = static_cast<std::uint32_t>(one.marked);
        summary.changed = static_cast<std::uint32_t>(one.changed);
        summary.leadingRun = summary.trailingRun = summary.longestRun = one.isHandOver() ? 1 : 0;
        add(summary);
    }
};

} // namespace lanescope::store
