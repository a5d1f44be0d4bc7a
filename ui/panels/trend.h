// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QMetaType>

#include <array>

namespace lanescope::panels {

/// How something went over the last ten seconds, as a small stacked picture in a table cell. Shares of the cell's
/// height, the oldest first. Buckets have fixed edges, so that the picture moves instead of shimmering.
struct Trend {
    static constexpr std::size_t kBuckets = 40;
    static constexpr std::int64_t kBucketNs = std::int64_t{1} << 28; ///< 0.27 s

    std::array<float, kBuckets> lower{};
    std::array<float, kBuckets> upper{}; ///< on top of it
    store::State lowerState = store::State::HeldContended;
    store::State upperState = store::State::Held;
};

/// The share of time it was held while others waited, and otherwise held. Nothing if it has no row of owners.
/// O(buckets · log n) Threads: any.
std::optional<Trend> lockTrend(const store::Snapshot& snapshot, const store::Object& object);

/// Its mean depth, against its capacity or the most that was in it during that time. O(buckets · log n) Threads: any.
std::optional<Trend> queueTrend(const store::Snapshot& snapshot, const store::Object& object);

} // namespace lanescope::panels

Q_DECLARE_METATYPE(lanescope::panels::Trend)
