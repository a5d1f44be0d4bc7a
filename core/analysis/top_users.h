// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/range_figures.h"

#include <string>

namespace lanescope::analysis {

/// Who or what took the largest part of something.
struct UserShare {
    std::string name;
    std::uint64_t count = 0;
    std::int64_t totalNs = 0;
    store::ThreadIndex newestThread{}; ///< the thread; of spans: who was in it last,
    std::int64_t newestStartNs = 0;    ///< of spans: when that wait or hold began
};

/// A wait or a hold that goes on at the end of a snapshot, or in which its thread died: no log has it.
struct OpenUse {
    store::ThreadIndex thread{};
    std::int64_t sinceNs = 0;
    std::int64_t untilNs = 0;
};
std::vector<OpenUse> openWaits(const store::Snapshot& snapshot, store::ObjectIndex object); ///< O(all that wait)
std::vector<OpenUse> openHolds(const store::Snapshot& snapshot, store::ObjectIndex object); ///< O(all that is held)

/// By thread, from the index, the largest first. Of each what lies within the range, also of those that reach beyond it and
/// of what is open. Pure. O(log n + threads · log² n)
std::vector<UserShare> topThreads(const store::Snapshot& snapshot, const store::OccurrenceView& log, Range range,
                                  std::size_t most, const std::vector<OpenUse>& open = {});
/// By the innermost span the thread was in when it began to wait or to hold; "" is in none. Of the newest kMostAsked
/// occurrences that ended in the range, and of the open ones. Pure. O(kMostAsked · depth · log n)
std::vector<UserShare> topSpans(const store::Snapshot& snapshot, const store::OccurrenceView& log, Range range,
                                std::size_t most, const std::vector<OpenUse>& open = {});
inline constexpr std::size_t kMostAsked = 2'000;

} // namespace lanescope::analysis
