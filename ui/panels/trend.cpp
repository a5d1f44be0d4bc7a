// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/trend.h"
#include "core/store/queue_room.h"

#include <algorithm>

namespace lanescope::panels {
namespace {

using store::Snapshot;
using store::State;

/// Calls `visit(number, fromNs, toNs)` for each bucket of which something is known.
template <class Visit>
void forEachBucket(const Snapshot& snapshot, Visit&& visit)
{
    const std::int64_t last = (snapshot.endNs - snapshot.beginNs) / Trend::kBucketNs;
    for (std::size_t i = 0; i < Trend::kBuckets; ++i) {
        const std::int64_t index = last - static_cast<std::int64_t>(Trend::kBuckets - 1 - i);
        const std::int64_t from = snapshot.beginNs + index * Trend::kBucketNs;
        const std::int64_t to = std::min(from + Trend::kBucketNs, snapshot.endNs);
        if (index >= 0 && to > from)
            visit(i, from, to);
    }
}

double meanOf(const store::SampleSummary& sum)
{
    const std::int64_t span = sum.lastNs - sum.firstNs;
    return span > 0 ? sum.area / static_cast<double>(span) : sum.last;
}

} // namespace

std::optional<Trend> lockTrend(const Snapshot& snapshot, const store::Object& object)
{
    if (!object.row || snapshot.row(*object.row).kind != store::RowKind::LockOwner)
        return std::nullopt;
    const store::Row& row = snapshot.row(*object.row);
    Trend trend;
    forEachBucket(snapshot, [&](std::size_t i, std::int64_t from, std::int64_t to) {
        const auto sum = row.summarise(from, to);
        const auto share = [span = static_cast<float>(to - from)](std::int64_t ns) {
            return std::clamp(static_cast<float>(ns) / span, 0.0F, 1.0F);
        };
        trend.lower[i] = share(sum.of(State::HeldContended));
        trend.upper[i] = std::min(share(sum.of(State::Held) + sum.of(State::HeldShared)), 1 - trend.lower[i]);
    });
    return trend;
}

std::optional<Trend> queueTrend(const Snapshot& snapshot, const store::Object& object)
{
    if (!object.row || !snapshot.row(*object.row).isCounter())
        return std::nullopt;
    const store::Row& row = snapshot.row(*object.row);
    Trend trend;
    const std::int64_t room = store::roomOf(object);
    trend.lowerState = room > 0 ? State::JoinWait : State::QueuePutWait; // as on the timeline
    double most = room > 0 ? static_cast<double>(room) : 1;
    std::array<double, Trend::kBuckets> means{};
    forEachBucket(snapshot, [&](std::size_t i, std::int64_t from, std::int64_t to) {
        if (const auto sum = row.sampled(from, to))
            means[i] = meanOf(*sum);
        most = std::max(most, means[i]);
    });
    for (std::size_t i = 0; i < means.size(); ++i)
        trend.lower[i] = static_cast<float>(means[i] / most);
    return trend;
}

} // namespace lanescope::panels
